# The two doors of the house: `make run` serves, `make test` proves. Both make their own environment.

PYTHON ?= $(firstword $(foreach candidate,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	command -v $(candidate) >/dev/null 2>&1 && $(candidate) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $(candidate))))
VENV := .venv
PYTEST_ARGS ?= -n auto
BIN := $(VENV)/bin

.PHONY: run test check lock bench clean

run: $(VENV)/.runtime
	@$(BIN)/python bot.py

test: check
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(VENV)/.development
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy bot.py handlers knowledge requests_db
	@$(BIN)/lint-imports --no-cache

bench: $(VENV)/.development
	@for script in benchmarks/*.py; do $(BIN)/python -m benchmarks.$$(basename $$script .py) || exit 1; done

lock: $(VENV)/.development
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --python-version 3.11 \
		pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --generate-hashes --universal --no-header --python-version 3.11 \
		--extra dev pyproject.toml -o requirements-dev.txt

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer is needed. 需要 Python 3.11 或更新版本。"; exit 1; fi
	@if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then \
		echo "The venv module is missing: install the package python3-venv. 缺少 venv 模块，请安装 python3-venv 软件包。"; exit 1; fi
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "正在准备运行环境（首次约需一分钟）…"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.development: requirements-dev.txt | $(BIN)/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime
