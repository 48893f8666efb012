import pandas as pd
import pytest

from galaxybench.config import declarations
from galaxybench.report import citations
from galaxybench.report.bibliography import bibliography, entries, statistics_of

RECIPE = {
    "optimizer": {"name": "sgd"}, "schedule": {"name": "constant"},
    "augmentation": {}, "loss": {},
}  # fmt: skip
SOFTWARE = {
    "title": "A title", "version": "1.2", "date-released": "2026-01-02",
    "authors": [{"name": "The authors"}],
}  # fmt: skip


def run(architecture: str, backend: str = "tensorflow", **recipe) -> dict:
    return {
        "model_name": architecture, "backend": backend, "recipe": RECIPE | recipe,
        "model": {"architecture": architecture, "options": {}},
    }  # fmt: skip


def written(*runs, citation: str | None = None, statistics=(), explained=()) -> str:
    split = {"provenance": {"citation": citation} if citation else {}}
    return bibliography(
        list(runs), [split, split], list(statistics), list(explained), SOFTWARE
    )


def test_only_what_was_used_is_cited_and_nothing_twice():
    text = written(
        run("lenet5"), run("resnet18"), run("resnet50"), run("dense"),
        citation=declarations.source("mnist").citation, statistics=["wilson"],
    )  # fmt: skip
    found = entries("\n".join(li for li in text.splitlines() if not li.startswith("%")))
    assert list(found) == [
        "LeCun1998", "He2016", "He2016identity", "Wilson1927", "galaxybench",
        "Molder2021", "Chollet2015", "Abadi2015", "Pedregosa2011",
    ]  # fmt: skip
    assert "author = {{The authors}}" in found["galaxybench"]
    assert "year = {2026}" in found["galaxybench"]


def test_recipes_and_backends_add_theirs():
    adam = {"name": "adamw", "sam": 0.05}
    text = written(
        run("dense", "jax", optimizer=adam, loss={"label_smoothing": 0.1}),
        run("dense", "jax", weights="imagenet"),
    )
    for key in ("Loshchilov2019", "Foret2021", "Szegedy2016", "Russakovsky2015"):
        assert text.count(key) == 1
    assert "Bradbury2018" in text and "Abadi2015" not in text


def test_what_explains_predictions_is_cited_where_it_is_shown():
    assert "{Selvaraju2017," in written(run("dense"), explained=citations.GRADCAM)
    assert "Explanations" not in written(run("dense"))


def test_keras_is_cited_where_something_was_trained():
    assert "Chollet2015" in written(run("dense"))
    assert "Chollet2015" not in written() and "Pedregosa2011" in written()


def test_what_is_no_entry_becomes_a_comment():
    text = written(run("dense"), citation="Nobody 2026,\nin preparation")
    assert "% Nobody 2026,\n% in preparation" in text
    assert "% @misc{Broken, a = {}" in written(citation="@misc{Broken, a = {}")


@pytest.mark.parametrize("text", ["@misc{a, b = {}", "free", "@misc{a,}\n@misc{a,}"])
def test_bad_entries_are_refused(text):
    with pytest.raises(ValueError, match="no BibTeX entry"):
        entries(text)


def test_statistics_are_those_of_the_page():
    table = pd.DataFrame({"brier": [0.1], "temperature": [float("nan")]})
    one = pd.DataFrame({"test": ["paired t"]})
    assert statistics_of(table, one, ranked=False) == [
        "wilson", "f1_interval", "mean_interval", "bonett_price", "equivalence",
        "winner", "holm", "brier", "consistency",
    ]  # fmt: skip
    many = pd.DataFrame({"test": ["Nadeau-Bengio"] * 3})
    table["temperature"] = 1.5
    assert statistics_of(table, many, ranked=True) == [
        "wilson", "f1_interval", "mean_interval", "nadeau_bengio", "rank_sets",
        "equivalence", "winner", "holm",
        "brier", "consistency", "temperature", "friedman",
        "nemenyi", "demsar",
    ]  # fmt: skip
