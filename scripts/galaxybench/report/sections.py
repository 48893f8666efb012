"""The content of the page's sections: per data set and split scheme, its comparison."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from galaxybench.comparison.class_scores import class_scores, confused_pairs
from galaxybench.comparison.factorial import factorial
from galaxybench.comparison.summary import row_name, summarize
from galaxybench.config.runs import KINDS
from galaxybench.evaluation.calibration import at_an_end
from galaxybench.evaluation.rows import Place, Row
from galaxybench.figures.confusion import NUMBERS_UP_TO
from galaxybench.formats import percent
from galaxybench.report import provenance
from galaxybench.report.answer import answer
from galaxybench.report.page_figures import figures
from galaxybench.report.pair_matrix import pair_matrix


@dataclass(frozen=True)
class Results:
    """The results of an experiment, read from its files.

    Attributes:
        rows: of the comparison, with metrics and descriptions, trainings first.
        train: trainings that were scored on their training images, with these metrics.
        splits: ({dataset, split, scheme}, content of split.json) of every instance.
        table: metrics.csv, one row per run.
        pairs: significance.csv, one row per pair of models.
        overall: significance.json, the tests of all models together.
        ranks: ranks.json; empty for a single data set.
        references: what `reproduction.load` reads; None without a reported study.
        citations: references.bib.
    """

    rows: list[Row]
    train: list[Row]
    splits: list[tuple[dict[str, str], dict[str, Any]]]
    table: pd.DataFrame
    pairs: pd.DataFrame
    overall: list[dict[str, Any]]
    ranks: list[dict[str, Any]]
    references: pd.DataFrame | None
    citations: str


class Comparison:
    """The models on one data set under one split scheme; the templates call it `c`.

    Attributes:
        dataset: name of the data set.
        scheme: name of the split scheme.
        several_recipes: whether rows need the name of their recipe.
        repeated: whether a model has several runs, and so a row and a bar of its own.
        splits: (name, content of split.json) of every instance of the scheme.
        entries: descriptions of the ensembles and of the outside predictions.
        overall: the tests of all models together.
    """

    def __init__(
        self, results: Results, place: Place, drawn: list[tuple[dict, Path]]
    ) -> None:
        """Select what belongs to a place.

        Args:
            results: of the whole experiment.
            place: the data set and the split scheme.
            drawn: ({dataset, scheme, figure}, PNG file) of the whole experiment.
        """
        self.dataset, self.scheme = place
        self._table = place.here(results.table)
        self._summary = summarize(self._table)
        self._tested = place.here(results.pairs)
        self._rows = [row for row in results.rows if place.holds(row.names)]
        self._train = [row for row in results.train if place.holds(row.names)]
        self._figures = {n["figure"]: path for n, path in drawn if place.holds(n)}
        self.several_recipes = self._summary["recipe"].nunique() > 1
        self.repeated = bool((self._summary["runs"] > 1).any())
        self.splits = [(n["split"], s) for n, s in results.splits if place.holds(n)]
        self.entries = [row.description for row in self._rows if not row.trained]
        self.overall = [test for test in results.overall if place.holds(test)]

    @cached_property
    def answer(self) -> dict:
        """The result in words, as from `answer.answer`."""
        return answer(self._summary, self._tested)

    @cached_property
    def models(self) -> list[dict]:
        """One row per model and recipe, best first: means over their runs."""
        return self._summary.to_dict("records")

    @cached_property
    def runs(self) -> list[dict]:
        """One row per run, ensemble and outside prediction, as in metrics.csv."""
        return self._table.to_dict("records")

    @cached_property
    def trained(self) -> list[dict]:
        """The rows of `runs` that are trainings."""
        return [run for run in self.runs if run["recipe"] not in KINDS]

    @cached_property
    def pairs(self) -> dict | None:
        """The tests of every two models, as from `pair_matrix`."""
        return pair_matrix(self._summary, self._tested)

    @cached_property
    def factorial(self) -> dict | None:
        """Models × recipes, as from `factorial.factorial`."""
        return factorial(self._summary)

    @property
    def axis(self) -> tuple[float, float]:
        """The lowest and the highest accuracy of the bars in a table."""
        rows = self._summary if self.repeated else self._table
        # The scale is for what trained: a collapsed run would squeeze all other bars.
        fine = (
            rows["not_ok"] < rows["runs"] if self.repeated else rows["status"] == "ok"
        )
        shown = rows[fine] if fine.any() else rows
        low, high = shown["accuracy_low"].min(), shown["accuracy_high"].max()
        # At least one point long, and within 1.
        return min(low, 0.99), min(max(high, low + 0.01), 1.0)

    @property
    def small_classes(self) -> bool:
        """Whether some classes, not all, have too few test images for their scores."""
        large = self._table["macro_f1_large"]
        return bool(large.notna().all() and (large != self._table["macro_f1"]).any())

    @property
    def energy(self) -> bool:
        """Whether the energy of any run is known."""
        return bool(self._table["energy_joules"].notna().any())

    @property
    def calibrated(self) -> list[dict]:
        """The rows of `models` with probabilities."""
        return self._summary[self._summary["brier"].notna()].to_dict("records")

    @property
    def unscalable(self) -> int:
        """The number of runs for which no temperature could be fitted."""
        return int(self._table["temperature"].map(at_an_end).sum())

    @property
    def numbers(self) -> bool:
        """Whether the cells of the confusion matrices hold numbers."""
        return len(self.splits[0][1]["classes"]) <= NUMBERS_UP_TO

    @property
    def selection(self) -> list[tuple[str, str]]:
        """What was selected of the data source, as from `provenance.selection`."""
        return provenance.selection(self.splits[0][1]["provenance"])

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Split -> the images in none of its parts, as from `provenance.left_out`."""
        return {name: provenance.left_out(split) for name, split in self.splits}

    @cached_property
    def classes(self) -> list[dict]:
        """Scores of every class on test and training images, per model and recipe."""
        test, train = map(class_scores, (self._rows, self._train))
        return [
            {
                "recipe": recipe,
                "model": model,
                "test": test[recipe, model],
                "train": train.get((recipe, model)),
            }
            for recipe, model in self._keys()
            if (recipe, model) in test
        ]

    @cached_property
    def confused(self) -> list[dict]:
        """The most confused classes, per model and recipe."""
        found = confused_pairs(self._rows)
        return [
            {"recipe": recipe, "model": model, "pairs": found[recipe, model]}
            for recipe, model in self._keys()
            if (recipe, model) in found
        ]

    @cached_property
    def figures(self) -> list[dict]:
        """The embedded figures, as from `page_figures.figures`."""
        accuracies = ", ".join(
            f"{row_name(row, True)} {percent(row['accuracy'])}"
            for _, row in self._summary.iterrows()
        )
        where = f"{self.dataset}, split {self.scheme}"
        return figures(self._figures, where, accuracies)

    def _keys(self) -> list[tuple[str, str]]:
        """(recipe, model), best first."""
        return list(zip(self._summary["recipe"], self._summary["model"], strict=True))


def comparisons(results: Results, drawn: list[tuple[dict, Path]]) -> list[Comparison]:
    """Give the comparisons of an experiment, in the order of its table.

    Args:
        results: of the experiment.
        drawn: ({dataset, scheme, figure}, PNG file).
    """
    places = zip(results.table["dataset"], results.table["scheme"], strict=True)
    return [Comparison(results, Place(*each), drawn) for each in dict.fromkeys(places)]
