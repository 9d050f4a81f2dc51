# Everything runs from here. `make run` needs git, Python 3.11 or newer, and make; nothing else.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
UV := UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=.venv $(BIN)/uv
LOCK := $(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

.PHONY: help run setup test lint messages seed bench campaigns journeys code lock clean
help: ## show what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: .venv/locked ## set up, migrate, seed, then web + worker + timetable until Ctrl-C
	@export PILAR_LOG_LEVEL=$${PILAR_LOG_LEVEL:-WARNING}; exec $(MANAGE) supervise --prepare --with-parent --host $(HOST) --port $(PORT)

setup: .venv/locked ## only the environment, from the locked packages

test: .venv/locked-dev ## the whole suite on the embedded default, and on the servers that the environment names
	@$(MANAGE) compile_catalogue
	@BIN=$(BIN) .ci/suite

lint: .venv/locked-dev ## style, types, arrows, templates, migrations, catalogue
	@$(MANAGE) compile_catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy lms content certificates
	$(BIN)/djlint --lint --quiet templates
	$(MANAGE) makemigrations --check --dry-run
	@if command -v xgettext >/dev/null; then $(MANAGE) check_catalogue; else echo "gettext is not installed: catalogue not checked"; fi

messages: .venv/locked-dev ## collect new words into the Indonesian catalogue (needs gettext)
	$(MANAGE) makemessages -l id --add-location file -i .venv -i var -i tests -i bench -i staticfiles
	$(MANAGE) compile_catalogue

seed: .venv/locked ## a small believable province, again or for the first time
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) seed

bench: .venv/locked-dev ## the figures, as ratios to a baseline of the same run
	$(BIN)/python -m bench.run

campaigns: .venv/locked-dev ## the long runs of kills and races, with full counts
	PILAR_CAMPAIGN=full $(BIN)/python -m pytest -m campaign

journeys: .venv/locked-dev ## one province walked through in a real browser
	@$(MANAGE) compile_catalogue
	$(BIN)/python -m pytest -m browser

code: .venv/locked ## the present one-time codes of the demo officers
	@$(MANAGE) demo_code

lock: .venv/uv ## resolve the locked packages anew; `make lock UP=--upgrade` also takes newer releases
	$(LOCK) $(UP) --python-version 3.11.2 pyproject.toml -o requirements.lock
	$(LOCK) $(UP) --python-version 3.11.2 pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) $(UP) --python-version 3.11 bootstrap.in -o bootstrap.txt

clean: ## forget the environment and all local data
	rm -rf .venv var

# --- the environment: a stamp for each lock, so that nothing is done twice -------------------

.venv/uv: bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Pilar needs Python 3.11 or newer. Name one: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "Python cannot make an environment here. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.txt
	@touch $@

# Once the development packages are there they stay: they are a superset, and `make run` keeps them in step.
.venv/locked: .venv/uv requirements.lock requirements-dev.lock
	@if [ -e .venv/locked-dev ]; then $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock && touch .venv/locked-dev; \
	  else $(UV) pip sync --quiet --compile-bytecode --require-hashes requirements.lock; fi
	@touch $@

.venv/locked-dev: .venv/uv requirements-dev.lock
	@$(UV) pip sync --quiet --compile-bytecode --require-hashes requirements-dev.lock
	@touch .venv/locked $@
