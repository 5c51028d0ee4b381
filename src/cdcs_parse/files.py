"""Files written whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cdcs_parse.errors import OutputError


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` into a file beside `path`, then move it over; raises OutputError.

    A link is followed; a device or a pipe is written to, not replaced.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_bytes(data)
            return
        with beside.open("xb") as file:
            file.write(data)
        if target.is_file():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except OSError as fault:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise OutputError(f"không ghi được ({fault.strerror})", where=str(path), hint="kiểm tra thư mục và quyền ghi") from fault
