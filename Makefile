# Every command of the course. `make help` lists them.
PYTHON ?= python3
PORT ?= 8888
BIN := .venv/bin
# The whole course in the file browser, the first lesson open.
LAB := --ServerApp.root_dir="$(CURDIR)" --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb

.DEFAULT_GOAL := help
.PHONY: help setup lab test refresh assignments demo bench book lint lock clean

help:  ## list every target
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

setup:  ## make or refresh the environment in .venv (the other targets call it)
	@$(PYTHON) tools/set_up.py

lab: setup  ## open the course in JupyterLab (PORT=8888, NO_BROWSER=1 to only print the address)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/jupyter lab $(LAB) --port $(PORT) $(if $(NO_BROWSER),--no-browser) $(if $(filter 0,$(shell id -u)),--allow-root)

test: setup  ## run the whole test suite
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/run_tests.py

refresh: setup  ## run all lessons and save their outputs
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/refresh.py $(LESSONS)

assignments: setup  ## make assignments/ from solutions/
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/make_assignments.py

demo: setup  ## play one assignment with a made-up class, from release to feedback
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/technopolitics demo

bench: setup  ## measure speed and memory, side by side with the alternative (PARTS="grading book" for some)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/bench.py $(PARTS)

book: setup  ## build the web site into book/_site (LITE=0 without the browser edition, PYODIDE=path, ADDRESS=public address)
	@$(BIN)/python tools/make_book.py $(if $(filter 0,$(LITE)),--no-lite) $(if $(PYODIDE),--pyodide "$(PYODIDE)") $(if $(ADDRESS),--address "$(ADDRESS)")

lint: setup  ## check style and spelling
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/codespell

lock:  ## resolve the dependencies again and write requirements.lock (maintainers; needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: --no-emit-index-url --no-annotate --custom-compile-command "make lock" --extra classroom --extra cluster --extra postgresql --extra book --extra test pyproject.toml -o requirements.lock

clean:  ## remove the environment and everything that is made
	rm -rf .venv demo-class book/_site build dist .pytest_cache .ruff_cache
