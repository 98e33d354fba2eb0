# What a developer does. `./run` and `./test` need no make; here are the smaller steps.
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
TEST_SETTINGS := DJANGO_SETTINGS_MODULE=portal.config.settings.test

.PHONY: help setup run dev demo worker test check lint types imports templates migrations catalogue lock test-next clean search-server search-server-stop bench-search bench-search-scale

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: ## what the system lacks, .venv with the development tools, fonts, catalogue, static files
	@./test --version

run: ## the site as in production, with its job worker
	./run

dev: ## the site with debug pages and reloading, on port 8000
	DJANGO_SETTINGS_MODULE=portal.config.settings.dev $(PYTHON) manage.py bootstrap
	DJANGO_SETTINGS_MODULE=portal.config.settings.dev $(PYTHON) manage.py runserver

demo: ## the demonstration province in the database
	$(PYTHON) manage.py bootstrap

worker: ## the job worker alone
	$(PYTHON) manage.py worker

test: ## every check and every test
	./test

check: lint types imports templates migrations catalogue ## every check, no tests

lint: ## style
	$(PYTHON) -m ruff check .

types: ## types
	$(PYTHON) -m mypy portal knowledge plans search

imports: ## who may import whom (docs/architecture.md)
	.venv/bin/lint-imports

templates: ## templates compile, name what exists, keep to the house rules
	$(PYTHON) -m pytest -q tests/house/test_templates.py

migrations: ## no model change without its migration
	$(TEST_SETTINGS) $(PYTHON) manage.py makemigrations --check --dry-run

catalogue: ## no interface string without its Thai
	$(PYTHON) -m portal.kit.thai.catalogue check

lock: ## requirements*.txt anew from requirements*.in, with hashes, for Python 3.11 to 3.13
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.in -o requirements.txt
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements-dev.in -o requirements-dev.txt

test-next: ## the tests on Wagtail 8.x, in a virtual environment of their own
	test -x .venv-next/bin/python || $(PYTHON) -m venv .venv-next
	cat requirements.in requirements-dev.in | sed -E 's/^wagtail>=.*/wagtail>=8.0,<9/; /^-r /d' > .venv-next/requirements.in
	$(PYTHON) -m uv pip install --quiet --python .venv-next/bin/python -r .venv-next/requirements.in
	$(TEST_SETTINGS) .venv-next/bin/python -m pytest -n 2 --dist loadfile -q -m "not browser"

search-server: ## a real Elasticsearch of one's own from Maven Central; prints its SEARCH_URL
	@$(PYTHON) -m search.servers start elasticsearch

search-server-stop: ## end it
	@$(PYTHON) -m search.servers stop elasticsearch

DOCS ?= ../shared/search_benchmark/docs.jsonl.gz
QUERIES ?= ../shared/search_benchmark/queries.jsonl.gz
BENCH := $(PYTHON) manage.py search_benchmark --docs $(DOCS) --queries $(QUERIES)
STOCK := stock-sqlite,stock-sqlite-or,stock-postgres,stock-postgres-or,stock-elasticsearch,stock-elasticsearch-or

bench-search: ## relevance and speed beside stock Wagtail and Lucene's thai: DOCS=… QUERIES=… to measure with others
	$(BENCH) --engine sqlite,postgres,elasticsearch,thai-elasticsearch,$(STOCK) --others-sample 100 --json var/bench-search.json

bench-search-scale: ## the same engines with 60,000 pages and 10,000 odd texts
	$(BENCH) --engine sqlite,postgres,elasticsearch --grow 60000 --sample 500 --odd 10000 --json var/bench-search-scale.json

clean: ## what can be made again: caches and built files, no data
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache var/build var/static var/cache var/test
