# Everything here sets itself up on a fresh machine: it needs Python 3.11 or newer, and nothing else.
PYTHON ?= python3
STACK ?= dev
VENV := .venv
RUN := $(VENV)/bin/python

PACK_NAMES := security resilience cost
PACK_CONFIGS := $(PACK_NAMES:%=findings/%-$(STACK)-config.json)
PACKS = $(foreach pack,$(PACK_NAMES),--policy-pack policies/$(pack) --policy-pack-config findings/$(pack)-$(STACK)-config.json)

.PHONY: help setup preview cost policies quotas findings cost-findings engine-preview up check test golden format docs bench clean

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: $(VENV)/.ready ## make .venv from the requirements files

# Bytecode is compiled on first use: the AWS SDK alone has 1 700 modules, of which a stack needs a few.
$(VENV)/.ready: requirements.txt requirements-ops.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "event-platform needs Python 3.11 or newer; name one with: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(RUN) -m pip install --quiet --disable-pip-version-check --no-compile -r requirements-dev.txt
	@touch $@

preview: setup ## what STACK (dev) would be, offline
	@$(RUN) -m preflight preview --stack $(STACK)

cost: setup ## what STACK costs each month, offline, and what would save
	@$(RUN) -m preflight cost --stack $(STACK) --advice

policies: setup ## what the policy packs find in STACK, offline
	@$(RUN) -m preflight policies --stack $(STACK)

findings: setup ## the same as files for a pull request: findings/STACK.sarif and .md
	@mkdir -p findings
	@$(RUN) -m preflight policies --stack $(STACK) --format sarif --out findings/$(STACK).sarif || [ $$? = 1 ]
	@$(RUN) -m preflight policies --stack $(STACK) --format markdown --out findings/$(STACK).md

cost-findings: setup ## what STACK costs as a file for a pull request: findings/cost-STACK.md, against the clone in BEFORE if there is one
	@mkdir -p findings/before && rm -f findings/before/$(STACK).json
	-@test -z "$(BEFORE)" || (cd "$(BEFORE)" && "$(CURDIR)/$(RUN)" -m preflight cost --stack $(STACK) --format json --out "$(CURDIR)/findings/before/$(STACK).json") || [ $$? = 1 ]
	@test -z "$(BEFORE)" || test -f findings/before/$(STACK).json || echo "$(STACK) cannot be estimated in $(BEFORE): nothing to compare with"
	@$(RUN) -m preflight cost --stack $(STACK) --format markdown $$(test -f findings/before/$(STACK).json && echo --baseline findings/before/$(STACK).json) --out findings/cost-$(STACK).md || [ $$? = 1 ]

quotas: setup ## what STACK needs of AWS's quotas, region by region
	@$(RUN) -m preflight quotas --stack $(STACK)

engine-preview: setup $(PACK_CONFIGS) ## the engine's own preview of STACK under the packs; needs the Pulumi CLI, its backend and credentials
	@mkdir -p findings
	pulumi preview --stack $(STACK) --json --show-sames $(PACKS) > findings/$(STACK)-engine.json; echo $$? > findings/$(STACK)-engine.status
	@$(RUN) -m preflight policies --stack $(STACK) --from-preview findings/$(STACK)-engine.json --format sarif --out findings/$(STACK)-engine.sarif || [ $$? = 1 ]
	@$(RUN) -m preflight policies --stack $(STACK) --from-preview findings/$(STACK)-engine.json --format markdown --out findings/$(STACK)-engine.md
	@exit $$(cat findings/$(STACK)-engine.status)

up: setup $(PACK_CONFIGS) ## deploy STACK under the packs; needs the Pulumi CLI, its backend and credentials
	pulumi up --stack $(STACK) --yes $(PACKS)

$(PACK_CONFIGS): findings/%-$(STACK)-config.json: Pulumi.$(STACK).yaml setup
	@mkdir -p findings
	@$(RUN) -m preflight policy-config --stack $(STACK) --pack $* --out $@

check: setup ## lint, format, types, import contract
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(VENV)/bin/lint-imports

test: setup ## all tests
	$(RUN) -m pytest -n auto --dist worksteal

golden: setup ## accept the resources that the stacks now have, and what they cost
	$(RUN) -m pytest -q tests/stacks/test_golden.py tests/stacks/test_cost_command.py --accept

format: setup ## put the code into shape
	$(RUN) -m ruff check --fix .
	$(RUN) -m ruff format .

docs: setup ## write the pages that code tells better
	PYTHONPATH=. $(RUN) docs/generate.py

bench: setup ## time and memory of the prod preview, by phase
	$(RUN) -m benchmarks

clean: ## remove everything that was made
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
