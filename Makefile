# make demo     the demo school on this computer
# make test     the tests, in a real browser too
# make long     all of them, with many more examples: for the night
# make servers  systemd, nginx and Caddy read the files of deploy/
# make check    style, format, types
# make wheel    the program as one file, to install without this folder
# make lock     newest versions into both requirements.lock

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
PORT ?= 8501
COMPILE = env -u PIP_FIND_LINKS $(BIN)/uv --no-config pip compile --quiet --upgrade --generate-hashes --universal --no-annotate \
	--no-header --python-version 3.11
PYTEST_OPTIONS ?= -n 3 --dist loadscope --no-loadscope-reorder

# Some machines keep Python from writing down what it compiled: each of the many processes of the tests would do it anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test long servers check wheel lock clean
.DEFAULT_GOAL := demo

demo: $(STAMP)
	$(BIN)/verzuimbeeld demo --port $(PORT)

test: $(STAMP)
	bash tests/browser/install_chromium.sh
	$(BIN)/python -m pytest $(PYTEST_OPTIONS)

long: $(STAMP)
	bash tests/browser/install_chromium.sh
	bash tests/browser/install_servers.sh
	VERZUIMBEELD_LONG=1 $(BIN)/python -m pytest -m "long or not long" $(PYTEST_OPTIONS)

servers: $(STAMP)
	bash tests/browser/install_servers.sh
	$(BIN)/python -m pytest -m long tests/deploy

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What an earlier build left behind would go along.
wheel: $(STAMP)
	rm -rf build
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

# What a server gets (deploy/requirements.lock), and beside it what only the tests and checks need.
lock: $(STAMP)
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) pyproject.toml --output-file deploy/requirements.lock
	$(COMPILE) pyproject.toml --output-file requirements.lock --extra dev --extra cluster \
		--constraint deploy/requirements.lock \
		$$(sed -n 's/^\([^=]*\)==.*/--no-emit-package \1/p' deploy/requirements.lock)
	sed -i '1i -r deploy/requirements.lock' requirements.lock

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist *.egg-info

$(STAMP): requirements.lock deploy/requirements.lock tests/browser/axe.lock pyproject.toml .ci/install
	bash .ci/install "$(PYTHON)"
	@touch $@
