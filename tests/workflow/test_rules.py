"""What holds for every rule."""

import re
from pathlib import Path

import pytest

from galaxybench import declarations

ROOT = Path(__file__).resolve().parents[2]
ON_A_GPU = (
    *("train_model", "predict", "predict_train", "explain"),
    *("probe_model", "tune_model"),
)
RULES = {
    match[1]: match[2]
    for file in sorted((ROOT / "rules").glob("*.smk"))
    for match in re.finditer(
        r"^rule (\w+):\n(.*?)(?=^\S|\Z)", file.read_text(), flags=re.M | re.S
    )
}


def test_there_are_rules():
    assert len(RULES) > 10


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_declares_what_a_scheduler_asks_for(rule):
    for key in ("threads:", "mem_mb=", "runtime=", "log:", "conda:", "message:"):
        assert re.search(rf"^\s+{key}", RULES[rule], flags=re.M), key
    assert (f'**cards("{rule}")' in RULES[rule]) == (rule in ON_A_GPU)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_runs_the_script_of_its_name(rule):
    assert f'"../scripts/{rule}.py"' in RULES[rule]
    assert (ROOT / "scripts" / f"{rule}.py").exists()


def test_no_experiment_can_take_the_name_of_a_rule():
    assert declarations.rules(ROOT / "rules") == set(RULES)
