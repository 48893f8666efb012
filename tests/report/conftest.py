"""Two pages for all tests of pages."""

import pytest

from tests.helpers.fake_runs import FakeExperiment

CLASSES = ["Round Smooth", "Edge-on <without> Bulge", "Barred Spiral", "Merging"]


@pytest.fixture(scope="session")
def experiment(tmp_path_factory: pytest.TempPathFactory) -> FakeExperiment:
    """Two models, two seeds, one collapsed run: written, scored, drawn, reported."""
    fake = FakeExperiment(
        tmp_path_factory.mktemp("fake"),
        {"lenet5": 1.5, "dense": 0.5},
        classes=CLASSES,
        seeds=(0, 1),
        recipes=("baseline", "long"),
        broken=("dense",),
    )
    fake.score()
    fake.plot()
    fake.report()
    return fake


@pytest.fixture(scope="session")
def text(experiment: FakeExperiment) -> str:
    """The page of `experiment`."""
    return experiment.result("report.html").read_text(encoding="utf-8")


def reference(model, value, metric="test_accuracy", **other):
    about = {"dataset": "galaxies", "model": model, "metric": metric, "value": value}
    source = {"source": "Nobody & Son 2026", "note": "", "recipe": ""}
    return about | source | other


@pytest.fixture(scope="session")
def study(tmp_path_factory: pytest.TempPathFactory) -> tuple[FakeExperiment, str]:
    """Two models, two recipes, two parts of the training images, reported figures."""
    fake = FakeExperiment(
        tmp_path_factory.mktemp("study"),
        {"lenet5": 1.5, "dense": 0.5},
        classes=CLASSES,
        seeds=(0, 1),
        splits=("whole", "half"),
        recipes=("reported", "improved"),
        fractions={"half": 0.5},
        score_train=True,
        references=[
            reference("lenet5", "0.8029", note="read off a plot"),
            reference("lenet5", "0.41", "train_accuracy", recipe="reported"),
            reference("vgg16", "0.90"),
        ],
    )
    fake.score()
    fake.plot()
    return fake, fake.report().read_text(encoding="utf-8")
