"""Time to write the report of 45 runs again.

15 models with three seeds, ten classes and about 3,500 test images. The scripts that
train, predict and explain are replaced in a copy of the workflow by ones that make up
their results; all others run as they are. Then `snakemake -f <report>` is timed. Goal:
at most 30 s, planning included, with no other job and without importing Keras. Making
up and scoring the runs takes some minutes.
"""

import re
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common.table import row
from sandbox.workflow_copy import copy_workflow

MODELS, SEEDS, IMAGES, GOAL = 15, 3, 17_740, 30
PAGE = "results/experiments/many/report.html"
CONFIG = f"""
run: [many]
datasets: {{galaxies: {{source: simulated_galaxies, images: {IMAGES}, size: 16}}}}
models:
{"".join(f"  net{n:02}: {{architecture: dense}}{chr(10)}" for n in range(MODELS))}
recipes: {{made_up: {{epochs: 20}}}}
experiments:
  many:
    datasets: [galaxies]
    splits: [holdout]
    recipes: [made_up]
    models: {[f"net{n:02}" for n in range(MODELS)]}
    seeds: {list(range(SEEDS))}
"""
STAND_INS = {
    "train_model": """
import json
from pathlib import Path
import numpy as np
import pandas as pd
out, names = snakemake.output, dict(snakemake.wildcards)
epoch = np.arange(1, 21)
loss = np.exp(-epoch / 5)
Path(out.model).write_text("made up")
pd.DataFrame({
    "epoch": epoch, "loss": loss, "accuracy": 1 - loss, "val_loss": loss,
    "val_accuracy": 1 - loss, "learning_rate": 1e-3, "seconds": 4.0,
    "images_per_second": 900.0,
}).to_csv(out.history, index=False)
Path(out.run).write_text(json.dumps(names | {
    "recipe_name": names["recipe"], "recipe": snakemake.params.recipe,
    "model_name": names["model"], "model": snakemake.params.model,
    "seed": int(names["seed"]), "parameters": 61_706, "flops": 100_000,
    "train_images": 11_000, "epochs_run": 20, "best_epoch": 20,
    "train_seconds": 80.0, "device": "CPU, 2 cores", "threads": 2,
    "versions": {"python": "3.11.2", "keras": "3.15.0", "tensorflow": "2.21.0"},
    "git_commit": "0" * 40, "started": "2026-11-22T10:00:00+00:00",
}))
""",
    "predict": """
import json
from pathlib import Path
import numpy as np
import pandas as pd
from galaxybench.images.fits import read_catalog, read_labels
out, names = snakemake.output, dict(snakemake.wildcards)
number = int(names["model"].removeprefix("net"))
rng = np.random.default_rng([number, int(names["seed"])])
for part in ("test", "valid"):
    file = getattr(snakemake.input, part)
    labels = np.asarray(read_labels(file))
    logits = rng.normal(size=(len(labels), 10))
    logits[np.arange(len(labels)), labels] += 1 + number / 20
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    pd.DataFrame({
        "index": np.arange(len(labels)),
        "source_index": np.asarray(read_catalog(file)["source_index"]),
        "label": labels, "predicted": p.argmax(axis=1),
    }).join(pd.DataFrame(p).add_prefix("p")).to_csv(
        out.predictions if part == "test" else out.valid, index=False
    )
Path(out.speed).write_text(json.dumps({"predict_seconds_per_image": 1e-4}))
""",
    "explain": """
import numpy as np
none = np.zeros(0, int)
np.savez(
    snakemake.output.maps, maps=np.zeros((0, 2, 16, 16), np.uint8), layer="",
    probability=np.zeros(0), index=none, label=none, predicted=none,
)
""",
}
RECORDED = """
from galaxybench.records.recorder import recorded
job = recorded(snakemake)
{}
job.finish()
"""
NO_KERAS = """
import sys
assert not {"keras", "tensorflow"} & set(sys.modules), "the report imports Keras"
"""


def main(cores: str = "2") -> None:
    """Make up the runs, measure, print, and fail if the goal is missed."""
    with tempfile.TemporaryDirectory() as folder:
        workflow = copy_workflow(Path(folder) / "copy", CONFIG)
        scripts = workflow.folder / "scripts"
        for name, text in STAND_INS.items():
            (scripts / f"{name}.py").write_text(RECORDED.format(text))
        report = scripts / "write_report.py"
        report.write_text(report.read_text() + NO_KERAS)
        workflow.snakemake("--cores", cores)
        start = time.perf_counter()
        text = workflow.snakemake("--cores", cores, "--force", PAGE).stdout
        seconds = time.perf_counter() - start
    rules = set(re.findall(r"Finished jobid: \d+ \(Rule: (\w+)\)", text))
    print(f"rules run: {', '.join(sorted(rules))}")
    held = row("the report of 45 runs again, planning included", seconds, GOAL, "s")
    sys.exit(not (held and rules == {"write_report"}))


if __name__ == "__main__":
    main(*sys.argv[1:])
