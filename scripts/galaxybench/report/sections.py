"""The content of the page's sections: per data set and split scheme, its comparison."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from galaxybench.comparison.class_scores import class_scores, confused_pairs
from galaxybench.comparison.data_amount import amounts
from galaxybench.comparison.factorial import factorial
from galaxybench.comparison.summary import RANKS, has_trained, row_name, summarize
from galaxybench.config.runs import KINDS
from galaxybench.evaluation.calibration import at_an_end
from galaxybench.evaluation.rows import Place, Row
from galaxybench.figures.confusion import NUMBERS_UP_TO
from galaxybench.formats import listed, percent
from galaxybench.report import (
    data_amount_words,
    label_words,
    leak_words,
    provenance,
    slice_words,
    vote_words,
)
from galaxybench.report.answer import answer
from galaxybench.report.page_figures import figures
from galaxybench.report.pair_matrix import pair_matrix
from galaxybench.report.scorings import Ledger, sentences


@dataclass(frozen=True)
class Results:
    """The results of an experiment, read from its files.

    Attributes:
        rows: of the comparison, with metrics and descriptions, trainings first.
        train: trainings that were scored on their training images, with these metrics.
        splits: ({dataset, split, scheme}, content of split.json) of every instance.
        warnings: data set -> what its import warned of.
        table: metrics.csv, one row per run.
        pairs: significance.csv, one row per pair of models.
        ranking: ranking.csv, one row per model.
        amounts: data_amounts.csv, one row per model and smaller number of training
            images.
        ranks: ranks.json; empty for a single data set.
        references: what `reproduction.load` reads; None without a reported study.
        citations: references.bib.
        slices: slices.csv; None where the experiment has no slices.
        labels: place -> content of likely_wrong.json, where labels were checked.
        ledger: every scoring of a test part so far.
    """

    rows: list[Row]
    train: list[Row]
    splits: list[tuple[dict[str, str], dict[str, Any]]]
    warnings: dict[str, list[str]]
    table: pd.DataFrame
    pairs: pd.DataFrame
    ranking: pd.DataFrame
    amounts: pd.DataFrame
    ranks: list[dict[str, Any]]
    references: pd.DataFrame | None
    citations: str
    labels: dict[Place, dict[str, Any]]
    ledger: Ledger
    slices: pd.DataFrame | None = None


def comparisons(
    results: Results, drawn: list[tuple[dict, Path]], missing: Sequence[dict] = ()
) -> list[dict[str, Any]]:
    """Return the content of each data set and split scheme, `c` in the templates.

    `drawn` are ({dataset, scheme, figure}, PNG file), `missing` the names of rows that
    failed. The order is that of the table.
    """
    found = amounts(results.table, results.splits, results.amounts, results.ranking)
    places = zip(results.table["dataset"], results.table["scheme"], strict=True)
    return [
        _comparison(results, place, drawn, missing, found.get(place))
        for place in _ordered([Place(*names) for names in dict.fromkeys(places)], found)
    ]


def _ordered(
    places: list[Place], found: dict[tuple[str, str], pd.DataFrame]
) -> list[Place]:
    """Put split schemes with fewer training images behind that with all of them."""
    parts = {
        Place(dataset, full): [
            Place(dataset, scheme)
            for scheme in dict.fromkeys(
                rows.sort_values("train_images", ascending=False)["scheme"]
            )
        ]
        for (dataset, full), rows in found.items()
    }
    smaller = {place for own in parts.values() for place in own[1:]}
    first = [place for place in places if place not in smaller]
    return [part for place in first for part in parts.get(place, [place])]


def _comparison(
    results: Results,
    place: Place,
    drawn: list[tuple[dict, Path]],
    missing: Sequence[dict],
    numbers: pd.DataFrame | None,
) -> dict[str, Any]:
    """Describe one place; `numbers` are its numbers of training images, if it has."""
    table, tested = place.here(results.table), place.here(results.pairs)
    summary = summarize(table, results.ranking)
    rows = [row for row in results.rows if place.holds(row.names)]
    train = [row for row in results.train if place.holds(row.names)]
    splits = [(n["split"], split) for n, split in results.splits if place.holds(n)]
    accuracies = ", ".join(
        f"{row_name(row, True)} {percent(row['accuracy'])}"
        for _, row in summary.iterrows()
    )
    own = {names["figure"]: path for names, path in drawn if place.holds(names)}
    if summary["brier"].isna().all():  # without probabilities
        own.pop("reliability", None)
    entries = _numbered_entries(rows)
    words = answer(summary, tested, [row for row in missing if place.holds(row)])
    if numbers is not None:
        words["more"] = data_amount_words.sentences(numbers) + words["more"]
    words["more"] += leak_words.too_high(split for _, split in splits)
    words["more"] += vote_words.ceiling(summary)
    words["more"] += _identical(entries)
    return {
        **place._asdict(),
        "answer": words,
        "pairs": pair_matrix(summary, tested),
        "slices": (
            None
            if results.slices is None
            else slice_words.section(place.here(results.slices))
        ),
        # Models × recipes.
        "factorial": factorial(summary),
        # Name and content of split.json of every instance of the scheme.
        "splits": splits,
        "warnings": results.warnings[place.dataset],
        "selection": provenance.selection(splits[0][1]["provenance"]),
        # Split -> the images in none of its parts.
        "left_out": {name: provenance.left_out(split) for name, split in splits},
        # What was found about the labels; None where nothing was looked for.
        "labels": label_words.words(results.labels.get(place)),
        # How often the test images were used.
        "scorings": sentences(results.ledger, results.rows, place),
        # Descriptions of the ensembles and of the outside predictions.
        "entries": entries,
        "figures": figures(own, f"{place.dataset}, split {place.scheme}", accuracies),
        # Whether the cells of the confusion matrices hold numbers.
        "numbers": len(splits[0][1]["classes"]) <= NUMBERS_UP_TO,
        # Scores against votes; None without votes.
        "votes": vote_words.section(summary, rows),
        **_models(table, summary, rows),
        **_classes(rows, train, summary),
    }


def _models(
    table: pd.DataFrame, summary: pd.DataFrame, rows: list[Row]
) -> dict[str, Any]:
    repeated = bool((summary["runs"] > 1).any())
    if not repeated:
        table = _as_summarized(table, summary)
    runs = numbered(table)
    trained = has_trained(summary)
    averages = summary, trained
    single = table, table["status"] == "ok"
    large = table["macro_f1_large"]
    return {
        # One row per model and recipe, best first: means over their runs.
        "models": summary.to_dict("records"),
        # Those with probabilities.
        "calibrated": summary[summary["brier"].notna()].to_dict("records"),
        # One row per run, ensemble and outside prediction, as in metrics.csv.
        "runs": runs,
        "trained": [run for run in runs if run["recipe"] not in KINDS],
        # Whether rows need the name of their recipe.
        "several_recipes": summary["recipe"].nunique() > 1,
        # Whether a model has several runs, and so a row and a bar of its own.
        "repeated": repeated,
        # Whether some, not all runs of a model did not train.
        "troubled": bool((trained & (summary["not_ok"] > 0)).any()),
        # Whether any run was still improving when its training stopped.
        "improving": bool(summary["improving"].any()),
        "axis": _axis(*(averages if repeated else single)),
        # Whether some classes, not all, have too few test images for their scores, and
        # how many have enough.
        "small_classes": bool(
            large.notna().all() and (large != table["macro_f1"]).any()
        ),
        "large_classes": min(row.metrics["large_classes"] for row in rows),
        "class_count": len(rows[0].metrics["classes"]),
        # Whether the energy of any run is known.
        "energy": bool(table["energy_joules"].notna().any()),
        # The number of runs for which no temperature could be fitted.
        "unscalable": int(table["temperature"].map(at_an_end).sum()),
    }


def _as_summarized(table: pd.DataFrame, summary: pd.DataFrame) -> pd.DataFrame:
    """Give the only run of every model the place, interval and ranks of the model."""
    keys = ["recipe", "model"]
    taken = [*keys, "accuracy_low", "accuracy_high", *(set(RANKS) & set(summary))]
    rest = table.drop(columns=["accuracy_low", "accuracy_high"])
    return summary[taken].merge(rest, on=keys, how="left")


def _numbered_entries(rows: list[Row]) -> list[dict[str, Any]]:
    """Describe the rows that are not trained; `numbered`: one of several files."""
    described = [row.description for row in rows if not row.trained]
    files = Counter((entry["model"], entry["split"]) for entry in described)
    return [
        {**entry, "numbered": files[entry["model"], entry["split"]] > 1}
        for entry in described
    ]


def _identical(entries: list[dict]) -> list[str]:
    """Say which rows of outside predictions come from identical files."""
    files: dict[str, list[str]] = {}
    for entry in entries:
        if "sha256" in entry:
            name = f"external {entry['model']} ({entry['file']})"
            files.setdefault(f"{entry['split']} {entry['sha256']}", []).append(name)
    return [
        f"The files of {listed(names)} are the same, byte for byte: these are not "
        "different models."
        for names in files.values()
        if len(names) > 1
    ]


def numbered(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return rows of metrics.csv; `numbered` says whether a row's seed has a meaning.

    It has none where a row is not trained and comes from one file.
    """
    seeds = table.groupby(["dataset", "scheme", "recipe", "model"])["seed"]
    has = ~table["recipe"].isin(KINDS) | (seeds.transform("nunique") > 1)
    return table.assign(numbered=has).to_dict("records")


def _axis(rows: pd.DataFrame, fine: pd.Series) -> tuple[float, float]:
    """The lowest and the highest accuracy of the bars in a table."""
    # It begins with what trained: a collapsed run would squeeze all other bars.
    shown = rows[fine] if fine.any() else rows
    low, high = shown["accuracy_low"].min(), rows["accuracy_high"].max()
    # At least one point long, and within 1.
    return min(low, 0.99), min(max(high, low + 0.01), 1.0)


def _classes(
    rows: list[Row], train: list[Row], summary: pd.DataFrame
) -> dict[str, list[dict]]:
    """Scores of every class, and the most confused classes, best model first."""
    test, confused = class_scores(rows), confused_pairs(rows)
    trained = class_scores(train)
    found: dict[str, list[dict]] = {"classes": [], "confused": []}
    for key in zip(summary["recipe"], summary["model"], strict=True):
        if key in test:
            names = {"recipe": key[0], "model": key[1]}
            scored = {"test": test[key], "train": trained.get(key)}
            found["classes"].append(names | scored)
            found["confused"].append(names | {"pairs": confused[key]})
    return found
