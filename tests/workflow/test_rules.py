"""What holds for every rule."""

import re
from pathlib import Path

import pytest
import yaml

from galaxybench.config import declarations
from galaxybench.config.allocations import GPU_RULES
from galaxybench.workflow.requests import light

ROOT = Path(__file__).resolve().parents[2]
ON_A_GPU = (*GPU_RULES, "doctor_gpu")
RULES = {
    match[1]: match[2]
    for file in sorted((ROOT / "rules").glob("*.smk"))
    for match in re.finditer(
        r"^rule (\w+):\n(.*?)(?=^\S|\Z)", file.read_text(), flags=re.M | re.S
    )
}
JOBS = {rule: text for rule, text in RULES.items() if "    output:" in text}
"""Rules that run something; the others are targets that users name."""

REQUEST = re.compile(r"\*\*(?:light|requests\.(?:streaming|training|prediction))\(")
"""Memory and minutes in one call; the tests of these functions say that both come."""


def test_there_are_rules():
    assert len(RULES) > 10


@pytest.mark.parametrize("rule", JOBS)
def test_a_rule_declares_what_a_scheduler_asks_for(rule):
    for key in ("threads:", "log:", "conda:", "message:"):
        assert re.search(rf"^\s+{key}", RULES[rule], flags=re.M), key
    for key in ("mem_mb", "runtime"):
        assert f"{key}=" in RULES[rule] or REQUEST.search(RULES[rule]), key
    asks = re.search(r"\*\*requests\.(gpus|training|prediction)\(", RULES[rule])
    assert bool(asks) == (rule in ON_A_GPU)


def test_a_light_job_asks_for_memory_and_minutes():
    assert set(light()) == {"mem_mb", "runtime"}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_asks_in_its_own_name(rule):
    assert set(re.findall(r'requests\.\w+\(\s*"(\w+)"', RULES[rule])) <= {rule}


def test_a_target_runs_nothing():
    targets = RULES.keys() - JOBS.keys()
    assert targets == {"classify"}
    assert not [rule for rule in targets if "script:" in RULES[rule]]


@pytest.mark.parametrize("rule", JOBS)
def test_a_rule_runs_the_script_of_its_name(rule):
    assert f'"../scripts/{rule}.py"' in RULES[rule]
    assert (ROOT / "scripts" / f"{rule}.py").exists()


def test_on_slurm_the_figures_of_an_experiment_are_few_jobs():
    profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text())
    figures = {rule for rule in RULES if rule.startswith("plot_")}
    figures.remove("plot_contact_sheet")  # it belongs to no experiment
    assert dict(group.split("=") for group in profile["groups"]) == dict.fromkeys(
        figures, "figures_{experiment}"
    )
    assert not figures & set(ON_A_GPU)


def test_what_needs_the_network_or_writes_the_page_is_no_job():
    local = {rule for rule, text in RULES.items() if "localrule: True" in text}
    assert {"download", "download_weights", "write_report"} <= local
    assert not local & set(ON_A_GPU)


def test_no_experiment_can_take_the_name_of_a_rule():
    assert declarations.rules(ROOT / "rules") == set(RULES)


def test_functions_are_python_modules_with_tests():
    for file in (ROOT / "rules").glob("*.smk"):
        functions = re.findall(r"^def (\w+)", file.read_text(), flags=re.M)
        # What only Snakemake can say: files flagged with its `ancient()`, `report()`.
        flagged = ["code", "in_report", "figure_files", "table_files"]
        assert functions == (flagged if file.name == "common.smk" else []), file
