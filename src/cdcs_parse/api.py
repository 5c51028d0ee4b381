"""The verbs: parse a file, a text, a folder; find quantities; load, explain and check a report; compare reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from cdcs_parse.catalog import Catalog, load_catalog
from cdcs_parse.errors import CdcsError, LookupFailed, ReadError, SidecarError
from cdcs_parse.model.document import Document, Revisions
from cdcs_parse.model.fact import Fact
from cdcs_parse.model.failure import Failure
from cdcs_parse.model.finding import Finding
from cdcs_parse.model.quantity import Quantity
from cdcs_parse.model.report import Report
from cdcs_parse.model.sidecar import SUFFIX as SIDECAR

if TYPE_CHECKING:
    from cdcs_parse.catalog.rules import Rule
    from cdcs_parse.model.comparison import By, Comparisons
    from cdcs_parse.parse.explain import Explanation
    from cdcs_parse.readers.inputs import Input


def _catalog(catalog: Catalog | str | Path | None) -> Catalog:
    if isinstance(catalog, Catalog):
        return catalog
    return load_catalog() if catalog is None else load_catalog(catalog)


def parse(
    path: str | Path, catalog: Catalog | str | Path | None = None, *, revisions: Revisions = "accept", sidecar: bool = True
) -> Report:
    """Parse the report file at `path` (.txt, .md, .docx, .pdf).

    `catalog` is a catalogue, or a YAML file whose entries are added to the built-in one. `revisions` accepts or rejects the
    tracked changes of a Word file. The corrections of the file's sidecar (`bc.docx.cdcs.yaml` for `bc.docx`) are made unless
    `sidecar` is false.
    Raises ReadError when the file cannot be read, CatalogError for a bad catalogue file, SidecarError for a bad sidecar.
    """
    from cdcs_parse.readers import read

    return _assemble(read(path, revisions), _catalog(catalog), Path(path) if sidecar else None)


def parse_text(text: str, catalog: Catalog | str | Path | None = None, name: str = "text") -> Report:
    """Parse `text` as the report called `name`; spans count code points of its NFC form."""
    from cdcs_parse.readers.plain import document_from_text

    return _assemble(document_from_text(text, name), _catalog(catalog))


def _assemble(document: Document, catalog: Catalog, path: Path | None = None) -> Report:
    """The report of a document, with the sidecar of the file `path` applied."""
    from cdcs_parse.parse.assemble import assemble

    report = assemble(document, catalog)
    # a look at the folder first: most reports have none, and its modules would be imported for nothing; isfile, for
    # Path.is_file raises where the report's name is as long as a name may be
    if path is None or not os.path.isfile(path.with_name(path.name + SIDECAR)):
        return report
    from cdcs_parse.parse.corrections import apply_sidecar
    from cdcs_parse.sidecar import load_beside

    found = load_beside(path, catalog)
    return report if found is None else apply_sidecar(report, document, found, catalog)


def parse_folder(
    path: str | Path, catalog: Catalog | str | Path | None = None, *, revisions: Revisions = "accept", sidecar: bool = True
) -> Iterator[Report | Failure]:
    """Parse every file below the folder `path`, in order of name: a Report, or a Failure with reason and next step.

    Sidecars are applied as `parse` does; a file inside an archive has none.

    Runs in this process, under caps of size, ratio and depth. The command `cdcs parse` reads the same files in worker processes,
    which it kills when one takes too long or too much memory.
    Raises ReadError when there is no such folder, CatalogError for a bad catalogue file.
    """
    from cdcs_parse.readers.inputs import find_inputs

    found = find_inputs(Path(path))
    parse_one = parser(_catalog(catalog), revisions, sidecar)
    for item in found:
        yield item if isinstance(item, Failure) else parse_one(item)


def parser(
    catalog: Catalog | None = None, revisions: Revisions = "accept", sidecar: bool = True
) -> Callable[[Input], Report | Failure]:
    """A function that parses one input after the other with one catalogue; made once in each worker process."""
    from cdcs_parse.readers import read_input

    vocabulary = _catalog(catalog)

    def parse_one(item: Input) -> Report | Failure:
        try:
            return _assemble(read_input(item, revisions), vocabulary, item.path if sidecar and not item.member else None)
        except CdcsError as fault:
            return failure_of(item.name, fault)

    return parse_one


def failure_of(path: str, fault: CdcsError) -> Failure:
    """The Failure of the file `path`; where its sidecar is at fault, the report being sound, the reason names file and line."""
    reason = f"{fault.where}: {fault.what}" if isinstance(fault, SidecarError) else fault.what
    return Failure(path=path, reason=reason, hint=fault.hint)


def find_quantities(text: str, catalog: Catalog | None = None) -> list[Quantity]:
    """All quantities of `text` in order, without meaning. A bare number has kind "number" here and only here.

    Spans count code points of the NFC form of `text`. Dates, laws, ordinals and names are left out.
    """
    from cdcs_parse.parse.quantities import quantities_of

    return quantities_of(text, _catalog(catalog))


def load_report(source: str | bytes | Path) -> Report:
    """Load a report from its JSON, given as text or as the path of a file.

    Raises ReadError when it is not the JSON of a report.
    """
    name = "JSON"
    if isinstance(source, Path) or (isinstance(source, str) and not source.lstrip().startswith("{")):
        name = Path(source).name
        try:
            source = Path(source).read_bytes()
        except OSError as fault:
            raise ReadError(f"cannot be read: {fault.strerror or fault}", where=name, hint="check the path") from None
    try:
        return Report.model_validate_json(source)
    except ValidationError as faults:
        first = faults.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        raise ReadError(
            f"not the JSON of a report: {place}: {first['msg']}", where=name, hint="make it with `cdcs parse FILE --format json`"
        ) from None


def explain(report: Report, at: int | str, catalog: Catalog | None = None) -> Explanation:
    """Tell how the figure, mask or words at `at` (an offset, or words of the text) came about.

    Raises LookupFailed when the words do not occur or the offset is outside the text.
    """
    from cdcs_parse.parse.explain import explain_at

    return explain_at(report, at, _catalog(catalog))


def check(
    report: Report | Sequence[Fact],
    previous: Report | None = None,
    rules: Sequence[Rule] | None = None,
    catalog: Catalog | str | Path | None = None,
) -> list[Finding]:
    """The problems in the content of `report`, in order of place; what follows from another finding names its `root`.

    Facts of any origin may stand in the place of a report: the rules that read the words between figures then find
    nothing. `previous` is the report of the time before; `rules` are those of `catalog.rules.load_rules` unless given.
    """
    from cdcs_parse.catalog.rules import load_rules
    from cdcs_parse.check.engine import check_facts, check_report

    chosen = load_rules() if rules is None else rules
    if isinstance(report, Report):
        return check_report(report, chosen, _catalog(catalog), previous)
    return check_facts(report, chosen, _catalog(catalog))


def compare(
    reports: Sequence[Report],
    by: By = "target",
    targets: str | Path | None = None,
    registry: str | Path | None = None,
    as_of: str | None = None,
    indicator: str | None = None,
    catalog: Catalog | str | Path | None = None,
) -> Comparisons[Any]:
    """Compare reports, given in any order: targets with results, years with years, units with units.

    `by="target"` sets the targets of an earlier report, a resolution or the YAML file `targets` against the results of
    a later report of the same unit, and quoted old targets against the results beside them; `.promises()` follows each
    over the years. `registry` is the file of units over time, `as_of` an ISO date (later reports are left out),
    `indicator` an id that all else is left out for.
    Raises TargetsError, RegistryError (`file:line`) for such files, LookupFailed for an unknown indicator or date.
    """
    from datetime import date

    from cdcs_parse.compare import compare_reports

    if as_of is not None:
        try:
            as_of = date.fromisoformat(as_of).isoformat()
        except ValueError:
            raise LookupFailed(f"ngày không đúng: {as_of!r}", hint="ghi năm-tháng-ngày, ví dụ 2025-12-31") from None
    return compare_reports(list(reports), by, _catalog(catalog), targets, registry, as_of, indicator)
