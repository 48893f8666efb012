"""Time to score and compare 45 runs.

15 models with three seeds on 3,548 images of ten classes. Goal: at most 20 s of CPU
time, from predictions to intervals and the tests of all pairs. The workflow scores runs
in parallel; here one process does it all.
"""

import sys
import time

import numpy as np
import pandas as pd

from benchmarks.common.table import row
from galaxybench.comparison.significance import compare, gather
from galaxybench.config.runs import Run
from galaxybench.evaluation.metrics import score
from galaxybench.evaluation.rows import Row

MODELS, SEEDS, IMAGES, CLASSES, GOAL = 15, 3, 3_548, 10, 20
RUN = {"model": {"architecture": "none", "options": {}}, "train_images": 11_000}
RUN |= {"recipe": {"batch_size": 64}, "stopped_because": "all epochs done"}
PLACE = ("galaxies", "holdout")


def predictions(
    rng: np.random.Generator, labels: np.ndarray, strength: float
) -> pd.DataFrame:
    """Predictions of one run; the stronger, the more are right."""
    logits = rng.normal(size=(IMAGES, CLASSES))
    logits[np.arange(IMAGES), labels] += strength
    powers = np.exp(logits)
    table = pd.DataFrame(powers / powers.sum(axis=1, keepdims=True)).add_prefix("p")
    images = {"source_index": np.arange(IMAGES), "label": labels}
    return pd.DataFrame(images | {"predicted": logits.argmax(axis=1)}).join(table)


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, CLASSES, IMAGES)
    runs = [
        Row(
            Run(*PLACE, "r", f"model {model}", seed),
            predictions=predictions(rng, labels, 3 + model / 20),
        )
        for model in range(MODELS)
        for seed in range(SEEDS)
    ]
    groups = np.arange(IMAGES) // 2  # two images per piece of sky
    names = [f"class {n}" for n in range(CLASSES)]
    start, processor = time.perf_counter(), time.process_time()
    for run in runs:
        table = run.predictions
        score(table, None, RUN, names, groups=groups, valid=table)
    compare(gather(runs), {PLACE: groups}, {PLACE: (11_000, IMAGES)}, 0.01)
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    print(f"{seconds:.1f} s on the clock")
    sys.exit(not row("scores, intervals and pairs of 45 runs", processor, GOAL, "s"))


if __name__ == "__main__":
    main()
