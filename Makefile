# Needs Python 3.11 or newer, and make. Everything else is set up in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
FRONT_END := convlib/widgets
PEERS := .venv-peers
PEERS_READY := $(PEERS)/.ready
HOSTS := .venv-hosts
HOSTS_READY := $(HOSTS)/.ready
NPM := $(BIN)/npm --prefix $(FRONT_END)
NODE_READY := $(FRONT_END)/node_modules/.package-lock.json
PORT ?= 8000

# The book is whole where the first of these is, and made of the files of the second.
BUILT := _build/html/.built
MADE_OF = $(wildcard *.md *.yml *.toml LICENSE) $(shell find book convlib locale tools \
  \( -name __pycache__ -o -name node_modules \) -prune -o -type f -print)

# Tests run beside one another, those that belong together in one process: the cells of a
# notebook share a kernel. `make BESIDE= test` runs them one after the other. A test that
# never ends ends its process (see pyproject.toml), which is not begun again for the same.
BESIDE ?= --numprocesses=logical --maxprocesses=8 --dist=loadgroup --max-worker-restart=0

# Settings of nbconvert's, which a wheel brings and an editable install does not.
SETTINGS := convlib/widgets/jupyter_nbconvert_config.json
settings = @mkdir -p $(1)/etc/jupyter && cp $(SETTINGS) $(1)/etc/jupyter/

# Programs of the environment find one another: npm its node, for example.
export PATH := $(CURDIR)/$(BIN):$(PATH)

# What one process has compiled serves all others, also where the environment forbids to
# keep it: rewriting the assertions is two fifths of what collecting the tests takes.
export PYTHONDONTWRITEBYTECODE :=

# Tests run beside one another, so one thread is enough for each: those that wait for work
# take the processor from the others, and two libraries that wait slow one another down.
test explorers coverage peers: export OMP_NUM_THREADS := 1

# Stored outputs do not depend on anyone's own IPython settings.
test notebooks: export IPYTHONDIR := $(CURDIR)/_build/.ipython-default

.DEFAULT_GOAL := help
.PHONY: help book book-for-paper browser engine-programs test explorers engines hosts peers pyodide \
  coverage serve pdf epub paper worksheets lab lint bench bundle notebooks messages lock clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1: /p' Makefile

book: $(READY) ## build the book in its languages, warnings being errors
	@rm -f $(BUILT)
	$(BIN)/python tools/languages.py
	@touch $(BUILT)
	@echo "Or type 'make serve' and open http://127.0.0.1:$(PORT)/"

# What is tested is the book as it was built, unless a file of it has changed since then.
$(BUILT): $(READY) $(MADE_OF)
	$(MAKE) book

test: $(NODE_READY) browser $(BUILT) ## test the library, the notebooks and the pages of the book
	$(BIN)/python -m pytest --doctest-modules --doctest-glob='*.md' --nbval $(BESIDE)

# Every kind by mouse, keys and touch, in each state that its controls reach.
explorers: browser $(BUILT) ## operate every kind of explorer in Chromium
	$(BIN)/python -m pytest tests/explorers $(BESIDE)

engines: $(NODE_READY) engine-programs $(BUILT) ## drive the book in the real Firefox and the real WebKit
	$(BIN)/python -m pytest tests/engines $(BESIDE) --numprocesses=2

# What is missing is said before anything is built.
browser: $(READY)
	$(BIN)/python tools/chromium.py

engine-programs: $(READY)
	$(BIN)/python tests/engines/programs.py

# The Python of convlib, by what needs neither the built book nor a browser nor a notebook.
coverage: $(READY) $(NODE_READY) ## every line and branch of convlib runs in a test, or this fails
	$(BIN)/coverage run -m pytest -m "not built" --doctest-modules convlib \
	  $(filter-out tests/test_node.py,$(wildcard tests/test_*.py))
	$(BIN)/coverage report --skip-covered --show-missing --fail-under=100

# PYODIDE_NUMPY=numpy-….whl names a NumPy for the Pyodide that pages load, or the folder of a
# whole one with Matplotlib and SciPy: then it runs them.
pyodide: $(NODE_READY) browser ## run every page of the built book in a browser, and compare its results
	$(BIN)/python -m pytest tests/pyodide

