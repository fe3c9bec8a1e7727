# Every target sets up its own Python environment in .venv the first time. `make help` lists the targets.
#
#   make test PYTHON=python3.12      another interpreter (after `make clean`)
#   make test PYTEST_ARGS="-n 0 -x"  other pytest options

VENV ?= .venv
PYTHON ?=
EXTRAS ?= cluster,dashboard,research,spreadsheet,visualization,browser,dev
PYTEST_ARGS ?= -n auto --maxprocesses 4
REPLICATIONS ?= 100

STAMP := $(VENV)/.stamp
RUN := $(VENV)/bin/python
# The tests drive the browser of the system.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(RUN) -m pip -qq

CANDIDATES = $(if $(PYTHON),"$(PYTHON)",python3.11 python3 python3.12 python3.13 python)
# A name on the PATH may be a shim that fails, or a Python without pip: ask it.
USABLE = import ensurepip, ssl, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))

# Bytecode is written as modules are first imported: compiling all of it at once would double the time to install.
FIRST_IMPORT = import matplotlib.pyplot, mesa, numba, pyarrow.parquet, pydantic, rich, scipy.stats, typer
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo dashboard test lint types docs bench format setup constraints clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

demo: $(STAMP) ## compare the policies of the first scenario
	@mkdir -p results; \
	out=results/demo; number=1; \
	while [ -e "$$out" ]; do number=$$((number + 1)); out=results/demo-$$number; done; \
	$(VENV)/bin/mentorsim compare scenarios/first_year_university.yaml \
	  --replications $(REPLICATIONS) --out "$$out"

dashboard: $(STAMP) ## open a page in the browser; results stay in results/dashboard
	@$(VENV)/bin/mentorsim dashboard --folder results/dashboard $(SCENARIO)

test: lint types ## check style and types, and run all tests
	@$(RUN) -m pytest $(PYTEST_ARGS)

lint: $(STAMP) ## check the style
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .

types: $(STAMP) ## check the types
	@$(RUN) -m mypy --strict src

docs: ## build the documentation into build/site
	@$(MAKE) --no-print-directory site VENV=.venv-docs EXTRAS=docs

.PHONY: site
site: $(STAMP)
	@$(RUN) -m sphinx -q -W --keep-going -b html docs build/site
	@echo "The site is in build/site: open build/site/index.html"

bench: $(STAMP) ## measure the speed
	@$(RUN) experiments/performance/bench.py

format: $(STAMP) ## correct the style where a tool can
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

setup: $(STAMP) ## set up the environment, and nothing else

$(STAMP): pyproject.toml constraints.txt
	@for python in $(CANDIDATES); do \
	  if "$$python" -c '$(USABLE)' >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo 'No Python 3.11, 3.12 or 3.13 with venv and pip was found; name one: make PYTHON=/path/to/python' >&2; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$found" --version) (once, about a minute) ..." >&2; \
	"$$found" -m venv --clear $(VENV)
	@$(PIP) install --no-compile --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@$(RUN) -c '$(FIRST_IMPORT)'
	@touch $@

constraints: $(STAMP) ## renew constraints.txt with the newest releases
	@$(PIP) install uv
	@$(VENV)/bin/uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 --upgrade --quiet \
	  --no-emit-index-url --no-header --output-file constraints.txt

clean: ## remove environments, caches and builds, but not results
	@rm -rf .venv .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find src tests experiments -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
