"""The text and the HTML page of the check: verdicts, order, escaping, links both ways, many findings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

import cdcs_parse
import handmade
from cdcs_parse.cli import run
from cdcs_parse.export.check_html import page
from cdcs_parse.export.findings import findings_text, in_order, summary, verdict
from cdcs_parse.model.base import quote
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.report import Report

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "reports"
VOID = {"meta", "input", "br", "hr", "link", "img"}
BAD = "BÁO CÁO năm 2023\nNgày 30/02/2023 họp BCH, có 45 đoàn viên.\n"


def finding(text: str, number: int, *places: tuple[int, int], severity: str = "error", **more: object) -> Finding:
    return Finding.model_validate(
        {
            "id": f"S01-{number}", "rule": "S01", "kind": "sum", "severity": severity, "message_vi": f"Số {number} sai.",
            "message_en": "x", "spans": [quote(text, *place).model_dump() for place in places],
        } | more
    )  # fmt: skip


def report(text: str, *findings: Finding) -> Report:
    return cdcs_parse.parse_text(text, name="bc.txt").model_copy(update={"findings": findings})


class Page(HTMLParser):
    """What a browser makes of a page: tags that match, text, ids and links."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = self.article = ""
        # href of each link of the text → its words
        self.marked: list[tuple[dict[str, str | None], str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))
        if tag == "a":
            self.marked.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        names = [tag for tag, _ in self.open]
        if "script" in names or "style" in names:
            return
        self.text += data
        self.article += data if "article" in names else ""
        if "a" in names:
            self.marked[-1] = (self.marked[-1][0], self.marked[-1][1] + data)

    def words_of(self, number: int) -> str:
        """The marked words of the text that belong to finding `number`."""
        return "".join(words for attrs, words in self.marked if str(number) in (attrs.get("data-f") or "").split())


def test_verdicts() -> None:
    text = "a b c"
    error, warning, info = (finding(text, n, (0, 1), severity=s) for n, s in enumerate(("error", "warning", "info")))
    follower = finding(text, 7, (0, 1), root="S01-0")
    explained = finding(text, 8, (0, 1), explained="đã đối chiếu sổ")
    assert verdict([error, warning, warning, info, follower]) == "Chưa nên gửi: 1 lỗi, 2 cảnh báo, 1 lưu ý"
    assert verdict([warning]) == "Nên xem lại trước khi gửi: 1 cảnh báo"
    assert verdict([info]) == "Có thể gửi: không có lỗi, 1 lưu ý"
    assert verdict([]) == "Có thể gửi: không có lỗi"
    assert verdict([explained]) == "Có thể gửi: không có lỗi, 1 mục đã giải trình"
    assert verdict([error, explained]) == "Chưa nên gửi: 1 lỗi (1 mục đã giải trình)"
    assert summary([[error, warning], [info], [], [explained]]) == (
        "Tổng cộng 4 báo cáo: 1 chưa nên gửi, 3 có thể gửi; 1 lỗi, 1 cảnh báo, 1 lưu ý"
    )


def test_roots_by_severity_and_place_what_follows_behind_them_the_explained_last() -> None:
    text = "a b c d e f"
    held = [
        finding(text, 1, (8, 9), severity="info"), finding(text, 2, (6, 7)), finding(text, 3, (0, 1), explained="đúng"),
        finding(text, 4, (4, 5)), finding(text, 5, (2, 3), root="S01-2"), finding(text, 6, (0, 1), root="nowhere"),
    ]  # fmt: skip
    assert [f.id[-1] for f in in_order(held)] == ["6", "4", "2", "5", "1", "3"]


def test_text_of_one_report() -> None:
    text = "Có 02 cuộc và 05 cuộc.\n"
    held = report(
        text,
        finding(text, 1, (3, 5), arithmetic="2 + 5 = 7, không phải 6", suggestion="Sửa."),
        finding(text, 2, (13, 15), root="S01-1"),
        finding(text, 3, (13, 15), explained="đã đối\nchiếu sổ"),
    )
    assert findings_text(held).splitlines() == [
        "Chưa nên gửi: 1 lỗi (1 mục đã giải trình)", "Báo cáo: bc.txt", "",
        "1. LỖI [S01] Số 1 sai.", "   Câu: “Có 02 cuộc và 05 cuộc.”", "   Tính: 2 + 5 = 7, không phải 6", "   Nên: Sửa.",
        "   kéo theo [S01]: Số 2 sai.", "",
        "2. ĐÃ GIẢI TRÌNH [S01] Số 3 sai.", "   Giải trình: đã đối chiếu sổ", "   Câu: “Có 02 cuộc và 05 cuộc.”", "",
    ]  # fmt: skip
    coloured = findings_text(held, colour=True)
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == findings_text(held).split()


