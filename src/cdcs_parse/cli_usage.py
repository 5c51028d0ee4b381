"""Faults told on one line, in Vietnamese, with the exit code that the design gives them."""

from __future__ import annotations

import sys

from cdcs_parse.errors import (
    CatalogError,
    CdcsError,
    LookupFailed,
    OutputError,
    ReadError,
    RegistryError,
    SidecarError,
    TargetsError,
)

DONE, PARTLY, USAGE, NO_INPUT, FAULT = 0, 1, 2, 4, 5
_CODES: tuple[tuple[type[CdcsError], int], ...] = (
    (ReadError, NO_INPUT),
    (LookupFailed, USAGE),
    (CatalogError, USAGE),
    (RegistryError, USAGE),
    (TargetsError, USAGE),
    (SidecarError, USAGE),
    (OutputError, FAULT),
)


def exit_code(error: CdcsError) -> int:
    """The exit code of a command that `error` ended."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), FAULT)


def complain(message: object) -> None:
    """Print `lỗi: …` as one line on stderr; an error of the library in Vietnamese."""
    if isinstance(message, CdcsError):
        message = told_of(message.where, message.what, message.hint)
    line = " ".join(str(message).split())
    print("lỗi: " + "".join(c if c.isprintable() else "·" for c in line), file=sys.stderr)  # noqa: T201


def told_of(where: str, what: str, hint: str) -> str:
    """Where, what and what to do, in Vietnamese."""
    from cdcs_parse.export.told import in_vietnamese

    head = f"{where}: {in_vietnamese(what)}" if where else in_vietnamese(what)
    return f"{head}; {in_vietnamese(hint)}" if hint else head


def told(fault: Exception, command: str) -> str:
    """A usage error of the argument parser, in Vietnamese."""
    kind = type(fault).__name__
    name = getattr(fault, "option_name", None) or getattr(fault, "param_hint", None) or _name(getattr(fault, "param", None))
    hint = f"; xem {command} --help"
    if kind == "NoSuchOption":
        close = getattr(fault, "possibilities", None)
        return f"không có tùy chọn {name}" + (f"; có phải ý bạn là {' hoặc '.join(close)}?" if close else hint)
    if kind == "MissingParameter":
        return f"thiếu {name}{hint}"
    message = str(getattr(fault, "message", fault)).rstrip(".")
    if " is not one of " in message:
        wrong, _, choices = message.removeprefix("Value error, ").partition(" is not one of ")
        return f"{name}: không nhận {wrong}; chọn một trong {choices}"
    if kind == "BadParameter":
        return f"{name}: {message}{hint}" if name else f"{message}{hint}"
    if message.startswith("No such command"):
        return f"không có lệnh {message.partition(chr(39))[2].partition(chr(39))[0]!r}{hint}"
    if message.startswith("Missing command"):
        return f"thiếu tên lệnh{hint}"
    return f"{message}{hint}"


def _name(parameter: object) -> str:
    options = [*getattr(parameter, "opts", ())]
    if getattr(parameter, "param_type_name", "") == "argument":
        return str(getattr(parameter, "metavar", None) or getattr(parameter, "name", "")).upper()
    return options[0] if options else ""
