"""Our `fit` against a bare training loop on batches that are on the device already.

For JAX and PyTorch, whichever is installed. The bare loop is the backend's own: the
same net, loss and optimizer, and no reading, no metrics, no callbacks. On a graphics
card all of CASES are measured, on a processor one of them. Also told is the share of
the arithmetic of a product of large matrices in the same precision, which nearly
reaches what the device can do. Goal: at least 0.95 of the bare loop.

    python benchmarks/bare_loop.py [jax] [torch]
"""

import importlib.util
import json
import os
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from benchmarks.common.images import CLASSES, write_noise  # noqa: E402
from benchmarks.common.processes import measured  # noqa: E402
from benchmarks.common.recipes import STATISTICS, recipe  # noqa: E402
from benchmarks.common.table import row  # noqa: E402
from benchmarks.common.turns import Work, best_seconds  # noqa: E402

CASES = list(
    product(
        ("mobilenet_v3_small", "resnet50", "convnext_tiny"),
        (69, 256),
        ("float32", "mixed_bfloat16"),
    )
)
BATCH = {"gpu": 128, "cpu": 32}
IMAGES = {"gpu": {69: 16_384, 256: 4_096}, "cpu": {69: 1_024}}
"""By size. A power of two as batches, as are the steps of a turn: whole epochs."""
SIDE = {"gpu": 8_192, "cpu": 2_048}
GOAL = 0.95
HELD = 4
"""Batches of the bare loop, on the device all the time."""


def look(folder: Path) -> None:
    """What there is to measure on."""
    from galaxybench.machine import backends

    found = ["cpu", "a processor"]
    if card := backends.gpu():
        found = ["gpu", card]
    (folder / "device.json").write_text(json.dumps(found))


