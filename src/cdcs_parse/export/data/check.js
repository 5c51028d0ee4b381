"use strict";
(function () {
  var body = document.body, list = document.getElementById("list"), text = document.getElementById("text");
  var items = Array.prototype.slice.call(list.children), current = -1, lit = [];

  function shown(item) { return !body.classList.contains("no-" + item.dataset.state); }
  function light(index) {
    lit.forEach(function (one) { one.classList.remove("on"); });
    lit = [items[index]].concat(Array.prototype.slice.call(text.querySelectorAll('a[data-f~="' + index + '"]')));
    lit.forEach(function (one) { one.classList.add("on"); });
    current = index;
  }
  function toItem(index) { light(index); items[index].scrollIntoView({ block: "nearest" }); items[index].focus({ preventScroll: true }); }
  function toText(index, number) {
    light(index);
    var place = document.getElementById("t" + index + "-" + (number || 0));
    if (place) { place.scrollIntoView({ block: "center" }); }
    return place;
  }
  function step(by) {
    for (var next = current + by; next >= 0 && next < items.length; next += by) {
      if (shown(items[next])) { toText(next); toItem(next); return; }
    }
  }

  document.querySelectorAll(".filters input").forEach(function (box) {
    function apply() {
      body.classList.toggle("no-" + box.dataset.state, !box.checked);
      text.querySelectorAll("a.m.has-" + box.dataset.state).forEach(function (mark) {
        var first = mark.dataset.f.split(" ").filter(function (i) { return shown(items[+i]); })[0];
        mark.classList.remove("error", "warning", "info", "explained");
        if (first === undefined) { mark.removeAttribute("href"); } else {
          mark.classList.add(items[+first].dataset.state); mark.setAttribute("href", "#f" + first);
        }
      });
    }
    box.addEventListener("change", apply);
    if (!box.checked) { apply(); }
  });
  text.addEventListener("click", function (event) {
    var mark = event.target.closest("a.m");
    if (!mark || !mark.hasAttribute("href")) { return; }
    event.preventDefault();
    // several findings share the words: each click goes to the next of them
    var all = mark.dataset.f.split(" ").map(Number).filter(function (i) { return shown(items[i]); });
    toItem(all[(all.indexOf(current) + 1) % all.length]);
  });
  list.addEventListener("click", function (event) {
    var link = event.target.closest("a");
    if (link) {
      var parts = /^#t(\d+)-(\d+)$/.exec(link.getAttribute("href"));
      if (parts) { event.preventDefault(); toText(+parts[1], +parts[2]); return; }
      parts = /^#f(\d+)$/.exec(link.getAttribute("href"));
      if (parts) { event.preventDefault(); toItem(+parts[1]); }
      return;
    }
    var item = event.target.closest("li");
    if (item && !String(window.getSelection())) { toText(items.indexOf(item)); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "n") { step(1); event.preventDefault(); }
    if (event.key === "p") { step(-1); event.preventDefault(); }
    if (event.key === "Enter" && event.target.parentNode === list) { toText(items.indexOf(event.target)); event.preventDefault(); }
  });
})();
