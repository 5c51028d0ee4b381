"""A parsed report: document, header, sections, facts, masks, findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, cast

from pydantic import Field, model_validator

from cdcs_parse.errors import LookupFailed
from cdcs_parse.model.base import Model, Quote, Span
from cdcs_parse.model.document import Aside, Block, Document, Source
from cdcs_parse.model.fact import Fact, Mask, Period
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.sidecar import Sidecar
from cdcs_parse.text import fold

if TYPE_CHECKING:
    import pandas

SCHEMA_VERSION = "1.0"

ReportKind = Literal["annual", "half_year", "quarter", "month", "school_year", "term", "resolution", "thematic"]


class TextField(Model):
    """A header entry that is words."""

    value: str = Field(description="as written, spaces tidied")
    span: Quote = Field(description="evidence")


class KindField(Model):
    """The kind of report."""

    value: ReportKind = Field(description="annual, half_year, quarter, month, school_year, term, resolution or thematic")
    span: Quote = Field(description="evidence")


class DateField(Model):
    """A day."""

    value: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="ISO date")
    span: Quote = Field(description="evidence")


class PeriodField(Model):
    """A stretch of time. `years` of a term A-B is B - A, of a school year one."""

    value: Period = Field(description="first and last day")
    span: Quote = Field(description="evidence")


class ListField(Model):
    """Several entries, such as the recipients."""

    value: tuple[str, ...] = Field(description="as written, bullets taken off")
    span: Quote = Field(description="evidence")


class Header(Model):
    """Who reports to whom, when and about what. None is missing, never a guess."""

    unit: TextField | None = Field(default=None, description="reporting union")
    parent: TextField | None = Field(default=None, description="union directly above")
    number: TextField | None = Field(default=None, description='document number such as "15/BC-CĐCS"')
    place: TextField | None = Field(default=None, description="place of the date line")
    date: DateField | None = Field(default=None, description="day of the document")
    title: TextField | None = Field(default=None, description="kind and subject lines joined")
    kind: KindField | None = Field(default=None, description="kind of report")
    period: PeriodField | None = Field(default=None, description="time reported on")
    plan_period: PeriodField | None = Field(default=None, description="time planned for")
    signer: TextField | None = Field(default=None, description="name under the signature")
    position: TextField | None = Field(default=None, description="position of the signer")
    recipients: ListField | None = Field(default=None, description="Nơi nhận")


class Item(Model):
    """A bullet; `children` are the bullets it governs."""

    label: str = Field(description='"-", "+", "*", "•"')
    span: Span = Field(description="its own paragraph")
    children: tuple[Item, ...] = Field(default=(), description="bullets below it")


class Section(Model):
    """A part of the report: a heading or a numbered paragraph with all that stands below it."""

    path: str = Field(description='labels from the top: "P1/II/3/3.1"')
    label: str = Field(description='number as written: "PHẦN THỨ NHẤT", "II.", "3.1."')
    title: str = Field(description="words of the heading, lines joined; empty for a bare number")
    kind: str | None = Field(default=None, description="section kind, an id of the catalogue")
    start: int = Field(description="where the heading line begins")
    span: Span = Field(description="from the heading to the next heading of the same or a higher level")
    notes: tuple[str, ...] = Field(default=(), description="numbering skipped or repeated …")
    items: tuple[Item, ...] = Field(default=(), description="bullets of the section itself")
    children: tuple[Section, ...] = Field(default=(), description="headings and numbered paragraphs below it")

    def walk(self) -> Iterator[Section]:
        """Yield this section and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


class Appendix(Model):
    """An annex (Phụ lục)."""

    label: str = Field(description='as written: "PHỤ LỤC 1"')
    title: str = Field(description="words of the heading")
    span: Span = Field(description="from its heading to its end")


class Term(Model):
    """A label for an id of the catalogue, so that a report explains itself."""

    label_vi: str = Field(description="the one Vietnamese label")
    aliases: tuple[str, ...] = Field(default=(), description="other names by which it is looked up")


