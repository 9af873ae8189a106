# Everything here sets itself up on a fresh machine: it needs Python 3.11 or newer, and nothing else.
PYTHON ?= python3
STACK ?= dev
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: help setup preview check test golden format docs bench clean

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(VENV)/.ready ## make .venv from the requirements files

# Bytecode is compiled on first use: the AWS SDK alone has 1 700 modules, of which a stack needs a few.
$(VENV)/.ready: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "event-platform needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@touch $@

preview: setup ## what STACK (dev) would be, offline
	@$(RUN) -m preflight preview --stack $(STACK)

check: setup ## lint, format, types, import contract
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

test: setup ## all tests
	$(RUN) -m pytest -n auto --dist worksteal

golden: setup ## accept the resources that the stacks now have
	$(RUN) -m pytest -q tests/stacks/test_golden.py --accept

format: setup ## put the code into shape
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

docs: setup ## write the pages that code tells better
	PYTHONPATH=. $(RUN) docs/generate.py

bench: setup ## time and memory of the prod preview, by phase
	$(RUN) -m benchmarks

clean: ## remove everything that was made
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
