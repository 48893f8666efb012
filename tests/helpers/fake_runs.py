"""A made-up experiment, from its trainings to its page, for tests of the report."""

import json
from pathlib import Path

import pandas as pd

from galaxybench.config.runs import KINDS
from galaxybench.report.page_figures import FIGURES
from tests.helpers.fake_trainings import FakeTrainings
from tests.helpers.script_setup import run_script

ROOT = Path(__file__).resolve().parents[2]
AUGMENTATION = {"flip": ["horizontal"], "rotation": 90.0}


class FakeExperiment(FakeTrainings):
    """Runs the scripts that make a page on what the trainings would have left."""

    ranked = False
    failed: tuple[dict, ...] = ()
    """The rows that the page is made without, with `why` and `log`."""
    warnings: tuple[str, ...] = ()
    """What the import of the data set warned of."""
    title = "Five classifiers on galaxies"
    configfiles = ("my file.yaml",)

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
                "overall": self.result("significance.json"),
            },
            params={"names": self.rows(), "splits": self.splits},
            log=self.log,
        )
        if self.references:
            run_script(
                "compare_references",
                input={
                    "table": self.result("metrics.csv"),
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

    def plot(self) -> None:
        """Run all plot scripts."""
        first = self.splits[0]["split"]
        split = self.split_file(first, "split.json")
        tests = [self.split_file(s["split"], "test.fits") for s in self.splits]
        histories, runs = self.run_files("history.csv"), self.run_files("run.json")
        scored = {"metrics": self.row_files("metrics.json"), "split": split}
        predicted = {"predictions": self.row_files("predictions.csv")}
        voted = (
            {**predicted, "metrics": scored["metrics"], "tests": tests},
            {"names": self.rows(), "splits": self.splits},
        )
        explained = list(
            {(n["recipe"], n["model"]): n for n in reversed(self.names)}.values()
        )
        measured = {
            "table": self.result("metrics.csv"),
            "ranking": self.result("ranking.csv"),
        }
        jobs = {
            "gradcam": (
                {
                    "maps": [self.run_file(n, "gradcam.npz") for n in explained],
                    "test": tests[0],
                },
                {"names": explained},
            ),
            "confused": voted,
            "all_fail": voted,
            "accuracy": ({"table": self.result("metrics.csv"), "split": split}, {}),
            "cost": (measured | {"split": split}, {}),
            "learning_curves": (
                {"histories": histories, "runs": runs, "split": split},
                {"names": self.names},
            ),
            "classes": (scored, {"names": self.rows()}),
            "confusion": (scored, {"names": self.rows()}),
            "reliability": (predicted | scored, {"names": self.rows()}),
            "samples": ({"train": self.split_file(first, "train.fits")}, {}),
            "augmentation": (
                {"train": self.split_file(first, "train.fits")},
                {"augmentations": {n["recipe"]: AUGMENTATION for n in self.names}},
            ),
            "misclassified": (
                predicted | {"tests": tests},
                {"names": self.rows(), "splits": self.splits},
            ),
        }
        if self.fractions:
            splits = [self.split_file(s["split"], "split.json") for s in self.splits]
            jobs["data_amount"] = (
                measured | {"splits": splits},
                {"splits": self.splits},
            )
        for figure, (files, params) in jobs.items():
            run_script(
                f"plot_{figure}",
                input=files,
                params=params,
                output={e: self.figure_file(figure, e) for e in ("png", "pdf", "csv")},
                wildcards={"dataset": self.dataset, "scheme": self.scheme},
                log=self.log,
            )

    def tables(self) -> None:
        """Run write_tables, and write_reported where there are figures reported."""
        names = ("models", "pairs", "classes", "calibration")
        run_script(
            "write_tables",
            input={
                "table": self.result("metrics.csv"),
                "pairs": self.result("significance.csv"),
                "ranking": self.result("ranking.csv"),
                "metrics": self.row_files("metrics.json"),
            },
            output={
                f"{name}_{kind}": self.result(f"tables/{name}.{kind}")
                for name in names
                for kind in ("md", "tex")
            },
            params={
                "names": self.rows(),
                "failed": sum(row["recipe"] not in KINDS for row in self.failed),
            },
            wildcards={
                "experiment": "fake", "dataset": self.dataset, "scheme": self.scheme,
            },
            log=self.log,
        )  # fmt: skip
        if self.references:
            run_script(
                "write_reported",
                input={"references": self.result("references.csv")},
                output={
                    f"reported_{kind}": self.result(f"tables/reported.{kind}")
                    for kind in ("md", "tex")
                },
                wildcards={"experiment": "fake"},
                log=self.log,
            )

    def record(self) -> None:
        """Run write_record."""
        run_script(
            "write_record",
            input={
                "predictions": self.row_files("predictions.csv"),
                "runs": self.run_files("run.json"),
                "tests": [
                    self.split_file(s["split"], "test.fits") for s in self.splits
                ],
                "splits": [
                    self.split_file(s["split"], "split.json") for s in self.splits
                ],
            },
            output={
                "record": self.result("record.json"),
                "answers": self.result("answers.csv"),
            },
            params={
                "names": self.rows(),
                "views": ["none"] * len(self.names),
                "splits": self.splits,
            },
            log=self.log,
        )

    def report(self) -> Path:
        """Run write_report and return the page."""
        diagram = self.result(f"figures/{self.scheme}/ranks.png")
        figures = [
            {"dataset": self.dataset, "scheme": self.scheme, "figure": figure}
            for figure in FIGURES
            if self.figure_file(figure).exists()
        ]
        run_script(
            "write_citations",
            input={
                "table": self.result("metrics.csv"),
                "pairs": self.result("significance.csv"),
                "overall": self.result("significance.json"),
                "runs": self.run_files("run.json"),
                "splits": [
                    self.split_file(s["split"], "split.json") for s in self.splits
                ],
                "software": ROOT / "CITATION.cff",
            },
            output={"references": self.result("references.bib")},
            params={"ranked": self.ranked, "gradcam": False},
            log=self.log,
        )
        imported = self.result("dataset.json")
        imported.write_text(json.dumps({"warnings": self.warnings}))
        run_script(
            "write_report",
            input={
                "imports": [imported],
                "table": self.result("metrics.csv"),
                "pairs": self.result("significance.csv"),
                "ranking": self.result("ranking.csv"),
                "overall": self.result("significance.json"),
                "references": self.result("references.csv") if self.references else [],
                "citations": self.result("references.bib"),
                "ranks": self.result("ranks.json") if self.ranked else [],
                "metrics": self.row_files("metrics.json"),
                "train": self.train_files(),
                "runs": self.run_files("run.json"),
                "entries": [self.run_file(names, "run.json") for names in self.entries],
                "splits": [
                    self.split_file(names["split"], "split.json")
                    for names in self.splits
                ],
                "figures": [self.figure_file(names["figure"]) for names in figures],
                "diagrams": [diagram] if diagram.exists() else [],
            },
            output={
                "report": self.result("report.html"),
                "left_out": self.result("left_out.json"),
            },
            params={
                "experiment": "fake",
                "title": self.title,
                "names": self.rows(),
                "train": self.train_names(),
                "views": ["none"] * len(self.names),
                "splits": self.splits,
                "datasets": [self.dataset],
                "figures": figures,
                "ranked": [self.scheme] if diagram.exists() else [],
                "left_out": {"rows": list(self.failed), "figures": []},
            },
            config={"configfiles": self.configfiles},
            log=self.log,
        )
        return self.result("report.html")
