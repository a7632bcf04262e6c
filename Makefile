# make test    every check: lint, format, types, tests
# make demo    score cases, rescore a cohort, print a plan, write forms, serve the API (SERVE=0: do not)
# make bench   how fast it is
#
# Everything runs in .venv, which is made when it is needed. PYTHON=... chooses the interpreter.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SERVE ?= 1
PORT ?= 8080

PYTHON ?=
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

.PHONY: help test demo bench clean distclean

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

test: $(INSTALLED)
	@$(BIN)/python -m ruff check --quiet
	@$(BIN)/python -m ruff format --check --quiet || \
		{ echo "Some files are not formatted: run $(BIN)/python -m ruff format" >&2; exit 1; }
	@$(BIN)/python -m mypy --no-error-summary
	@$(BIN)/python -m pytest

demo: $(INSTALLED)
	@BIN=$(BIN) SERVE=$(SERVE) PORT=$(PORT) sh examples/demo.sh

bench: $(INSTALLED)
	@$(BIN)/python -m pytest benchmarks --benchmark-only -o addopts="-q -p no:cacheprovider"

# An environment that is there but too old, or whose interpreter is gone, is made anew.
$(INSTALLED): pyproject.toml
	@$(BIN)/python -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		found=; \
		for python in $(or $(PYTHON),$(CANDIDATES)); do \
			if "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null; then found="$$python"; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "riskservice needs Python 3.11 or newer, and none of these is:" >&2; \
			for python in $(or $(PYTHON),$(CANDIDATES)); do \
				echo "  $$python: $$("$$python" --version 2>/dev/null || echo not found)" >&2; \
			done; \
			echo "Install one, or name it: make test PYTHON=/path/to/python3.11" >&2; \
			exit 1; \
		fi; \
		echo "Making $(VENV) with $$("$$found" --version)"; \
		"$$found" -m venv --clear $(VENV) || { \
			echo "No environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; \
			exit 1; \
		}; \
	}
	@echo "Installing riskservice and its tools into $(VENV)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[api,bulk,planning,validation,referee,dev]' || { \
		echo "Installation failed; the lines above say why. It needs a package index." >&2; \
		exit 1; \
	}
	@# Spark is 450 MB and of no use without Java; its tests are skipped where it is not there.
	@! command -v java >/dev/null 2>&1 || \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[spark]' || \
		echo "Spark could not be installed; its tests will be skipped" >&2
	@touch $@

clean:
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks
	@find . -path ./$(VENV) -prune -o -name __pycache__ -type d -print | xargs rm -rf

distclean: clean
	@rm -rf $(VENV)
