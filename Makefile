# Kontor. `make` alone lists the targets.
PY := .venv/bin/python
REGIONS ?= eu,cn
WORKERS ?= 3
# Compiled modules are kept, whatever the shell says: without them a test worker spends eight seconds more at its start.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup setup-test setup-lint assets demo demo-stop test test-fast lint fmt types arch bench shell \
        messages schema migrate services-start services-stop invariants replay pictures lock clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Virtual environment, packages by hash, front-end files (what `make demo` needs)
	@python3 config/embedded/bootstrap.py runtime embedded assets
	@$(PY) assets/build.py
	@$(PY) config/embedded/catalogues.py

setup-test: setup
	@python3 config/embedded/bootstrap.py runtime embedded assets test

setup-lint:
	@python3 config/embedded/bootstrap.py runtime embedded assets test lint

assets: setup ## Front-end files from the locked npm list into static/vendor

demo: setup ## Run the whole product on embedded services (REGIONS=eu,cn,us for a third region)
	@$(PY) manage.py demo --regions $(REGIONS)

demo-stop: ## Stop a demo that runs in the background
	@$(PY) manage.py demo --stop

test: setup-test ## All tests, on three workers: a third of the time they wait (WORKERS=2 for less memory)
	@KONTOR_PROFILE=test $(PY) manage.py services start --quiet
	@export KONTOR_PROFILE=test KONTOR_KIND=test KONTOR_TEST_RUN=.run/test-run.json; \
	  DJANGO_SETTINGS_MODULE=config.settings.test $(PY) -m tests.fixtures.databases && \
	  $(PY) -m pytest -n $(WORKERS) --dist loadfile $(ARGS); \
	  code=$$?; KONTOR_PROFILE=test $(PY) manage.py services stop --quiet; exit $$code

test-fast: setup-test ## Tests without browser and slow ones, services left running
	@KONTOR_PROFILE=test $(PY) manage.py services start --quiet
	@export KONTOR_PROFILE=test KONTOR_KIND=test; \
	  DJANGO_SETTINGS_MODULE=config.settings.test $(PY) -m tests.fixtures.databases && \
	  $(PY) -m pytest -q -x -m "not browser and not slow" $(ARGS)

lint: setup-lint ## ruff, mypy, import contracts, migrations, catalogues
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@KONTOR_KIND=test KONTOR_OFFLINE=1 DJANGO_SETTINGS_MODULE=config.settings.test .venv/bin/mypy
	@.venv/bin/lint-imports --no-cache
	@KONTOR_KIND=test KONTOR_OFFLINE=1 DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py makemigrations --check --dry-run
	@KONTOR_KIND=test KONTOR_OFFLINE=1 DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py messages --check

fmt: ## Format the code
	@.venv/bin/ruff check --fix -q . ; .venv/bin/ruff format -q .

types: setup-lint ## mypy alone
	@KONTOR_KIND=test KONTOR_OFFLINE=1 DJANGO_SETTINGS_MODULE=config.settings.test .venv/bin/mypy

arch: setup-lint ## Import contracts, doors and rooms
	@.venv/bin/lint-imports --no-cache
	@KONTOR_KIND=test KONTOR_OFFLINE=1 $(PY) -m pytest -q tests/architecture

bench: setup-test ## make bench NAME=x runs one, make bench lists them
	@$(PY) -m bench $(NAME) $(ARGS)

shell: ## Django shell on the demo's services
	@$(PY) manage.py shell

messages: ## Collect texts into the catalogues and compile them
	@KONTOR_KIND=test KONTOR_OFFLINE=1 DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py messages $(ARGS)

schema: ## Write and validate the OpenAPI file of API v1
	@KONTOR_KIND=test KONTOR_OFFLINE=1 DJANGO_SETTINGS_MODULE=config.settings.test $(PY) manage.py schema $(ARGS)

migrate: ## Bring the control plane, every region's template and every marketplace to the newest migration
	@$(PY) manage.py migrate_all

invariants: ## What must be true of every marketplace's tables, checked now
	@$(PY) manage.py invariants --all-tenants

replay: ## Replay the wholesale half-year through the API of the running demo (ARGS="--limit 500")
	@$(PY) manage.py replay_orders $(ARGS)

pictures: setup-test ## Take the pictures of the README from the running demo
	@$(PY) -m docs.pictures.take

services-start: ## Start the embedded services alone
	@$(PY) manage.py services start

services-stop: ## Stop the embedded services
	@$(PY) manage.py services stop

lock: ## Pin all dependencies anew (needs uv)
	@for g in runtime embedded assets test lint; do \
	  case $$g in runtime) src="pyproject.toml";; *) src="--group $$g -c requirements/runtime.txt";; esac; \
	  uv pip compile --no-config --python-version 3.11 --generate-hashes --no-header --no-annotate --universal -q \
	    $$src -o requirements/$$g.txt; done

clean: ## Remove what was installed and built; keeps .run (the demo's data)
	@rm -rf .venv static/vendor node_modules assets/node_modules .pytest_cache .ruff_cache .mypy_cache
	@find . -name __pycache__ -not -path "./.run/*" -prune -exec rm -rf {} +
