# make demo    see it work: two sandboxes, no AWS
# make test    the whole test suite
# make check   format, lint, types, import contracts, tests: what CI runs
# make benchmark   how long plan(), redlake check and a sandbox's start take: some minutes

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# In the order in which they are found: the longest files, which have few tests, would come last.
PYTEST := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: demo test check benchmark format install clean

demo: $(VENV)/.sandbox
	@$(BIN)/redlake demo

test: $(VENV)/.dev
	$(PYTEST)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/redlake check
	$(PYTEST)

# Each fails if it is over its bar; the others run all the same.
benchmark: $(VENV)/.dev
	@failed=0; for each in plan check sandbox_start; do \
	  $(BIN)/python benchmarks/$$each.py || failed=1; done; exit $$failed

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: $(VENV)/.dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"

# Two stamps, so that the demonstration installs no more than it needs.
$(VENV)/.sandbox: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing redlake and its sandbox into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[sandbox]"
	@touch $@

$(VENV)/.dev: $(VENV)/.sandbox
	@echo "Installing what development needs into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group dev
	@touch $@

clean:
	rm -rf $(VENV) .redlake build dist
