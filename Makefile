# The commands of the project. `make help` lists them; everything they install goes into .venv.
#
# Stamps under .make/ remember what is installed, so a second run starts at once and the compiled core is rebuilt only
# when something it is made from has changed. Settings that can be given on the command line:
#   PYTHON=python3.12          the interpreter that the environment is made from (3.10 or newer)
#   VENV=.venv                 where the environment lives
#   PYTEST_ARGS="-k rank"      more arguments for `make test`
#   LABELPROOF_REQUIRE=torch,browser   what a test must not skip over; with torch, torch is installed too

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?=
TORCH ?= torch==2.13.0

BIN := $(VENV)/bin
STAMPS := .make
PIP := $(BIN)/python -m pip --disable-pip-version-check
# What the installed project is made from; Python files are used in place and need no reinstall.
SOURCES := pyproject.toml CMakeLists.txt $(wildcard native/*)

DEMO_DATA := examples/data/banking77
DEMO_OUT := banking77.labelproof

# Tests on real data read them where this says, and skip with a reason when it says nothing.
ifneq ($(wildcard ../shared/data),)
export LABELPROOF_TEST_DATA ?= $(abspath ../shared/data)
endif

comma := ,
REQUIRED := $(subst $(comma), ,$(LABELPROOF_REQUIRE))
TORCH_STAMP := $(if $(filter torch,$(REQUIRED)),$(STAMPS)/torch)

.PHONY: help install demo test test-long test-oldest lint format types bench docs screenshots ui wheel clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMPS)/dev ## install the project, editable, with everything that developing needs

demo: $(STAMPS)/demo ## install the project and audit a real data set: 13,083 banking questions
	$(BIN)/labelproof audit $(DEMO_DATA)/train.csv $(DEMO_DATA)/test.csv --label category --text text \
		-o $(DEMO_OUT) --force

test: $(STAMPS)/dev $(TORCH_STAMP) ## run every test; warnings are errors
	$(BIN)/python -m pytest $(PYTEST_ARGS)

test-long: $(STAMPS)/dev ## kill the studio 200 times while people decide, and let 50 review for a minute
	LABELPROOF_KILLS=200 LABELPROOF_LOAD_SECONDS=60 $(BIN)/python -m pytest \
		tests/workspace/test_durability.py tests/studio/test_durability.py $(PYTEST_ARGS)

test-oldest: ## run the tests on Python 3.10 with the lowest supported versions (PYTHON_OLDEST=python3.10)
	.ci/test-oldest $(PYTEST_ARGS)

lint: $(STAMPS)/dev ## check style, formatting and who may import whom
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports --no-cache

format: $(STAMPS)/dev ## rewrite the code in the project's formatting
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(STAMPS)/dev ## check the types, strictly
	$(BIN)/mypy

bench: $(STAMPS)/bench ## every benchmark: answers, detection, time and memory; one of them is e.g. make bench-tags
	@set -e; for folder in $(patsubst %/__main__.py,%,$(wildcard benchmarks/*/__main__.py)); do \
		echo "== $$folder"; $(BIN)/python $$folder; done

bench-%: $(STAMPS)/bench
	$(BIN)/python benchmarks/$*

docs: $(STAMPS)/dev ## write docs/reference from the docstrings
	$(BIN)/python docs/make_reference.py

screenshots: $(STAMPS)/dev ## take docs/images/studio anew: every screen, light and dark (needs Chromium and ../shared/data)
	$(BIN)/python docs/make_screenshots.py

ui: $(STAMPS)/ui ## build the studio's page (needs node 20 or newer; using the studio does not)
	$(BIN)/python studio-ui/make_types.py
	cd studio-ui && npx tsc --noEmit && npx vite build --logLevel warn
	$(BIN)/python studio-ui/stamp.py

wheel: $(STAMPS)/demo ## build a wheel of the project into dist/
	$(PIP) wheel --no-deps --wheel-dir dist .

clean: ## remove what was built and installed here
	rm -rf $(STAMPS) $(VENV) studio-ui/node_modules build dist wheelhouse $(DEMO_OUT) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "labelproof needs Python 3.10 or newer; $(PYTHON) is older or missing. Run: make PYTHON=python3.12 ..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/demo: $(STAMPS)/venv $(SOURCES)
	@echo "Installing: this takes a minute or two the first time."
	$(PIP) install --quiet --editable '.[image,parquet,plot,studio]'
	@touch $@

$(STAMPS)/dev: $(STAMPS)/venv $(SOURCES)
	$(PIP) install --quiet --editable '.[dev]'
	@touch $(STAMPS)/demo $@

$(STAMPS)/ui: $(STAMPS)/dev studio-ui/package-lock.json
	cd studio-ui && npm ci --no-audit --no-fund --loglevel error
	@touch $@

$(STAMPS)/torch: $(STAMPS)/venv
	$(PIP) install --quiet $(TORCH)
	$(PIP) install --quiet 'skorch>=1.0'
	@touch $@

$(STAMPS)/bench: $(STAMPS)/dev
	$(PIP) install --quiet --editable '.[bench]'
	@touch $@
