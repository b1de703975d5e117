# 関所 sekisho. `make help` lists what there is; nothing needs installing by hand but Python 3.11 or later, git and make.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# The interpreter: PYTHON=… names one; else the first of these that is new enough. None is ever downloaded.
PYTHON ?= $(eval PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python3.14; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && command -v $$p && break; done))$(PYTHON)
OWN_UV := .tools/uv/bin/uv
UV := $(shell command -v uv || echo $(OWN_UV))
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
CODE := src tests tools bench
HOME_DEMO ?= var/demo
export UV_PYTHON_DOWNLOADS := never
export UV_PYTHON_PREFERENCE := only-system
export UV_NO_PROGRESS := 1
export PYTHONUTF8 := 1

# Tests: the core's run with Django not importable; what may touch the database runs on both databases. What takes long
# comes first, so that at the end neither worker waits for the other.
WORKERS ?= 2
ARGS ?=
CHOSEN ?= not long
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "$(CHOSEN)" $(ARGS)
KINDS := crash attack contract property spec unit browser
CORE_TESTS := $(foreach area,linking proof law casework intel ledger vocabulary,$(wildcard tests/*/$(area)))
WITHOUT_DATABASE := $(CORE_TESTS) $(foreach area,cli serving tooling witness,$(wildcard tests/*/$(area)))
DATABASE_TESTS := $(filter-out $(WITHOUT_DATABASE) tests/browser/%,$(patsubst %/,%,$(wildcard $(KINDS:%=tests/%/*/))))
ALONE := PYTEST_ADDOPTS="-p tests.without_django -p no:django -W ignore::pytest.PytestConfigWarning"

.PHONY: help setup demo serve test test-long check format bench lock docs outdated browser-ready core sqlite postgres $(KINDS)
.NOTPARALLEL:

help: ## このページを示す / show this page
	@grep -hE '^[a-z -]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: $(RUNTIME) ## 実行に要るものを揃える / install what running needs, nothing more

demo: $(RUNTIME) ## 同梱の実データで一連の業務を実演し、画面を提供する / run the whole job, then serve http://localhost:8000
	$(BIN)/sekisho demo --home $(HOME_DEMO)

serve: $(RUNTIME) ## 画面を提供する / serve the pages
	$(BIN)/sekisho serve

test: core postgres sqlite browser ## 全ての種類の試験を、両方のデータベースで行う / run every kind of test, on both databases

test-long: $(DEV) browser-ready ## 全数の試験を行い、日付入りの結果を書く / the full sweeps, with a dated result page
	$(BIN)/python tools/long_run.py

check: $(DEV) ## 書式、静的検査、型、層の契約、生成文書 / format, lint, types, import contracts, stale documents
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python tools/hygiene.py
	$(BIN)/sekisho law check
	$(BIN)/sekisho law coverage --open
	$(BIN)/sekisho docs --check

format: $(DEV) ## 書式を整える / format the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

docs: $(DEV) ## 生成される文書を書き直す / rewrite the generated documents
	$(BIN)/sekisho docs

bench: $(DEV) ## 性能の数値（ONLY=領域） / figures, one JSON object a line (ONLY=area)
	@$(BIN)/python -m bench $(ONLY)

unit spec property contract attack crash: $(DEV) ## その種類の試験のみ / one kind of test only
	$(PYTEST) tests/$@

browser: $(DEV) browser-ready ## 画面の試験のみ / the browser tests only
	$(PYTEST) tests/browser

core: $(DEV) ## 中核の試験を、Djangoなしで / the core's tests, with Django not importable
	$(ALONE) $(PYTEST) $(CORE_TESTS)

sqlite: $(DEV) ## 中核と画面以外の試験を、SQLiteで / all but the core's and the browser's tests, on SQLite
	$(PYTEST) $(CORE_TESTS:%=--ignore=%) --ignore=tests/browser tests

postgres: $(DEV) ## データベースに関わる試験をPostgreSQLで / what may touch the database, on PostgreSQL
	$(BIN)/python tools/with_postgres.py $(PYTEST) $(DATABASE_TESTS)

outdated: $(DEV) ## 新しい版のある依存を示す / list dependencies of which there is a newer version
	$(UV) pip list --outdated --python $(BIN)/python

lock: | $(filter $(OWN_UV),$(UV)) ## 依存を固定し直す / pin the dependencies anew
	$(UV) pip compile pyproject.toml --group build $(PINNED) -o requirements/runtime.txt
	$(UV) pip compile pyproject.toml --group build --group dev --extra postgres $(PINNED) \
		-c requirements/runtime.txt -o requirements/dev.txt

PINNED := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--no-header

# What was installed is remembered inside the environment, so that whoever removes it gets all of it anew.
$(RUNTIME): requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements/dev.txt $(RUNTIME)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@touch $@

$(BIN)/python: | $(filter $(OWN_UV),$(UV))
	$(NEED_PYTHON)
	rm -rf $(VENV)
	$(UV) venv --quiet --python "$(PYTHON)" $(VENV)

# A folder of its own for uv: with pip alone where there is pip, else through a venv, which brings pip.
$(OWN_UV):
	$(NEED_PYTHON)
	@mkdir -p .tools
	@echo "uv: .tools/uv" >&2
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --target .tools/uv uv 2>.tools/uv.log \
		|| { $(PYTHON) -m venv .tools/uv && .tools/uv/bin/python -m pip install --quiet uv; } \
		|| { cat .tools/uv.log >&2; echo "pipかvenvが要る（Debianではpython3-venv）/" \
			"pip or venv is needed (on Debian: python3-venv)" >&2; exit 1; }

define NEED_PYTHON
@test -n "$(PYTHON)" || { echo "Python 3.11以上が要る（PYTHON=…で指定できる）/" \
	"Python 3.11 or later is needed (PYTHON=… names one)" >&2; exit 1; }
endef

browser-ready: $(DEV)
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash tools/browser.sh
