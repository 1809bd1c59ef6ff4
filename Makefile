.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: help venv run test check bench lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

venv: $(READY) ## set up everything into .venv (shared by all targets)

$(READY): pyproject.toml requirements.lock
	@.ci/system-packages venv
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --no-compile -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m optimizer.admissions.search & first=$$!; \
	$(BIN)/python -m optimizer.operating_rooms.compile_ahead && wait $$first
	@touch $@

run: $(READY) ## the live board on the bundled demo hospital
	$(BIN)/onebed serve --demo

check: $(READY) ## format, lint, types and the floors
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(READY) ## every check and every test
	@.ci/system-packages tests & packages=$$!; $(BIN)/python -m benchmarks guard & guard=$$!; \
	$(MAKE) --no-print-directory check; checked=$$?; wait $$packages && wait $$guard && exit $$checked
	$(BIN)/python -m pytest -n $$(($$(nproc) + 1)) --dist worksteal # tests wait for pages and databases half their time

bench: $(READY) ## all benchmarks, tables on screen
	$(BIN)/python -m benchmarks

lock: ## rewrite requirements.lock from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock --upgrade

clean: ## remove what the other targets made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
