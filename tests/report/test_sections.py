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


def test_what_an_import_warned_of_and_images_in_two_classes_are_shown(tmp_path):
    fake = FakeExperiment(tmp_path, {"lenet5": 1.5}, classes=CLASSES)
    fake.score()
    without = section(fake.report().read_text(encoding="utf-8"), "data")
    fake.warnings = ("the pictures are <nearly> black",)
    path = fake.split_file(fake.splits[0]["split"], "split.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"conflicts": 4}))
    data = section(fake.report().read_text(encoding="utf-8"), "data")
    for words in (
        "Warning of the import:</span> the pictures are &lt;nearly&gt; black.",
        "4 images are in several classes",
    ):
        assert words in data and words not in without


def test_the_pairs_of_more_than_eight_models_are_folded(tmp_path):
    for models, folded in ((8, False), (9, True)):
        strengths = {f"net{number}": 1 + 0.1 * number for number in range(models)}
        fake = FakeExperiment(tmp_path / str(models), strengths, classes=CLASSES)
        fake.score()
        pairs = section(fake.report().read_text(encoding="utf-8"), "pairs")
        assert '<table class="pairs">' in pairs
        assert ("<summary>All 36 pairs of 9 models</summary>" in pairs) == folded
