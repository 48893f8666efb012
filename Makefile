# make run        the demo (or what config/config.yaml says) on all cores
# make test       every test that this machine can run
# make test-fast  only the fast tests: ten minutes on two cores
# make lint       ruff, snakefmt, snakemake --lint
# make bench      speed and memory, as ratios; ONLY=data_path for one of them
# make venv       only the environment; GPU=1 for CUDA, SLURM=1 for the cluster plugin,
#                 GENERIC=1 for the PBS plugin, JAX=1 for KERAS_BACKEND=jax
# make lock       pin the newest versions again
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# An environment made with GPU=1 keeps the CUDA build until it is removed.
BUILD := $(if $(GPU),gpu,$(if $(wildcard $(VENV)/.made-gpu),gpu,cpu))
MADE := $(VENV)/.made-$(BUILD)
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check \
           --no-deps --require-hashes
PIN := ../.venv-lock/bin/uv pip compile --universal --python-version 3.11 \
       --generate-hashes --no-emit-index-url --no-header --upgrade --quiet
SOURCES := scripts tests benchmarks sandbox

.PHONY: run test test-fast lint bench venv lock
.DELETE_ON_ERROR:

run: $(MADE)
	$(BIN)/snakemake --cores all

# The files with slow tests come first (tests/conftest.py), so that no worker is left
# with one of them at the end.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test: $(MADE)
	$(PYTEST)

test-fast: $(MADE)
	$(PYTEST) -m "not slow and not browser and not slurm"

lint: $(MADE)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/snakefmt --check Snakefile rules
	$(BIN)/snakemake --lint

bench: $(MADE)
	$(BIN)/python -m benchmarks $(ONLY)

venv: $(MADE) $(if $(SLURM),$(VENV)/.made-slurm) \
      $(if $(GENERIC),$(VENV)/.made-generic) $(if $(JAX),$(VENV)/.made-jax)

$(MADE): envs/$(BUILD).lock
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	|| { echo "galaxybench needs Python 3.11, 3.12 or 3.13; $(PYTHON) is" \
	"$$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@echo "Installing the packages of $< (some 250 MB, or 4 GB for CUDA)"
	$(INSTALL) -r $<
	touch $@

$(addprefix $(VENV)/.made-,slurm generic jax): $(VENV)/.made-%: envs/%.lock $(MADE)
	$(INSTALL) -r $<
	touch $@

lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet uv
	cd envs && $(PIN) cpu.in --override cpu-overrides.txt --output-file cpu.lock
	cd envs && $(PIN) gpu.in --output-file gpu.lock
	cd envs && $(PIN) slurm.in --output-file slurm.lock
	cd envs && $(PIN) generic.in --output-file generic.lock
	cd envs && $(PIN) jax.in --output-file jax.lock
	rm -rf .venv-lock
