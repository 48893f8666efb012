"""A made-up experiment, from its trainings to its page, for tests of the report."""

import json
from pathlib import Path

from galaxybench.config.runs import KINDS
from galaxybench.report.page_figures import FIGURES
from tests.helpers.fake_comparison import FakeComparison
from tests.helpers.script_setup import run_script

ROOT = Path(__file__).resolve().parents[2]
AUGMENTATION = {"flip": ["horizontal"], "rotation": 90.0}


class FakeExperiment(FakeComparison):
    """Runs the scripts that make a page on what the trainings would have left."""

    failed: tuple[dict, ...] = ()
    """The rows that the page is made without, with `why` and `log`."""
    warnings: tuple[str, ...] = ()
    """What the import of the data set warned of."""
    title = "Five classifiers on galaxies"
    configfiles = ("my file.yaml",)

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
            "likely_wrong": (
                voted[0]
                | {
                    "valid_predictions": self.run_files("valid_predictions.csv"),
                    "valid": [
                        self.split_file(s["split"], "valid.fits") for s in self.splits
                    ],
                },
                voted[1],
            ),
            "accuracy": ({"table": self.result("metrics.csv"), "split": split}, {}),
            "cost": (measured | {"split": split}, {}),
            "learning_curves": (
                {"histories": histories, "runs": runs, "split": split},
                {"names": self.names},
            ),
            "classes": (scored, {"names": self.rows()}),
            "slices": ({"table": self.result("slices.csv"), "split": split}, {}),
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
                measured
                | {"splits": splits, "amounts": self.result("data_amounts.csv")},
                {"splits": self.splits},
            )
        for figure, (files, params) in jobs.items():
            run_script(
                f"plot_{figure}",
                input=files,
                params=params,
                output={
                    "summary" if e == "json" else e: self.figure_file(figure, e)
                    for e in ("png", "pdf", "csv", "json")
                    if e != "json" or figure == "likely_wrong"
                },
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
        run_script(
            "write_slices",
            input={"table": self.result("slices.csv")},
            output={
                f"slices_{kind}": self.result(f"tables/slices.{kind}")
                for kind in ("md", "tex")
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
                "margin": self.margin,
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
                "runs": self.run_files("run.json"),
                "splits": [
                    self.split_file(s["split"], "split.json") for s in self.splits
                ],
                "software": ROOT / "CITATION.cff",
            },
            output={"references": self.result("references.bib")},
            params={"ranked": self.ranked, "gradcam": False, "label_check": True},
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
                "amounts": self.result("data_amounts.csv"),
                "references": self.result("references.csv") if self.references else [],
                "slices": self.result("slices.csv"),
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
                "labels": [
                    self.figure_file(names["figure"], "json")
                    for names in figures
                    if names["figure"] == "likely_wrong"
                ],
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
                "ledger": self.ledger,
            },
            config={"configfiles": self.configfiles},
            log=self.log,
        )
        return self.result("report.html")
