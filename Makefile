# 関所 sekisho. `make help` lists what there is; nothing needs installing by hand but Python 3.11+, git and make.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null && $$p -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv || echo .tools/uv/bin/uv)
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
WORKERS ?= 2
HOME_DEMO ?= var/demo
DATABASE_KINDS := tests/contract tests/crash
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1
export PYTHONUTF8 := 1

.PHONY: help setup demo serve test test-long check bench lock docs format \
	unit spec property contract browser attack crash postgres

help: ## このページを示す / show this page
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .tools/runtime.stamp ## 実行に要るものを揃える / install what running needs, nothing more

.tools/uv/bin/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11以上が要る / Python 3.11 or later is needed" >&2; exit 1; }
	@mkdir -p .tools
	$(PYTHON) -m venv .tools/uv
	.tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv

$(BIN)/python: | $(filter .tools/%,$(UV))
	@test -n "$(PYTHON)" || { echo "Python 3.11以上が要る / Python 3.11 or later is needed" >&2; exit 1; }
	$(UV) venv --quiet --python "$$(command -v $(PYTHON))" $(VENV)

.tools/runtime.stamp: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@mkdir -p .tools && touch $@

.tools/dev.stamp: requirements/dev.txt .tools/runtime.stamp | $(BIN)/python
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

.tools/browser.stamp: tools/browser.sh .tools/dev.stamp
	PATH="$(CURDIR)/$(BIN):$$PATH" bash tools/browser.sh
	@touch $@

demo: setup ## 同梱の実データで一連の業務を実演し、画面を提供する / run the whole job, then serve http://localhost:8000
	$(BIN)/sekisho demo --home $(HOME_DEMO)

serve: setup ## 画面を提供する / serve the pages
	$(BIN)/sekisho serve

check: .tools/dev.stamp ## 書式、静的検査、型、層の契約、生成文書 / format, lint, types, import contracts, stale documents
	$(BIN)/ruff format --check src tests tools bench
	$(BIN)/ruff check src tests tools bench
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/sekisho law check
	$(BIN)/sekisho docs --check
	$(BIN)/python tools/hygiene.py

format: .tools/dev.stamp ## 書式を整える / format the code
	$(BIN)/ruff format src tests tools bench
	$(BIN)/ruff check --fix src tests tools bench

test: .tools/dev.stamp .tools/browser.stamp ## 全ての試験を行う / run every kind of test, on both databases
	$(BIN)/python tools/with_postgres.py $(PYTEST) -n $(WORKERS) --dist loadfile -m "not long" $(DATABASE_KINDS)
	$(PYTEST) -n $(WORKERS) --dist loadfile -m "not long" tests

test-long: .tools/dev.stamp .tools/browser.stamp ## 全数の試験を行い、日付入りの結果を書く / the full sweeps, with a dated result page
	$(BIN)/python tools/long_run.py

unit spec property contract browser attack crash: .tools/dev.stamp ## その種類の試験のみ / one kind of test
	$(PYTEST) -n $(WORKERS) --dist loadfile -m "not long" tests/$@

browser: .tools/browser.stamp

postgres: .tools/dev.stamp ## データベースに関わる試験をPostgreSQLで / the database tests on PostgreSQL
	$(BIN)/python tools/with_postgres.py $(PYTEST) -n $(WORKERS) --dist loadfile -m "not long" $(DATABASE_KINDS)

bench: .tools/dev.stamp ## 性能の数値（ONLY=領域）/ figures, one JSON object a line (ONLY=area)
	@$(BIN)/python -m bench $(ONLY)

docs: .tools/dev.stamp ## 生成される文書を書き直す / rewrite the generated documents
	$(BIN)/sekisho docs

lock: | $(filter .tools/%,$(UV)) ## 依存を固定し直す / pin the dependencies anew
	$(UV) pip compile pyproject.toml --group build --generate-hashes --no-emit-index-url --no-annotate --no-header --universal --python-version 3.11 --quiet -o requirements/runtime.txt
	$(UV) pip compile pyproject.toml --group build --group dev --extra postgres --generate-hashes --no-emit-index-url --no-annotate --no-header --universal --python-version 3.11 --quiet -c requirements/runtime.txt -o requirements/dev.txt
