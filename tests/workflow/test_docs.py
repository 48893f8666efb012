"""What the docs tell users to do works: their examples are run as they stand."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from sandbox.workflow_copy import copy_workflow

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "add_an_architecture.md").read_text()


def block(language: str, containing: str) -> str:
    """The guide's code block of a language that holds these words."""
    blocks = re.findall(rf"```{language}\n(.*?)```", GUIDE, flags=re.S)
    return next(text for text in blocks if containing in text)


@pytest.mark.slow
def test_adding_an_architecture_takes_one_file_and_one_name(tmp_path):
    workflow = copy_workflow(tmp_path / "copy", block("yaml", "my_experiment"))
    source = block("python", "def build")
    (workflow.folder / "scripts/galaxybench/models/my_net.py").write_text(source)
    jobs = workflow.planned("my_experiment")
    assert jobs["train_model"] == 2

    deviations = workflow.config.read_text() + block("yaml", "my_net_wide")
    workflow.config.write_text(deviations.replace("my_net]", "my_net, my_net_wide]"))
    assert yaml.safe_load(deviations)["models"]
    assert workflow.planned("my_experiment")["train_model"] == 3

    shutil.copytree(ROOT / "tests", workflow.folder / "tests")
    contract = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-k", "my_net", "tests/models"],
        cwd=workflow.folder,
        capture_output=True,
        text=True,
    )
    assert contract.returncode == 0, contract.stdout
    assert " passed" in contract.stdout


def test_every_command_of_the_readme_names_things_that_exist():
    readme = (ROOT / "README.md").read_text()
    config = yaml.safe_load((ROOT / "config" / "config.yaml").read_text())
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^ *make (\w+)", readme, flags=re.M):
        assert re.search(rf"^{target}:", makefile, flags=re.M), target
    for name in re.findall(r"snakemake --cores \d+ (\w+)$", readme, flags=re.M):
        assert name in config["experiments"], name
    for path in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (ROOT / path).exists(), path
