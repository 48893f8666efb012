"""The comparison of made-up trainings, by the scripts that compare."""

import json

import pandas as pd

from tests.helpers.fake_trainings import FakeTrainings
from tests.helpers.script_setup import run_script

SLICES = [{"column": "z", "edges": [0.5]}]


class FakeComparison(FakeTrainings):
    """Scores and compares what the trainings would have left."""

    ranked = False
    margin = 0.01

    def score(self) -> None:
        """Run score and score_train on every run, then the comparisons."""
        for names in self.names:
            files = {
                key: self.run_file(names, f"{key}.{ending}")
                for key, ending in (
                    ("predictions", "csv"), ("history", "csv"), ("run", "json"),
                )
            }  # fmt: skip
            files["valid"] = self.run_file(names, "valid_predictions.csv")
            files["test"] = self.split_file(names["split"], "test.fits")
            run_script(
                "score",
                input=files | {"split": self.split_file(names["split"], "split.json")},
                output={"metrics": self.run_file(names, "metrics.json")},
                wildcards=names,
                params={"ledger": self.ledger},
                log=self.log,
            )
            if self.score_train:
                run_script(
                    "score_train",
                    input={
                        "predictions": self.run_file(names, "train_predictions.csv"),
                        "split": self.split_file(names["split"], "split.json"),
                    },
                    output={"metrics": self.run_file(names, "train_metrics.json")},
                    log=self.log,
                )
        self.compare()

    def compare(self) -> None:
        """Run the comparisons of all rows."""
        run_script(
            "compare_models",
            input={
                "metrics": self.row_files("metrics.json"),
                "runs": self.row_files("run.json"),
                "speeds": self.run_files("prediction_speed.json"),
                "train": self.train_files(),
            },
            output={"table": self.result("metrics.csv")},
            params={
                "names": self.rows(),
                "train": self.train_names(),
                "planned": [{}] * len(self.names),
            },
            log=self.log,
        )
        run_script(
            "compare_pairs",
            input={
                "metrics": self.row_files("metrics.json"),
                "predictions": self.row_files("predictions.csv"),
                "tests": [
                    self.split_file(s["split"], "test.fits") for s in self.splits
                ],
                "splits": [
                    self.split_file(s["split"], "split.json") for s in self.splits
                ],
            },
            output={
                "table": self.result("significance.csv"),
                "ranking": self.result("ranking.csv"),
                "amounts": self.result("data_amounts.csv"),
            },
            params={"names": self.rows(), "splits": self.splits, "margin": self.margin},
            log=self.log,
        )
        run_script(
            "compare_slices",
            input={
                "metrics": self.row_files("metrics.json"),
                "predictions": self.row_files("predictions.csv"),
                "tests": [
                    self.split_file(s["split"], "test.fits") for s in self.splits
                ],
            },
            output={"table": self.result("slices.csv")},
            params={"names": self.rows(), "splits": self.splits, "slices": SLICES},
            log=self.log,
        )
        if self.references:
            run_script(
                "compare_references",
                input={
                    "table": self.result("metrics.csv"),
                    "amounts": self.result("data_amounts.csv"),
                    "splits": [
                        self.split_file(names["split"], "split.json")
                        for names in self.splits
                    ],
                },
                output={"table": self.result("references.csv")},
                params={"references": self.references, "splits": self.splits},
                log=self.log,
            )

    def rank(self, table: pd.DataFrame) -> None:
        """Run compare_ranks on a table of several data sets, and draw what it ranks."""
        table.to_csv(self.result("several.csv"), index=False)
        run_script(
            "compare_ranks",
            input={"table": self.result("several.csv")},
            output={"ranks": self.result("ranks.json")},
            log=self.log,
        )
        self.ranked = True
        [ranking] = json.loads(self.result("ranks.json").read_text())
        if ranking["refused"]:
            return
        folder = self.result(f"figures/{self.scheme}")
        split = self.split_file(self.splits[0]["split"], "split.json")
        run_script(
            "plot_ranks",
            input={"ranks": self.result("ranks.json"), "splits": [split]},
            output={end: folder / f"ranks.{end}" for end in ("png", "pdf", "csv")},
            wildcards={"scheme": self.scheme},
            log=self.log,
        )
