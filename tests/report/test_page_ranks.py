"""What the page says of models over several data sets."""

from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.page_parser import Page, section
from tests.helpers.ranked_models import runs

CLASSES = ["round", "edge-on", "spiral"]


def ranked(folder, datasets, models=("lenet5", "dense", "alexnet")):
    fake = FakeExperiment(folder, {"lenet5": 1.5, "dense": 0.5}, classes=CLASSES)
    fake.score()
    fake.rank(runs(datasets, dict(zip(models, (0.9, 0.8, 0.7), strict=True))))
    text = fake.report().read_text(encoding="utf-8")
    Page(text)
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_models_are_ranked_over_five_data_sets(tmp_path):
    page = ranked(tmp_path, 5)
    answer, results = section(page, "answer"), section(page, "ranks")
    assert "Over 5 data sets, lenet5 has the best average rank: 1.00 of 3." in answer
    assert "dense (2.00) cannot be told from it; alexnet ranks worse" in answer
    assert "Critical-difference diagram (Demšar 2006)" in results
    assert 'alt="Critical-difference diagram. Over 5 data sets' in results


def test_four_data_sets_are_refused_in_words(tmp_path):
    page = ranked(tmp_path, 4)
    answer = section(page, "answer")
    assert "The models are not ranked over the data sets." in answer
    assert "with fewer than 5 ranks tell nothing" in answer
    assert 'id="ranks"' not in page