def test_the_sentence_of_a_place_that_is_no_figure() -> None:
    text = "Năm 2023. Họp ngày 30/02/2023 tại trụ sở. Sau đó nghỉ.\n"
    start = text.index("30/02")
    shown = findings_text(report(text, finding(text, 1, (start, start + 10))))
    assert "   Câu: “Họp ngày 30/02/2023 tại trụ sở.”" in shown.splitlines()


def test_the_command_over_several_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "b.txt").write_text("BÁO CÁO năm 2023\nHọp BCH.\n", encoding="utf-8")
    assert run(["check", str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert sum(bool(re.match(r".*[ab]\.txt: (Chưa nên|Có thể) gửi: ", line)) for line in lines) == 2
    assert lines[-1].startswith("Tổng cộng 2 báo cáo: 1 chưa nên gửi, 1 có thể gửi; 1 lỗi")
    assert "\x1b" not in "".join(lines)


def test_warnings_count_when_asked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Trao quà cho đoàn viên, mỗi suất trị giá 6.750.000.\n", encoding="utf-8")
    found = cdcs_parse.check(cdcs_parse.parse(tmp_path / "a.txt"))
    expected = {f.severity for f in found}
    assert "error" not in expected
    assert "warning" in expected
    assert run(["check", str(tmp_path / "a.txt")]) == 0
    assert run(["check", str(tmp_path / "a.txt"), "--fail-on", "warning"]) == 1


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.docx")) + sorted(SAMPLES.glob("*.txt"))[:6], ids=lambda p: p.name)
def test_the_page_holds_the_text_and_links_both_ways(path: Path) -> None:
    read = cdcs_parse.parse(path)
    text = read.text
    held = read.model_copy(
        update={"findings": tuple(finding(text, n, (f.span.start, f.span.end)) for n, f in enumerate(read.facts))}
    )
    made = Page(page(held))
    labels = "".join(b.label or "" if b.kind == "paragraph" else "".join(c.label or "" for c in b.cells) for b in held.blocks)
    bare = "".join(made.article.split())
    assert len(bare) == len("".join(text.split())) + len("".join(labels.split()))
    ids = [attrs["id"] for _, attrs in made.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    links = {str(attrs.get("href"))[1:] for tag, attrs in made.tags if tag == "a"}
    assert links <= set(ids)
    for number, one in enumerate(in_order(held.findings)):
        assert {f"f{number}", f"t{number}-0"} <= links
        assert made.words_of(number).split() == one.spans[0].text.split()


def test_stretches_that_cross_and_share_words() -> None:
    text = "a b c d e f g"
    places = [(0, 5), (2, 9), (2, 9), (4, 5), (8, 13), (0, 13)]
    severities = ["info", "warning", "error", "info", "error", "info"]
    held = report(text, *(finding(text, n, p, severity=s) for n, (p, s) in enumerate(zip(places, severities, strict=True))))
    made = Page(page(held))
    for number, one in enumerate(in_order(held.findings)):
        assert made.words_of(number) == one.spans[0].text
    # no link inside a link
    assert made.article.strip() == text


NASTY = (
    '<script>alert(1)</script> "\'><img src=x onerror=alert(2)> ]]> <!-- --> &amp; &#60; =HYPERLINK("x") \u202eđảo\u202c '
    "\u2066x\u2069 </article></script><style>*{display:none}</style> javascript:alert(3) {{x}} \x1b[31m 45 người"
)


def test_what_a_report_says_is_never_markup() -> None:
    text = f"BÁO CÁO {NASTY}\n{NASTY}\n"
    held = cdcs_parse.parse_text(text, name=NASTY)
    held = held.model_copy(
        update={
            "findings": (
                finding(
                    held.text, 0, (0, len(held.text) - 1), message_vi=NASTY, arithmetic=NASTY, suggestion=NASTY, explained=NASTY
                ),
                finding(held.text, 1, (8, 40), message_vi=NASTY, root="S01-0"),
            )
        }
    )
    html = page(held)
    made = Page(html)
    tags = [tag for tag, _ in made.tags]
    assert tags.count("script") == 1
    assert tags.count("style") == 1
    assert "img" not in tags
    assert not any(name.startswith("on") for _, attrs in made.tags for name in attrs)
    assert all(str(attrs["href"]).startswith("#") for tag, attrs in made.tags if tag == "a" and "href" in attrs)
    assert not set("\u202e\u202c\u2066\u2069\x1b") & set(html)
    assert made.article.count("<script>alert(1)</script>") == 2


def test_the_page_asks_for_nothing_outside() -> None:
    shell = page(report("Không có số liệu.\n"))
    assert "đã đọc" not in shell
    assert re.findall(r"https?:|url\(|@import|src=|<link|fetch\(|XMLHttpRequest", shell) == []


def many(count: int) -> Report:
    """A long report with `count` findings over all its figures."""
    lines = [f"- Năm {n} có {n % 90 + 10} đoàn viên, nữ {n % 9 + 1}; thăm hỏi {n % 50} lượt." for n in range(count // 3)]
    read = cdcs_parse.parse_text("BÁO CÁO năm 2023\n" + "\n".join(lines) + "\n")
    places = [m.span() for m in re.finditer(r"\d+", read.text)]
    severities = ("error", "warning", "info")
    found = tuple(
        finding(read.text, n, places[n % len(places)], places[(n * 7) % len(places)], severity=severities[n % 3])
        for n in range(count)
    )
    return read.model_copy(update={"findings": found})


@pytest.fixture(scope="module")
def long_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    held = many(3000)
    start = time.perf_counter()
    html = page(held)
    assert time.perf_counter() - start < 10
    path = tmp_path_factory.mktemp("page") / "bc.html"
    path.write_text(html, encoding="utf-8")
    assert path.stat().st_size < 6_000_000
    return path


def test_same_report_same_page() -> None:
    held = handmade.report()
    assert page(held) == page(held)


def browser() -> str:
    found = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chrome")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing: the package chromium belongs on the build server")
        pytest.skip("Chromium is not installed")
    return found


def test_three_thousand_findings_in_a_browser(long_page: Path, tmp_path: Path) -> None:
    program = browser()
    # works a filter, a click in the text, a key and a click in the list, and tells in the title what came of them
    probe = """<script>addEventListener("load", function () {
      var out = [document.querySelectorAll("#list li").length];
      var box = document.querySelector('[data-state="error"]'); box.click();
      out.push(document.querySelectorAll("#list li").length - Array.from(document.querySelectorAll("#list li"))
        .filter(function (li) { return li.offsetParent !== null; }).length);
      box.click();
      var mark = document.querySelector("a.m"); mark.click();
      out.push(document.querySelectorAll("#list li.on").length);
      document.dispatchEvent(new KeyboardEvent("keydown", {key: "n", bubbles: true}));
      out.push(document.querySelectorAll("#list li.on").length, document.querySelectorAll("a.m.on").length > 0);
      document.body.innerHTML = "<p id=told>" + out.join(" ") + " " + (performance.now() < 20000) + "</p>";
    });</script>"""
    html = long_page.read_text(encoding="utf-8")
    # only the policy of the page keeps the probe out, as it keeps out every script but its own
    assert "script-src 'sha256-" in html
    (tmp_path / "probe.html").write_text(re.sub(r"<meta http-equiv[^>]*>", "", html) + probe, encoding="utf-8")
    (tmp_path / "kept.html").write_text(html + probe, encoding="utf-8")

    def dom(name: str) -> str:
        command = [
            program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--dump-dom",
            f"--user-data-dir={tmp_path / 'profile'}", (tmp_path / name).as_uri(),
        ]  # fmt: skip
        return subprocess.run(
            command, check=True, capture_output=True, encoding="utf-8", timeout=120, stdin=subprocess.DEVNULL
        ).stdout

    assert '<p id="told">3000 1000 1 1 true true</p>' in dom("probe.html")
    assert '<p id="told">' not in dom("kept.html")


def test_html_from_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(BAD, encoding="utf-8")
    assert run(["check", str(tmp_path / "a.txt"), "--format", "html", "-o", str(tmp_path / "a.html")]) == 1
    assert "30/02/2023" in Page((tmp_path / "a.html").read_text(encoding="utf-8")).text
    assert run(["check", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--format", "html"]) == 2
    assert "-o" in capsys.readouterr().err
    both = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert run(["check", *both, "--format", "html", "-o", str(tmp_path / "ra")]) == 1
    assert sorted(p.name for p in (tmp_path / "ra").iterdir()) == ["a.txt.check.html", "b.txt.check.html"]
