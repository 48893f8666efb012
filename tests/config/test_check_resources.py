"""What the section `resources` may name."""

import pytest

from galaxybench.config.configuration import resolve
from tests.helpers.config_samples import SCHEMA, assert_one_mistake, changed

BAD = [
    ({"rules": {"score": {"mem_mb": 9}}}, "rules.score", "'score'", "(available: "
     "balance_train, ", "train_model, ", "--set-resources"),
    ({"rules": {"import_dataset": {"gpu": 1}}}, "rules.import_dataset.gpu",
     "remove it"),
    ({"architectures": {"alexnett": {}}}, "architectures.alexnett", "'alexnett'",
     "did you mean 'alexnet'?", "(available: alexnet, lenet5)"),
    ({"experiments": {"dmeo": {"runtime": 60}}}, "experiments.dmeo", "'dmeo'",
     "did you mean 'demo'?", "(available: demo)"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "key", "parts"), [(*b[:2], b[2:]) for b in BAD])
def test_one_mistake_is_one_message(root, value, key, parts):
    config = changed("resources", value)
    assert_one_mistake(config, root, f"resources.{key}", *parts)


def test_requests_for_what_exists(root):
    resources = {
        "rules": {"train_model": {"gpu": 0}, "import_dataset": {"mem_mb": 9}},
        "architectures": {"alexnet": {"mem_mb": 9}},
        "experiments": {"demo": {"runtime": 60}},
    }
    found = resolve(changed("resources", resources), SCHEMA, root)["resources"]
    assert found["rules"]["train_model"]["gpu"] == 0
    assert found["architectures"]["alexnet"]["mem_mb"] == 9
