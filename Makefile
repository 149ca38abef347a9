# Regulars (回头客): every command in one place. `make help` lists them.

SHELL := /bin/sh
.DEFAULT_GOAL := help

HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
export PIP_DISABLE_PIP_VERSION_CHECK = 1

# Any Python 3.11 or newer will do; PYTHON=… names another one.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)

BIN := .venv/bin
# Twice quiet: errors are still said, but not each index of a machine's pip settings that lacks a package.
INSTALL = $(BIN)/python -m pip install --quiet --quiet --require-hashes -r

# Tests run in this many processes; JOBS=0 runs them one after the other.
JOBS ?= 2

# The interface is written in English and translated into these.
TEXTS := app/translations
LANGUAGES := zh

.PHONY: help setup run test prove bench lint messages lock

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: .venv/.dev ## install everything for work on the code

run: .venv/.run ## serve the demo chain (PORT=8000 HOST=127.0.0.1)
	@FLASK_DEMO=1 exec $(BIN)/flask --app wsgi serve

test: .venv/.dev ## run all tests (ARGS="tests/menu -k price" for some)
	@$(BIN)/python -m pytest -n $(JOBS) $(ARGS)

prove: .venv/.dev ## run all tests at the full counts, and write docs/proof.md
	@$(BIN)/python -m pytest -n $(JOBS) --prove $(ARGS)

bench: .venv/.dev ## measure, one line a figure
	@$(BIN)/python -m bench $(ARGS)

lint: .venv/.dev ## style, types, templates
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

messages: .venv/.dev ## gather the texts to translate, and compile the translations
	@mkdir -p $(TEXTS)
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k lazy_gettext --no-location --sort-output -o $(TEXTS)/messages.pot .
	for language in $(LANGUAGES); do \
		test -f $(TEXTS)/$$language/LC_MESSAGES/messages.po || \
			$(BIN)/pybabel --quiet init -i $(TEXTS)/messages.pot -d $(TEXTS) -l $$language || exit 1; done
	$(BIN)/pybabel --quiet update -i $(TEXTS)/messages.pot -d $(TEXTS) \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel --quiet compile -d $(TEXTS)

lock: .venv/.dev ## lock the requirements anew (needs uv)
	uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 \
		requirements.in -o requirements.txt
	uv pip compile --quiet --no-header --universal --generate-hashes --python-version 3.11 \
		requirements-dev.in -o requirements-dev.txt

# The stamps: a changed lock file installs again; .dev holds all that .run does.
.venv/.run: requirements.txt | $(BIN)/python
	@echo "Installing what the program needs …"
	@$(INSTALL) requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need …"
	@$(INSTALL) requirements-dev.txt
	@touch $@ .venv/.run

$(BIN)/python:
	@$(or $(PYTHON),false) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
		echo "Regulars needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv || { rm -rf .venv; exit 1; }
