"""What writing a report again costs: of 45 made-up runs, and of a finished demo.

Goal: at most 30 s, and no Keras. The demo's, `snakemake -f <report>`, needs its results
(`make run`).
"""

import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchmarks.common.processes import measured  # noqa: E402
from benchmarks.common.table import row  # noqa: E402
from tests.helpers.fake_runs import FakeExperiment  # noqa: E402
from tests.workflow.conftest import Workflow  # noqa: E402

PAGE = "results/experiments/demo/report.html"
MODELS, SEEDS, IMAGES, CLASSES = 15, 3, 3_548, 10


def write(fake: FakeExperiment) -> None:
    """Write the page; the process is fresh, so that what it imports is seen."""
    began = time.process_time()
    fake.report()
    print(f"{time.process_time() - began:.1f} s of the processor")
    assert not {"keras", "tensorflow"} & set(sys.modules)


def of_many_runs() -> bool:
    """Make up the runs, score and draw them, and time the page alone."""
    with tempfile.TemporaryDirectory() as folder:
        fake = FakeExperiment(
            Path(folder),
            {f"model {n}": 1 + n / 20 for n in range(MODELS)},
            classes=[f"class {n}" for n in range(CLASSES)],
            seeds=tuple(range(SEEDS)),
            images=np.zeros((IMAGES, 16, 16, 3), np.uint8),
            labels=np.arange(IMAGES) % CLASSES,
        )
        fake.score()
        fake.plot()
        _, seconds = measured(write, fake)
    return row("a report of 45 runs", seconds, 30, "s")


def of_the_demo() -> bool:
    """Let Snakemake write the demo's page, which must be the only job."""
    start = time.perf_counter()
    text = Workflow(ROOT).snakemake("--cores", "2", "--force", PAGE).stdout
    seconds = time.perf_counter() - start
    rules = set(re.findall(r"Finished jobid: \d+ \(Rule: (\w+)\)", text))
    print(f"rules run: {', '.join(sorted(rules))}")
    return row("the demo's report alone", seconds, 30, "s") and rules == {
        "write_report"
    }


if __name__ == "__main__":
    held = of_many_runs()
    if not (ROOT / PAGE).exists():
        sys.exit(f"{PAGE} is missing: run `make run` first")
    sys.exit(not (of_the_demo() and held))
