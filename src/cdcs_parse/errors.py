"""What can go wrong, told in one line: what, where, what to do."""

from __future__ import annotations


class CdcsError(Exception):
    """Root of every error this library raises on purpose.

    `what` names the fault, `where` the file or place, `hint` the next step; `str()` joins them into one line.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what, self.where, self.hint = what, where, hint
        super().__init__(what, where, hint)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}; {self.hint}" if self.hint else head

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.what, self.where, self.hint))


def _rebuild(kind: type[CdcsError], what: str, where: str, hint: str) -> CdcsError:
    return kind(what, where=where, hint=hint)


class ReadError(CdcsError):
    """A file that cannot be read as a report: empty, truncated, encrypted, of a foreign format."""


class CatalogError(CdcsError):
    """A vocabulary file that breaks the schema; `where` is `file:line`."""


class RegistryError(CdcsError):
    """A registry of units that cannot be read or contradicts itself; `where` is `file:line`."""


class TargetsError(CdcsError):
    """A file of targets that is not as it should be; `where` is `file:line`."""


class SidecarError(CdcsError):
    """A sidecar (explanations and corrections) that is not as it should be; `where` is `file:line`."""


class LookupFailed(CdcsError):
    """A question that has no answer or several: an unknown indicator, a figure that is not in the report."""


class OutputError(CdcsError):
    """An output that could not be written."""
