# make demo and make test work from a clean clone; they only need Python 3.11 or later with its venv module.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := $(shell find src -type f \( -name '*.py' -o -name '*.yaml' \) 2>/dev/null)
BASE ?= HEAD~1

.PHONY: demo test torture lint score schemas rules samples formats bench bench-pdf gains readme clean

demo: $(VENV)/.installed
	$(BIN)/cdcs parse samples/reports
	@$(BIN)/cdcs parse samples/reports --format json -o build/demo 2>/dev/null
	@echo "JSON: build/demo/ ($$(ls build/demo | wc -l) files)"

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2

# texts made to be slow, ten times as long as in make test
torture: $(VENV)/.dev
	CDCS_SLOW=1 $(BIN)/python -m pytest -n 2 --durations=10 tests/test_pathological.py

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

score: $(VENV)/.dev
	$(BIN)/python tests/scoring.py

schemas: $(VENV)/.dev
	$(BIN)/cdcs schema -o schemas

rules: $(VENV)/.dev
	$(BIN)/cdcs rules -o docs/rules

samples: $(VENV)/.dev
	$(BIN)/python samples/build.py

# all samples in every form of file, some fifteen minutes; FORM="pdf scan.pdf" measures these alone
formats: $(VENV)/.dev
	$(BIN)/python tests/forms.py $(FORM)

bench: $(VENV)/.dev
	$(BIN)/python benchmarks/bench.py

bench-pdf: $(VENV)/.dev
	$(BIN)/python benchmarks/pdf.py

gains: $(VENV)/.dev
	$(BIN)/python benchmarks/gains.py $(BASE)

readme: $(VENV)/.dev
	$(BIN)/python tests/readme.py

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

# an editable install for development serves the demo as well and is not replaced by a copy
$(VENV)/.installed: pyproject.toml $(SOURCES) | $(BIN)/python
	@if [ ! -e $(VENV)/.dev ]; then echo "pip install ." && $(PIP) install .; fi
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(PIP) install -e '.[dev]'
	@touch $@
