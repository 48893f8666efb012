"""A made-up experiment with rows that no recipe trained."""

from pathlib import Path

from galaxybench.config.runs import Run
from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.script_setup import run_script


class FakeEntries(FakeExperiment):
    """Runs the scripts that make ensembles and import predictions, too."""

    def ensemble(
        self, name: str, method: str = "mean", best: int | None = None
    ) -> None:
        """Put the runs of every split together and add the rows."""
        for split in self.splits:
            members = [n for n in self.names if n["split"] == split["split"]]
            run_script(
                "ensemble_runs",
                input={
                    "predictions": [
                        self.run_file(names, "predictions.csv") for names in members
                    ],
                    "histories": [
                        self.run_file(names, "history.csv") for names in members
                    ],
                    "runs": [self.run_file(names, "run.json") for names in members],
                    "speeds": [
                        self.run_file(names, "prediction_speed.json")
                        for names in members
                    ],
                    "test": self.split_file(split["split"], "test.fits"),
                    "split": self.split_file(split["split"], "split.json"),
                },
                output=self._row(split, "ensemble", name),
                params={
                    "entry": self.entries[-1],
                    "members": members,
                    "method": method,
                    "best": best,
                    "ledger": self.ledger,
                },
                wildcards={"experiment": "fake"},
                log=self.log,
            )

    def predictions(self, name: str, file: Path) -> None:
        """Import a file of predictions of the first split and add the row."""
        split = self.splits[0]
        run_script(
            "import_predictions",
            input={
                "file": str(file),
                "test": self.split_file(split["split"], "test.fits"),
                "split": self.split_file(split["split"], "split.json"),
            },
            output=self._row(split, "external", name),
            params={
                "entry": self.entries[-1],
                "file": str(file),
                "ledger": self.ledger,
            },
            wildcards={"experiment": "fake"},
            log=self.log,
        )

    def _row(self, split: dict, kind: str, name: str) -> dict[str, Path]:
        """Add a row; gives the files to write."""
        names = Run(split["dataset"], split["split"], kind, name, 0).names()
        self.entries.append(names)
        return {
            key: self.run_file(names, f"{key}.{ending}")
            for key, ending in (
                ("predictions", "csv"), ("run", "json"), ("metrics", "json"),
            )
        }  # fmt: skip
