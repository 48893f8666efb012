"""The lock files and the conda environments name the same versions."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import yaml

from galaxybench.config import closure

ROOT = Path(__file__).resolve().parents[2]
ENVS = ROOT / "envs"
RULE = re.compile(r"^rule (\w+):\n(.*?)(?=^\S|\Z)", flags=re.M | re.S)
TRAINING = [
    name
    for file in sorted((ROOT / "rules").glob("*.smk"))
    for name, text in RULE.findall(file.read_text())
    if "../envs/train.yaml" in text
]
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?: ; (?P<marker>.*?))? \\$")


def pins(lock: str, without: str) -> dict[str, str]:
    """Name -> version in a lock file, leaving out the markers that hold `without`."""
    lines = (PIN.match(line) for line in (ENVS / lock).read_text().splitlines())
    return {
        line["name"]: line["version"]
        for line in lines
        if line and without not in (line["marker"] or "")
    }


@pytest.mark.parametrize(
    "lock", ["cpu.lock", "gpu.lock", "slurm.lock", "generic.lock", "jax.lock"]
)
def test_a_lock_file_pins_every_package_with_hashes_and_names_no_index(lock):
    text = (ENVS / lock).read_text()
    assert not re.search(r"https?://|file://|--index-url|--find-links", text)
    blocks = re.split(r"^(?=[\w.-]+==)", text, flags=re.M)[1:]
    assert len(blocks) > 5
    assert all("--hash=sha256:" in block for block in blocks)


def test_the_two_builds_differ_in_tensorflow_only():
    cpu, gpu = pins("cpu.lock", "< '3.12'"), pins("gpu.lock", "< '3.12'")
    assert "tensorflow" not in cpu and "tensorflow-cpu" not in gpu
    assert cpu.pop("tensorflow-cpu") == gpu.pop("tensorflow")
    assert {name: gpu.get(name) for name in cpu} == cpu
    assert all(name.startswith("nvidia-") for name in gpu.keys() - cpu.keys())


@pytest.mark.parametrize(
    ("lock", "package"),
    [
        ("slurm.lock", "snakemake-executor-plugin-slurm"),
        ("generic.lock", "snakemake-executor-plugin-cluster-generic"),
        ("jax.lock", "jax"),
    ],
)
def test_what_is_added_fits_the_lock_file(lock, package):
    cpu, more = pins("cpu.lock", "< '3.12'"), pins(lock, "< '3.12'")
    assert package in more
    assert all(cpu[name] == more[name] for name in cpu.keys() & more.keys())


@pytest.mark.parametrize("name", ["train", "analysis"])
def test_a_conda_environment_has_the_pins_of_the_lock_file(name):
    environment = yaml.safe_load((ENVS / f"{name}.yaml").read_text())
    python, _, pip = environment["dependencies"]
    assert python == "python =3.12"
    locked = pins("cpu.lock", "< '3.12'")
    named = dict(line.split("==") for line in pip["pip"])
    assert named == {package: locked[package] for package in named}
    assert ("keras" in named) == (name == "train")


def imported_packages(*files: Path) -> set[str]:
    """Distributions that these files and the library files they import name."""
    modules = set()
    for file in closure.closure(*files):
        nodes = list(ast.walk(ast.parse(file.read_text())))
        modules |= {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
        modules |= {n.module for n in nodes if isinstance(n, ast.ImportFrom)}
    names = {module.split(".")[0] for module in modules if module}
    owners = packages_distributions()
    # TensorFlow is what comes with it; who sets KERAS_BACKEND adds another.
    names -= {"galaxybench", "jax", "torch"}
    return {
        owners[name][0].lower().replace("_", "-")
        for name in names - sys.stdlib_module_names
    }


@pytest.mark.parametrize("name", ["train", "analysis"])
def test_a_conda_environment_holds_what_its_scripts_import(name, monkeypatch):
    # Observers are no inputs of a rule, but they run. Past the cache, which lacks them.
    monkeypatch.setattr(closure, "OBSERVERS", ())
    monkeypatch.setattr(closure, "imported_files", closure.imported_files.__wrapped__)
    library = ROOT / "scripts" / "galaxybench"
    found_by_name = ("models",) if name == "train" else ("datasets",)
    files = [file for part in found_by_name for file in (library / part).glob("*.py")]
    scripts = (ROOT / "scripts").glob("*.py")
    files += [s for s in scripts if (s.stem in TRAINING) == (name == "train")]
    environment = yaml.safe_load((ENVS / f"{name}.yaml").read_text())
    named = {line.split("==")[0] for line in environment["dependencies"][2]["pip"]}
    assert named == imported_packages(*files)
