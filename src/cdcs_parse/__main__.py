"""`python -m cdcs_parse` is `cdcs`."""

from __future__ import annotations

from cdcs_parse.cli import main

if __name__ == "__main__":
    main()
