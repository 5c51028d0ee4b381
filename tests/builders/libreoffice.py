"""Converts test files with LibreOffice, and says what a test does where it is absent."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from cdcs_parse.readers.programs import LIBREOFFICE, locate


def needs_libreoffice() -> Path:
    """The program; without it the test is skipped, on the build server it fails."""
    path = locate(LIBREOFFICE)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: the package libreoffice-writer-nogui belongs on the build server")
        pytest.skip("LibreOffice is not installed")
    return path


def converted(data: bytes, suffix: str, to: str) -> bytes:
    """A file of format `suffix` as LibreOffice saves it in format `to`."""
    program = needs_libreoffice()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"in.{suffix}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [str(program), profile, "--headless", "--convert-to", to, "--outdir", str(Path(folder) / "out"), str(source)]
        subprocess.run(command, check=True, timeout=180, capture_output=True, stdin=subprocess.DEVNULL)
        return (Path(folder) / "out" / f"in.{to}").read_bytes()