def compare(folder: Path, kind: str, name: str, size: int, precision: str) -> None:
    """Images a second of either, and the device's share, for one case."""
    from galaxybench.machine import backends, seeding
    from galaxybench.networks import flops
    from galaxybench.networks.classifier import build_classifier
    from galaxybench.training.batches import Batches
    from galaxybench.training.input_pipelines import input_pipeline
    from galaxybench.training.phases import phases
    from galaxybench.training.session import compile_model
    from galaxybench.training.training_model import build_training_model

    backends.limit_threads(os.cpu_count() or 1)
    seeding.seed_everything(0)
    chosen = recipe(batch_size=BATCH[kind], precision=precision)
    path = folder / f"{size}.fits"
    batches = Batches(path, len(CLASSES), chosen["batch_size"], seed=0)
    classifier = build_classifier(
        batches.images.shape[1:],
        len(CLASSES),
        {"architecture": name, "options": {}},
        chosen | {"normalization": "rescale"},
        STATISTICS,
    )
    trainable = build_training_model(classifier, chosen["augmentation"], seed=0)
    [phase] = phases(chosen)
    compile_model(trainable, chosen, phase, len(batches))

    def ours(steps: int) -> float:
        trainable.batch_log.restart()
        epochs = max(1, steps // len(batches))
        clock = time.perf_counter()
        trainable.fit(
            input_pipeline(batches),
            epochs=epochs,
            steps_per_epoch=min(steps, len(batches)),
            shuffle=False,
            verbose=0,
        )
        return time.perf_counter() - clock

    loop = {"jax": jax_loop, "torch": torch_loop}[backends.name()]
    held = [batches[n][:2] for n in range(HELD)]
    mine, bare = best_seconds(ours, loop(trainable, held), HELD, GOAL)
    found = {
        "ours": chosen["batch_size"] / mine,
        "bare": chosen["batch_size"] / bare,
        "share": 3 * flops.count(classifier) * chosen["batch_size"] / mine,
    }
    found["share"] /= peak(SIDE[kind], precision.removeprefix("mixed_"))
    (folder / "found.json").write_text(json.dumps(found))


def jax_loop(trainable, held: list) -> Work:
    """Steps of JAX alone."""
    import jax
    import keras

    optimizer = trainable.optimizer

    def loss(weights: list, others: list, images, labels) -> tuple:
        said, others = trainable.stateless_call(weights, others, images, training=True)
        return keras.losses.categorical_crossentropy(labels, said).mean(), others

    def step(state: tuple, images, labels) -> tuple:
        weights, others, slots = state
        slopes = jax.value_and_grad(loss, has_aux=True)
        (_, others), gradients = slopes(weights, others, images, labels)
        weights, slots = optimizer.stateless_apply(slots, gradients, weights)
        return weights, others, slots

    step = jax.jit(step, donate_argnums=0)
    variables = (
        trainable.trainable_variables,
        trainable.non_trainable_variables,
        optimizer.variables,
    )
    # Copies, for a step uses its own up.
    state = jax.tree.map(
        lambda variable: variable.value.copy(),
        tuple(list(group) for group in variables),
        is_leaf=lambda value: isinstance(value, keras.Variable),
    )
    held = jax.device_put(held)

    def work(steps: int) -> float:
        nonlocal state
        clock = time.perf_counter()
        for n in range(steps):
            state = step(state, *held[n % HELD])
        jax.block_until_ready(state)
        return time.perf_counter() - clock

    return work


def torch_loop(trainable, held: list) -> Work:
    """Steps of PyTorch alone."""
    import keras
    import torch

    parameters = [variable.value for variable in trainable.trainable_variables]
    device = parameters[0].device
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    held = [[torch.as_tensor(array).to(device) for array in pair] for pair in held]

    def work(steps: int) -> float:
        clock = time.perf_counter()
        trainable.train()
        for n in range(steps):
            images, labels = held[n % HELD]
            optimizer.zero_grad()
            said = trainable(images, training=True)
            keras.losses.categorical_crossentropy(labels, said).mean().backward()
            optimizer.step()
        if device.type == "cuda":
            torch.cuda.synchronize()
        return time.perf_counter() - clock

    return work


def peak(side: int, dtype: str) -> float:
    """Operations a second of a product of matrices, best of ten."""
    import keras

    if keras.backend.backend() == "torch":
        import torch

        # Of what convolutions compute in.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32
    one = keras.ops.ones((side, side), dtype)
    best = 0.0
    for _ in range(10):
        clock = time.perf_counter()
        # The device has done it when the host has a number of it.
        float(keras.ops.matmul(one, one)[0, 0])
        best = max(best, 2 * side**3 / (time.perf_counter() - clock))
    return best


def main() -> None:
    """Measure, print, and fail if the goal is missed."""
    asked = sys.argv[1:] or ("jax", "torch")
    installed = [name for name in asked if importlib.util.find_spec(name)]
    if not installed:
        print(f"none of {', '.join(asked)} is installed: make venv JAX=1")
    held = []
    for backend in installed:
        os.environ["KERAS_BACKEND"] = backend
        with tempfile.TemporaryDirectory() as path:
            folder = Path(path)
            measured(look, folder)
            kind, device = json.loads((folder / "device.json").read_text())
            for size, count in IMAGES[kind].items():
                write_noise(folder / f"{size}.fits", count, size)
            print(f"{backend} on {device}, batches of {BATCH[kind]}")
            for case in CASES if kind == "gpu" else CASES[:1]:
                measured(compare, folder, kind, *case)
                found = json.loads((folder / "found.json").read_text())
                name, size, precision = case
                print(
                    f"{name}, {size} px, {precision}: {found['ours']:,.0f} images/s, "
                    f"bare loop {found['bare']:,.0f}, {found['share']:.0%} of a "
                    "product's arithmetic"
                )
                what = f"{name}, {size} px, {precision}: fit / bare loop, {backend}"
                held.append(row(what, found["ours"] / found["bare"], GOAL, most=False))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
