# Heedful. `make demo` shows the product, `make test` proves it. See CONTRIBUTING.md.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
UV := .tools/bin/uv
export HEEDFUL_VAR ?= $(CURDIR)/var

.PHONY: help setup demo run test test-sqlite test-postgresql test-slow bench features check fix lock docs browser clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: .venv/.run ## install what the product needs

demo: .venv/.run ## build the made-up company, check its story and serve it
	$(BIN)/heedful demo --fresh --check
	HEEDFUL_DEMO=1 HEEDFUL_JOBS=thread $(BIN)/heedful serve --demo $(if $(PORT),--port $(PORT))

run: .venv/.run ## serve your own installation
	$(BIN)/heedful serve

test: .venv/.dev browser ## every test, on SQLite and on PostgreSQL
	rm -rf build/results
	$(MAKE) check
	$(MAKE) test-sqlite
	$(MAKE) test-postgresql
	$(BIN)/python -m tests.features

test-sqlite: .venv/.dev
	$(BIN)/pytest -m "not slow" -n 2 --dist loadfile $(ARGS)

test-postgresql: .venv/.dev
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -m "not slow and not browser" -n 2 --dist loadfile --database-tests-only $(ARGS)

test-slow: .venv/.dev browser ## the heavy proofs at full size, on both databases
	$(BIN)/pytest -m slow $(ARGS)
	$(BIN)/python -m tests.postgresql $(BIN)/pytest -m "slow and not browser" --database-tests-only $(ARGS)
	$(BIN)/python -m tests.features

bench: .venv/.dev ## speed figures, one JSON line each
	@$(BIN)/python -m benchmarks $(ARGS)

features: .venv/.dev ## which capability is proven by which tests (from the last test runs)
	@test -d build/results || $(MAKE) test
	@$(BIN)/python -m tests.features

check: .venv/.dev ## style, types, architecture
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/django-admin makemigrations --check --dry-run --settings heedful.config.settings

fix: .venv/.dev ## put the style right
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

docs: .venv/.dev ## write docs/reference from the code
	$(BIN)/python -m tests.reference

lock: .tools/.uv ## resolve dependencies into hashed lock files without addresses
	$(UV) pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/run.lock
	$(UV) pip compile -q pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements/dev.lock

browser: ## Chromium for the browser tests
	@if command -v "$${CHROMIUM:-chromium}" >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-core >/dev/null; \
	else echo "No Chromium: browser tests will be skipped. Install the package chromium, or name a browser with CHROMIUM=."; fi

.tools/.uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Heedful needs Python 3.11 or later: name it with PYTHON="; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null; \
	  else echo "Python's venv is missing: install the package python3-venv"; exit 1; fi; }
	$(PYTHON) -m venv .tools
	.tools/bin/pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	touch $@

.venv/.run: .tools/.uv requirements/run.lock
	$(UV) venv -q --allow-existing --python $(PYTHON) .venv
	$(UV) pip sync -q --python $(BIN)/python --require-hashes requirements/run.lock
	echo "$(CURDIR)/src" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/heedful.pth
	printf '#!%s\nimport sys\nfrom heedful.interfaces.cli.__main__ import main\nsys.exit(main())\n' "$(CURDIR)/.venv/bin/python" > $(BIN)/heedful && chmod +x $(BIN)/heedful
	rm -f .venv/.dev && touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.lock
	touch $@

clean: ## remove what can be built again (the installation in var/ stays)
	rm -rf .venv .tools build .mypy_cache .ruff_cache .pytest_cache .hypothesis
