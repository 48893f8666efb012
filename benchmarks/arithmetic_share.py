"""Share of the machine's peak arithmetic that each architecture reaches in training.

Each is probed as `estimate` does, in a process of its own. Its arithmetic (three times
that of a forward pass) is compared with that of a product of large matrices, which
nearly reaches the peak of the CPU. A small share means that memory or start-up limits
it. No goals: it prints the table of docs/measurements/speed.md.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.common.images import write_noise
from benchmarks.common.processes import measured
from benchmarks.common.recipes import STATISTICS, recipe
from galaxybench.config import declarations

SIZE = 75  # the least that all architectures take without padding
SIDE = 2_048
THREADS = os.cpu_count() or 1


def product(folder: Path) -> None:
    """Write the operations per second of a matrix product, best of ten."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    one = tf.random.normal((SIDE, SIDE))
    best = 0.0
    for _ in range(10):
        clock = time.perf_counter()
        tf.linalg.matmul(one, one).numpy()
        best = max(best, 2 * SIDE**3 / (time.perf_counter() - clock))
    (folder / "product.json").write_text(json.dumps(best))


def train(folder: Path, name: str) -> None:
    """Probe one architecture, counted from the start of the process."""
    began = time.perf_counter()
    from galaxybench.estimates.probing import probe
    from galaxybench.machine import backends
    from galaxybench.training.session import TrainingSpec

    backends.limit_threads(THREADS)
    parts = folder / "train.fits", folder / "valid.fits"
    model = {"architecture": name, "options": {}}
    spec = TrainingSpec(*parts, STATISTICS, model, recipe(), seed=0)
    found = probe(spec, THREADS, began)
    (folder / f"{name}.json").write_text(json.dumps(found))


def main() -> None:
    """Print one row per architecture, the largest share last."""
    with tempfile.TemporaryDirectory() as path:
        folder = Path(path)
        write_noise(folder / "train.fits", 4_000, SIZE)
        write_noise(folder / "valid.fits", 256, SIZE)
        measured(product, folder)
        peak = json.loads((folder / "product.json").read_text())
        print(f"matrix product: {peak / 1e9:.0f} Gflop/s on {THREADS} threads")
        lines = []
        for name in sys.argv[1:] or declarations.models():
            measured(train, folder, name)
            found = json.loads((folder / f"{name}.json").read_text())
            speed = found["train_images_per_second"]
            share = 3 * found["flops"] * speed / peak
            lines.append((share, name, speed, found["startup_seconds"]))
    print("| architecture | images per second | share of a matrix product | start-up |")
    print("|---|---|---|---|")
    for share, name, speed, startup in sorted(lines):
        print(f"| `{name}` | {speed:,.0f} | {share:.0%} | {startup:.0f} s |")


if __name__ == "__main__":
    main()
