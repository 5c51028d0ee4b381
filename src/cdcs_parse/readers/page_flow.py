"""Pages → paragraphs and tables in reading order, over page breaks, without what only belongs to the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdcs_parse.readers.compose import Draft, TableDraft
from cdcs_parse.readers.ocr_headings import mend_heading_numbers
from cdcs_parse.readers.page_columns import find_columns
from cdcs_parse.readers.page_content import PageContent
from cdcs_parse.readers.page_lines import Line, find_furniture
from cdcs_parse.readers.page_paragraphs import measure, paragraphs
from cdcs_parse.readers.page_tables import RuledTable, append_rows, continues


def find_drafts(pages: Sequence[PageContent], notes: list[str]) -> list[Draft]:
    """The blocks of a document; what was left out is put into `notes`. Takes page numbers and running heads out of `pages`."""
    furniture, numbers, heads = find_furniture([page.lines for page in pages], [page.height for page in pages])
    for count, what in ((numbers, "page numbers"), (heads, "lines of running heads and feet")):
        if count:
            notes.append(f"{what} left out: {count}")
    for page in pages:
        page.lines = [line for line in page.lines if id(line) not in furniture]
    widths = [page.width for page in pages]
    layout = measure([page.lines for page in pages], widths)
    out: list[Draft] = []
    run: list[Line] = []
    last: RuledTable | None = None
    repeated = 0
    for item in (item for page in pages for item in _order(page)):
        if isinstance(item, Line):
            run.append(item)
            last = None
            continue
        out += paragraphs(run, layout, widths)
        run = []
        if isinstance(item, TableDraft):
            out.append(item)
            last = None
        elif last is not None and last.page == item.page - 1 and continues(last, item):
            repeated += append_rows(last.draft, item.draft)
            last = RuledTable(last.draft, item.columns, item.page, item.top, item.bottom)
        else:
            out.append(item.draft)
            last = item
    out += paragraphs(run, layout, widths)
    mend_heading_numbers(out, {page.number for page in pages if page.way == "recognised"}, notes)
    if repeated:
        notes.append(f"table heads repeated on a new page left out: {repeated}")
    return out


def _order(page: PageContent) -> Iterator[Line | TableDraft | RuledTable]:
    """What stands on a page from top to bottom: lines, columns as tables, ruled tables."""
    placed: list[tuple[float, Line | TableDraft | RuledTable]] = [(table.top, table) for table in page.tables]
    # columns are looked for between ruled tables, not across them
    cuts = sorted(table.top for table in page.tables)
    stretches: list[list[Line]] = [[] for _ in range(len(cuts) + 1)]
    for line in page.lines:
        stretches[sum(cut <= line.top for cut in cuts)].append(line)
    for lines in stretches:
        regions = find_columns(lines, page.number)
        inside = {index for region in regions for index in range(region.start, region.end)}
        placed += [(line.top, line) for index, line in enumerate(lines) if index not in inside]
        placed += [(lines[region.start].top, region.table) for region in regions]
    yield from (item for _, item in sorted(placed, key=lambda pair: pair[0]))
