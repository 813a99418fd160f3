# The list of what one can do here. `make` alone prints it.
# Needs: Python 3.11 or later, git, make. Everything else goes into .venv, from requirements/*.txt.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: storefront help setup dev-setup demo dev test test-all lint types bench lock prove-main-job prove-foundations prove-collect prove-segments prove-statistics simulate clean chromium postgres

PORT ?= 8787
HOST ?= 127.0.0.1
DATA ?= demo-data
SIZE ?= full
ARGS ?=
JOBS ?= 2
SEED ?= 1
SECONDS ?= 60

RUN := .venv/bin/python
BIN := .venv/bin
FIND_PYTHON := sh tools/find_python.sh

help: ## List these commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z][a-z-]*:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Create .venv with what Tailorbird needs to run
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py runtime

dev-setup:
	@python=$$($(FIND_PYTHON)) && "$$python" tools/environment.py dev

demo: setup ## Start the demo store and its dashboard (PORT=8787 DATA=demo-data ARGS=--open)
	@$(BIN)/tailorbird demo --host $(HOST) --port $(PORT) --data $(DATA) $(ARGS)

dev: dev-setup ## Create .venv with the tools for checks and tests too, then start the demo store
	@$(BIN)/tailorbird demo --host $(HOST) --port $(PORT) --data $(DATA) $(ARGS)

test: dev-setup chromium postgres ## Run the tests, browser tests included (ARGS="-k cart" for some)
	@$(RUN) -m pytest -n $(JOBS) --dist loadgroup -q -m "not slow" $(ARGS)

test-all: dev-setup chromium postgres ## Run the tests with the slow and statistical ones
	@$(RUN) -m pytest -n $(JOBS) --dist loadgroup -q $(ARGS)

lint: dev-setup ## Check style, types, the order of the rooms and the house rules
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(RUN) -m tools.house

types: dev-setup ## Check types only
	@$(BIN)/mypy

bench: dev-setup ## Measure speed beside what the machine can do (SIZE=full or ci, ARGS="ingest deciding")
	@$(RUN) -m benchmarks --size $(SIZE) $(ARGS)

lock: dev-setup ## Resolve requirements/*.in to exact versions with hashes (UPGRADE=1 for newer ones)
	@for level in runtime dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade) \
	    requirements/$$level.in -o requirements/$$level.txt || exit 1; \
	done
	@git --no-pager diff --stat -- requirements

prove-main-job: dev-setup chromium ## Measure what the first release promises (SIZE=full or ci)
	@$(RUN) -m proofs.main_job --size $(SIZE) $(ARGS)

prove-foundations: dev-setup chromium postgres ## Measure what the foundations promise (SIZE=full or ci, ARGS="--part archive")
	@$(RUN) -m proofs.foundations --size $(SIZE) $(ARGS)

prove-collect: dev-setup chromium postgres ## Measure what collecting promises (SIZE=full or ci, ARGS="--part fuzz")
	@$(RUN) -m proofs.collect --size $(SIZE) $(ARGS)

prove-segments: dev-setup chromium postgres ## Measure what segments promise (SIZE=full or ci, ARGS="--part retail")
	@$(RUN) -m proofs.segments --size $(SIZE) $(ARGS)

prove-statistics: dev-setup chromium postgres ## Measure what experiments and their numbers promise (SIZE=full or ci, ARGS="--part peeking")
	@$(RUN) -m proofs.statistics --size $(SIZE) $(ARGS)

storefront: ## Build the script for the store's pages anew (needs node)
	@cd storefront && npm ci --silent --no-audit --no-fund && npm run --silent build

simulate: dev-setup ## Random shops and faults until the time is up (SEED=1 SECONDS=60 ARGS="--database postgresql://…")
	@$(RUN) -m tailorbird.testing.simulation --seed $(SEED) --seconds $(SECONDS) $(ARGS)

clean: ## Remove the environment, caches and what proofs and the demo wrote
	@rm -rf .venv .cache proof demo-data .hypothesis .pytest_cache .ruff_cache .mypy_cache
	@find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

chromium:
	@$(RUN) -m tools.chromium

postgres:
	@$(RUN) -m tools.postgres
