# Concord. `make help` lists the targets; `make demo` and `make test` need nothing but Python >= 3.11 and make.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/stamp
# The engines that `make bench` measures against live here.
PEERS := .bench/venv
PIP := $(BIN)/python -m pip --disable-pip-version-check
ENTRIES := $(wildcard $(addsuffix /__init__.py,models repository search ingest web demo))
SOURCES := $(wildcard models repository search ingest web demo benchmarks tests)
# Set to the address of PyTorch's CPU index where the usual index offers only the CUDA build.
CONCORD_TORCH_INDEX ?=
TORCH_INDEX := $(if $(CONCORD_TORCH_INDEX),--index-url $(CONCORD_TORCH_INDEX))
# Installs a lock file, one plain line for every twenty packages; what pip says goes to a log, shown when it fails.
COUNT := awk '/^(Collecting|Processing)/ && ++n % 20 == 0 { print "      " n " packages"; fflush() } \
	/^Installing/ { print "      unpacking"; fflush() }'
LOG := $(VENV)/setup.log
define install
$(PIP) install --progress-bar off --no-deps --require-hashes --requirement $(1) 2>&1 | tee $(LOG) | $(COUNT) \
	|| { tail -n 25 $(LOG) >&2; exit 1; }
endef

.PHONY: help setup setup-dev browser demo test test-long check format coverage verify bench lock clean

help: ## List the targets.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)-concord ## Make .venv with everything Concord runs on.

setup-dev: $(STAMP)-dev ## The same, with what tests and checks need.

$(STAMP)-python: .ci/interpreter.sh
	@echo "[1/4] Python environment in $(VENV) (some seconds)"
	@python="$$(bash .ci/interpreter.sh)"; test -x $(BIN)/python || "$$python" -m venv $(VENV)
	@sed -n '/^pip==/,/[^\\]$$/p' requirements-dev.lock > $(VENV)/pip.lock
	@$(PIP) install -qq --require-hashes --requirement $(VENV)/pip.lock
	@touch $@

$(STAMP)-torch: $(STAMP)-python requirements-torch.lock .ci/torch_build.py
	@echo "[2/4] torch, CPU build (about 200 MB)"
	@$(PIP) install -qq --dry-run --report $(VENV)/torch.json $(TORCH_INDEX) --requirement requirements-torch.lock
	@$(BIN)/python .ci/torch_build.py $(VENV)/torch.json
	@$(PIP) install -qq --no-deps $(TORCH_INDEX) --requirement requirements-torch.lock
	@touch $@

$(STAMP)-runtime: $(STAMP)-torch requirements.lock
	@echo "[3/4] $$(grep -c '==' requirements.lock) pinned packages (about 500 MB, one to three minutes)"
	@$(call install,requirements.lock)
	@touch $@

$(STAMP)-concord: $(STAMP)-runtime pyproject.toml $(ENTRIES)
	@echo "[4/4] Concord itself"
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@$(PIP) check > $(LOG) || { cat $(LOG) >&2; exit 1; }
	@touch $@
	@echo "      ready: $(BIN)/concord"

$(STAMP)-dev: $(STAMP)-concord requirements-dev.lock
	@echo "[dev] $$(grep -c '==' requirements-dev.lock) pinned packages for tests and checks (about a minute)"
	@$(call install,requirements-dev.lock)
	@touch $@

browser: ## Make sure Chromium, its fonts, bubblewrap and Tesseract are there (as root on Debian: installs them).
	@bash .ci/system.sh

demo: setup ## Start a throw-away repository with people and sample assessments; Ctrl-C ends it.
	@$(BIN)/concord demo

test: setup-dev browser ## Run every test but the long ones, in as many processes as there are processors (at most 4).
	$(BIN)/python -m pytest -q -n auto --maxprocesses=4 --dist loadscope

test-long: coverage browser ## Every branch of the policy, the long tests, mutants of policy and scope.
	$(BIN)/python -m pytest -q -m long
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/mutmut results --all true | $(BIN)/python .ci/mutants.py docs/mutants.md

check: setup-dev ## Format, lint, types, import contracts.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(SOURCES)
	$(BIN)/mypy .ci/torch_build.py .ci/mutants.py
	$(BIN)/lint-imports --no-logo

format: setup-dev ## Put the code into the house's form.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

coverage: setup-dev ## Every branch of the policy is taken by its own tests.
	$(BIN)/python -m pytest -q tests/repository tests/models --cov=repository.release --cov-branch --cov-fail-under=100

verify: setup ## Import a real corpus and print figures; needs CONCORD_CORPUS=FOLDER.
ifdef CONCORD_CORPUS
	$(BIN)/python -m benchmarks.verify "$(CONCORD_CORPUS)"
else
	@echo "make verify measures Concord on real documents: set CONCORD_CORPUS to the folder that holds them. Nothing was run."
endif

bench: setup-dev $(PEERS)/stamp ## Measure against named peers; SIZE=1m for a million rows, NAME=vectors for one of them.
	SIZE="$(SIZE)" $(BIN)/python -m benchmarks $(NAME)

$(PEERS)/stamp: requirements-bench.lock | $(STAMP)-python
	@echo "[bench] $$(grep -c '==' $<) pinned packages into $(PEERS), beside Concord's own (about a minute)"
	@test -x $(PEERS)/bin/python || $(BIN)/python -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip --disable-pip-version-check install -qq --progress-bar off --no-deps --require-hashes \
		--requirement $<
	@touch $@

lock: setup ## Resolve the lock files again, within the ranges of pyproject.toml.
	@bash .ci/lock.sh

clean: ## Remove the environment and every cache.
	rm -rf $(VENV) .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants build *.egg-info
