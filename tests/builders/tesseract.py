"""What a test of text recognition does where Tesseract is absent."""

from __future__ import annotations

import os

import pytest

from cdcs_parse.errors import ReadError
from cdcs_parse.readers import ocr_engine


def needs_tesseract() -> None:
    """Skips the test where Tesseract with Vietnamese is missing; on the build server it fails."""
    try:
        ocr_engine.check("this test", "tests")
    except ReadError as error:
        if os.environ.get("CI"):
            pytest.fail(f"in CI: {error}")
        pytest.skip(str(error))
