"""Our `fit` against a bare training loop on batches that are on the device already.

For JAX and PyTorch, whichever is installed. The bare loop uses the backend alone: the
same net, loss and optimizer, without reading, metrics or callbacks. On a GPU all of
CASES are measured, on a CPU one of them. Also printed is the share of the speed of a
product of large matrices in the same precision, which nearly reaches the peak of the
device. Goal: at least 0.95 of the speed of the bare loop.

    python -m benchmarks.bare_loop [jax] [torch]
"""

import importlib.util
import json
import os
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

from benchmarks.common.images import CLASSES, write_noise
from benchmarks.common.paired_times import Work, best_seconds
from benchmarks.common.processes import measured
from benchmarks.common.recipes import STATISTICS, recipe
from benchmarks.common.table import row

CASES = list(
    product(
        ("mobilenet_v3_small", "resnet50", "convnext_tiny"),
        (69, 256),
        ("float32", "mixed_bfloat16"),
    )
)
BATCH = {"gpu": 128, "cpu": 32}
IMAGES = {"gpu": {69: 16_384, 256: 4_096}, "cpu": {69: 1_024}}
"""By image size. The number of batches is a power of two, like the steps of a turn, so
that a turn is a whole number of epochs."""
SIDE = {"gpu": 8_192, "cpu": 2_048}
GOAL = 0.95
HELD = 4
"""Batches of the bare loop, which stay on the device."""


def look(folder: Path) -> None:
    """Write which device there is."""
    from galaxybench.machine import backends

    found = ["cpu", "a CPU"]
    if card := backends.gpu():
        found = ["gpu", card]
    (folder / "device.json").write_text(json.dumps(found))


def compare(folder: Path, kind: str, name: str, size: int, precision: str) -> None:
    """Write images per second of both and the share of the peak, for one case."""
    from galaxybench.machine import backends
    from galaxybench.networks import flops
    from galaxybench.networks.classifier import build_classifier
    from galaxybench.training.batches import Batches
    from galaxybench.training.input_pipelines import input_pipeline
    from galaxybench.training.phases import phases
    from galaxybench.training.session import compile_model
    from galaxybench.training.training_model import build_training_model

    backends.limit_threads(os.cpu_count() or 1)
    backends.seed_everything(0)
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
    mine, bare = best_seconds(ours, loop(trainable, held), HELD)
    found = {
        "ours": chosen["batch_size"] / mine,
        "bare": chosen["batch_size"] / bare,
        "share": 3 * flops.count(classifier) * chosen["batch_size"] / mine,
    }
    found["share"] /= peak(SIDE[kind], precision.removeprefix("mixed_"))
    (folder / "found.json").write_text(json.dumps(found))


def jax_loop(trainable, held: list) -> Work:
    """Return a function that takes steps with JAX alone."""
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
    # Copies, because a step donates its buffers.
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
    """Return a function that takes steps with PyTorch alone."""
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
    """Operations per second of a matrix product, best of ten."""
    import keras

    if keras.backend.backend() == "torch":
        import torch

        # The precision in which convolutions compute.
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32
    one = keras.ops.ones((side, side), dtype)
    best = 0.0
    for _ in range(10):
        clock = time.perf_counter()
        # Reading a value waits until the device is done.
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
                    "matrix product's speed"
                )
                what = f"{name}, {size} px, {precision}: fit / bare loop, {backend}"
                held.append(row(what, found["ours"] / found["bare"], GOAL, most=False))
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