class Report(Model):
    """Everything read from one report. Field order is the order of the JSON."""

    schema_version: str = Field(default=SCHEMA_VERSION, description="version of this JSON form")
    catalog_version: str = Field(description="version and digest of the vocabulary used")
    source: Source = Field(description="where it came from")
    header: Header = Field(description="letterhead, title, signature")
    sections: tuple[Section, ...] = Field(description="section tree")
    appendices: tuple[Appendix, ...] = Field(default=(), description="annexes")
    facts: tuple[Fact, ...] = Field(description="figures, in order of place")
    masks: tuple[Mask, ...] = Field(description="numbers that are no figures, each with its reason")
    findings: tuple[Finding, ...] = Field(default=(), description="problems found by the check")
    notes: tuple[str, ...] = Field(default=(), description="what reader and outline had to note")
    sidecar: Sidecar | None = Field(default=None, description="explanations and corrections that were applied")
    unapplied: tuple[str, ...] = Field(default=(), description="what of the sidecar could not be applied, and why")
    terms: dict[str, Term] = Field(default_factory=dict, description="labels of the indicators and dimension values used")
    blocks: tuple[Block, ...] = Field(description="paragraphs and tables")
    asides: tuple[Aside, ...] = Field(default=(), description="footnotes, endnotes, page headers and footers")
    text: str = Field(description="the whole text; every span counts in it")

    @model_validator(mode="after")
    def _quotes_are_of_the_text(self) -> Report:
        fields = (getattr(self.header, name) for name in Header.model_fields)
        quoted = [f.span for f in self.facts] + [m.span for m in self.masks] + [f.label for f in self.facts if f.label is not None]
        for span in (*quoted, *(field.span for field in fields if field is not None)):
            if self.text[span.start : span.end] != span.text:
                raise ValueError(f"span {span.start}-{span.end} does not quote the text")
        return self

    @property
    def document(self) -> Document:
        """The document this report was read from, without the places of its printed lines."""
        return Document(source=self.source, text=self.text, blocks=self.blocks, asides=self.asides)

    def tree(self) -> str:
        """The section tree as indented lines."""
        lines = []
        for top in self.sections:
            for section in top.walk():
                depth = section.path.count("/") - top.path.count("/")
                lines.append(f"{'  ' * depth}{section.label} {section.title}".rstrip())
        return "\n".join(lines)

    def section(self, path: str) -> Section:
        """The section at `path`; raises LookupFailed naming the paths there are."""
        found = [s for top in self.sections for s in top.walk() if s.path == path]
        if not found:
            known = ", ".join(s.path for top in self.sections for s in top.walk())
            raise LookupFailed(f"no section {path!r}", hint=f"there are: {known}")
        return found[0]

    def find(self, name: str, *, role: str | None = None, **dimensions: str) -> tuple[Fact, ...]:
        """All facts of the indicator `name` (id or Vietnamese name) with exactly these dimensions given or more."""
        indicator, implied = self._resolve(name)
        wanted = implied | dimensions
        return tuple(
            f
            for f in self.facts
            if f.indicator == indicator
            and (role is None or f.role == role)
            and all(f.dimensions.get(d) == v for d, v in wanted.items())
        )

    def fact(self, name: str, *, role: str | None = "actual", **dimensions: str) -> Fact:
        """The one fact of the indicator `name` with exactly `dimensions`.

        `name` is an id ("union_members") or a Vietnamese name, which may carry a breakdown ("đoàn viên nữ").
        Raises LookupFailed, naming the near misses, when there is none or several that differ in value.
        """
        indicator, implied = self._resolve(name)
        wanted = implied | dimensions
        same = [f for f in self.facts if f.indicator == indicator and (role is None or f.role == role)]
        found = [f for f in same if f.dimensions == wanted]
        counted = [f for f in found if f.kind not in ("percent", "ratio")] or found
        if len({(f.kind, f.value, f.denominator) for f in counted}) == 1:
            return counted[0]
        near = "; ".join(f"{_told(f)}" for f in (counted or same)[:6]) or "none of this indicator"
        what = "several figures" if counted else "no figure"
        raise LookupFailed(f"{what} for {name!r} {wanted or ''}".rstrip(), hint=f"near: {near}")

    def _resolve(self, name: str) -> tuple[str, dict[str, str]]:
        if any(f.indicator == name for f in self.facts):
            return name, {}
        key = fold(name).strip()
        names: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for ident, term in self.terms.items():
            for words in (term.label_vi, *term.aliases):
                dimension, _, value = ident.partition(":")
                names.setdefault(fold(words), []).append((dimension, {dimension: value} if value else {}))
        used = {f.indicator for f in self.facts}
        # a name that carries a breakdown ("đoàn viên nữ") comes first: it may be an alias of the whole as well
        for words, meanings in sorted(names.items(), key=lambda pair: -len(pair[0])):
            rest = key.replace(words, " ", 1) if f" {words} " in f" {key} " else None
            if rest is None:
                continue
            base = [i for i, d in names.get(" ".join(rest.split()), []) if not d and i in used]
            dims = [d for _, d in meanings if d]
            if len(set(base)) == 1 and dims:
                return base[0], dims[0]
        direct = [i for i, d in names.get(key, []) if not d and i in used]
        if len(set(direct)) == 1:
            return direct[0], {}
        if name in {i.partition(":")[0] for i in self.terms} or len(set(direct)) > 1:
            raise LookupFailed(f"{name!r} names several indicators", hint=f"use one of the ids {', '.join(sorted(set(direct)))}")
        from difflib import get_close_matches

        close = get_close_matches(
            key, [w for w, m in names.items() if any(not d for _, d in m)] + sorted(filter(None, used)), 4, 0.5
        )
        raise LookupFailed(f"no indicator {name!r} in this report", hint=f"near: {', '.join(close) or 'none'}")

    def context(self, fact: Fact) -> str:
        """The sentence of `fact`, as written."""
        span = fact.sentence or fact.span
        return self.text[span.start : span.end]

    def to_frame(self) -> pandas.DataFrame:
        """The facts as a pandas DataFrame (needs pandas)."""
        from cdcs_parse.export.frame import facts_frame

        return cast("pandas.DataFrame", facts_frame(self))

    def show(self) -> None:
        """Print the header, the tree and the figures as tables on the console."""
        from cdcs_parse.export.console import show_report

        show_report(self)

    def _repr_html_(self) -> str:
        from cdcs_parse.export.notebook import report_html

        return report_html(self)


def _told(fact: Fact) -> str:
    dims = ",".join(f"{d}={v}" for d, v in fact.dimensions.items())
    return f"{fact.as_written!r} ({dims or 'total'}, {fact.role}, {fact.section})"
