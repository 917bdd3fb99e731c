# make setup · demo · test · check · bench · soak

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.running
STAMP := $(VENV)/.ready
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench soak docs

help: ## show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## make .venv with everything pinned in constraints.txt

# The demo needs what runs, the rest also what checks and measures.
$(RUN): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tandem needs Python 3.11 or newer. Name one: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) (once, about a minute) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --constraint constraints.txt --editable .
	@touch $@

$(STAMP): $(RUN)
	@echo "Adding what tests and benchmarks need …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-compile --constraint constraints.txt --editable '.[dev,science]'
	@touch $@

demo: $(RUN) ## open a living system at http://localhost:8000 (PORT=…, FRESH=1 begins anew)
	@PORT=$(PORT) FRESH=$(FRESH) exec $(BIN)/tandem demo

test: $(STAMP) ## every test but the long ones
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m 'not soak'

check: $(STAMP) ## style, types, walls between rooms, generated documents
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/mypy
	@$(BIN)/python -m tests.requirements --check

docs: $(STAMP) ## write the generated documents anew
	@$(BIN)/python -m tests.requirements

bench: $(STAMP) ## side-by-side benchmarks; writes docs/benchmarks.md (ONLY="retrieval science.twin" runs these)
	@$(BIN)/python -m bench $(ONLY)

soak: $(STAMP) ## long races, and every law's guard removed once
	@$(BIN)/python -m pytest -m soak --timeout 1800