# PyTorch, ONNX and JAX have an environment of their own. On Linux the usual PyTorch comes
# with CUDA, which is not needed: PIP_FIND_LINKS or PIP_EXTRA_INDEX_URL in the environment
# lets pip find a build for the processor alone.
peers: $(PEERS_READY) ## compare the library with PyTorch, ONNX and JAX
	$(PEERS)/bin/python -m pytest -c tests/peers/pytest.ini $(BESIDE) tests/peers

# So have the programs that people see explorers in, and open the book's downloads in.
hosts: $(HOSTS_READY) $(BUILT) ## drive an explorer in Notebook, Voila, marimo, Shiny, Panel, nbconvert
	$(HOSTS)/bin/python -m pytest -c tests/hosts/pytest.ini $(BESIDE) --numprocesses=2 tests/hosts

serve: book ## serve the built book on this machine
	$(BIN)/python -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

# What `make book` builds, on paper: `make pdf BOOK=_build/html/zh` takes the Chinese edition.
BOOK ?= _build/html
ON_PAPER := $(BOOK:_build/html%=_build/paper%)
PAPER := PYTHONPATH=tools $(BIN)/python -m paper

book-for-paper: $(READY)
	@[ $(BOOK) = $(ON_PAPER) ] || $(MAKE) book

pdf: browser book-for-paper ## print the book as one PDF, and as another without the solutions
	$(PAPER).pdf $(BOOK) $(ON_PAPER)

epub: browser book-for-paper ## make an electronic book of it
	$(PAPER).epub $(BOOK) $(ON_PAPER)/book.epub

paper: $(READY) ## make all that is for paper, and look into it with other programs
	$(MAKE) --jobs=3 pdf epub worksheets
	ON_PAPER=$(ON_PAPER) $(BIN)/python -m pytest tests/printed

# For each sheet, and for its key: `make worksheets KIND=pooling SHEETS=3 SEED=7 LANGUAGE=zh`.
KIND := all
SHEETS := 1
SEED := 1
LANGUAGE := en

worksheets: browser ## print sheets of fresh numbers to fill in, and their keys
	CONVLIB_WORDS=$$(PYTHONPATH=tools $(BIN)/python -m paper.words $(LANGUAGE)) && export CONVLIB_WORDS && \
	  $(PAPER).worksheets --kind=$(KIND) --sheets=$(SHEETS) --seed=$(SEED) --language=$(LANGUAGE)

lab: $(READY) ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab book/intro.ipynb

lint: $(READY) $(NODE_READY) ## check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict convlib
	$(NPM) run check

# `make bench BENCH=--report` only prints, and does not fail where a bound is missed.
bench: $(READY) ## measure the library beside others, the pages, the explorers and the build
	@missed=0; for part in speed training recorded pages webkit; do \
	  $(BIN)/python bench/$$part.py $(BENCH) || missed=1; \
	done; exit $$missed

bundle: $(READY) $(NODE_READY) ## make the explorers' JavaScript bundles
	$(NPM) run bundle

notebooks: $(READY) ## execute all notebooks and store them with their outputs
	$(BIN)/python tools/notebooks.py

messages: $(READY) ## collect all words for translators: locale/*/LC_MESSAGES
	PYTHONPATH=book/_ext:tools $(BIN)/python tools/messages.py

lock: $(READY) ## choose the newest versions that fit, and write requirements.txt
	$(BIN)/python tools/lock.py

clean: ## remove what was built; the environment stays
	rm -rf _build .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find bench book convlib experiments tests tools -name __pycache__ -prune -exec rm -rf {} +

# Made again when what it depends on changes. An interrupted set-up is resumed.
$(READY): requirements.txt pyproject.toml tools/check_python.py
	@test -x $(BIN)/python || $(PYTHON) tools/check_python.py
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -r requirements.txt
	$(call settings,$(BIN)/..)
	@touch $@

.venv-%/.ready: tests/%/requirements.txt pyproject.toml tools/check_python.py
	@test -x $(@D)/bin/python || $(PYTHON) tools/check_python.py
	@test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/python -m pip install --disable-pip-version-check --quiet -r $<
	$(call settings,$(@D))
	@touch $@

$(NODE_READY): $(FRONT_END)/package.json $(FRONT_END)/package-lock.json | $(READY)
	$(NPM) ci --no-audit --no-fund
	@touch $@
