"""The sections of a comparison: what they show and when."""

import json

from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.page_parser import section

CLASSES = ["round", "in-between", "disk"]


def test_the_energy_and_the_unused_settings_of_gpus_are_shown(tmp_path):
    fake = FakeExperiment(tmp_path, {"lenet5": 1.5}, classes=CLASSES, seeds=(0, 1))
    path = fake.run_file(fake.names[0], "run.json")
    told = {"energy_joules": 34_200.0, "faster_settings": ["jit: true"]}
    fake.score()
    without = fake.report().read_text(encoding="utf-8")
    path.write_text(json.dumps(json.loads(path.read_text()) | told))
    fake.score()
    page = fake.report().read_text(encoding="utf-8")
    assert "GPU energy" in section(page, "models")
    assert ">34.2\N{NO-BREAK SPACE}kJ</td>" in section(page, "models")
    assert "1 of 2 runs trained on a GPU" in page
    assert "<code>jit: true</code>" in page
    for words in ("GPU energy", "trained on a GPU"):
        assert words not in without
