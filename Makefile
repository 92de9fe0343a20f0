# Everything happens in .venv; python3 (3.11 or newer) and make are all that a machine needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked

.PHONY: demo test soak fuzz cluster ftm lint bench docs lock clean install

demo: $(VENV)/.demo        ## build the packaged examples, export the page, say what to try next
	$(BIN)/policygraph demo --output demo
	@echo "先执行 / first run:  . $(BIN)/activate"

$(VENV)/.demo: requirements.lock pyproject.toml $(shell find app exports graph ingest schema examples -type f -not -name '*.pyc' 2>/dev/null)
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .
	touch $@

$(STAMP): requirements-dev.lock
	test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

install: $(STAMP)          ## the package as users get it, with the tools of development
	rm -rf build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall .

ftm: install               ## what reads the export `ftm` again in a test; compiles ICU's bindings (libicu-dev, g++)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ftm.lock

test: install              ## the whole suite
	$(BIN)/python -m pytest -n 3 --dist worksteal -q

soak: install              ## the long tests: builds killed at a hundred moments, mutated sentences, patterns
	$(BIN)/python -m pytest -q -m soak -s

cluster: install           ## Ray on two nodes, one killed, and S3 (moto's server), with pinned versions of all of it
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-cluster.lock
	$(BIN)/python -m pytest -q -m cluster -s tests/app/shards

fuzz: install              ## a million spoiled inputs, see docs/reliability.md
	$(BIN)/python -m tests.fuzz

lint: install              ## ruff and mypy, as strict as they get
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install             ## the measured claims of docs/benchmarks.md
	$(BIN)/python -m benchmarks

docs: install              ## the generated parts of docs/
	$(BIN)/python docs/generate.py

lock:                      ## new versions and hashes, no addresses
	$(BIN)/python -m pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-header --allow-unsafe --strip-extras --output-file requirements.lock pyproject.toml requirements-build.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-header --allow-unsafe --strip-extras --extra dev --output-file requirements-dev.lock pyproject.toml requirements-build.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-header --allow-unsafe --strip-extras --extra dev --extra ray --extra cluster --output-file requirements-cluster.lock pyproject.toml requirements-build.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-header --allow-unsafe --strip-extras --extra dev --extra ftm --output-file requirements-ftm.lock pyproject.toml requirements-build.in

clean:
	rm -rf $(VENV) build dist demo *.egg-info .pytest_cache .mypy_cache .ruff_cache
