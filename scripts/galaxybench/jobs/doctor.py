"""Facts that jobs collect on this machine or cluster, and a report with remedies."""

import importlib
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from galaxybench.jobs import gpu_slots


def look(packages: tuple[str, ...]) -> dict[str, Any]:
    """Collect the facts of this job, and try to import `packages`.

    Returns:
        `host`, `folder` (the working directory), `python`, `slurm_job` and `partition`
        (None without SLURM), `started` (seconds since 1970), `cards` (the GPUs that the
        process may use) and `failed` (package -> error of its import).
    """
    return {
        "host": platform.node(),
        "folder": str(Path.cwd()),
        "python": sys.executable,
        "slurm_job": os.environ.get("SLURM_JOB_ID"),
        "partition": os.environ.get("SLURM_JOB_PARTITION"),
        "started": time.time(),
        "cards": gpu_slots.cards(),
        "failed": {name: error for name in packages if (error := _import(name))},
    }


def report(
    partitions: list[dict[str, Any]] | None, cpu: dict[str, Any], gpu: dict[str, Any]
) -> str:
    """Describe the findings in lines that begin with "ok", or "NO" for a fault.

    Args:
        partitions: from `slurm_queue.partitions`.
        cpu: facts of the job without a GPU: the result of `look`, and `seconds` from
            the request to its start; or `lost`, the reason why there are no facts.
        gpu: the same for the job with a GPU, and `asked_cards` (the number of GPUs that
            it requests), `backend`, and `gpu` (its name, None if Keras sees none).
    """
    lines = [_partitions(partitions)]
    for name, seen in (("CPU", cpu), ("GPU", gpu)):
        lines += _job(f"{name} job", seen, slurm=bool(partitions))
    if "lost" not in gpu:
        lines.append(_gpu(gpu))
    count = sum(line.startswith("NO") for line in lines)
    faults = "1 thing" if count == 1 else f"{count} things"
    lines.append(f"{faults} to fix: docs/cluster.md" if count else "All is well.")
    return "\n".join(lines)


def _import(name: str) -> str | None:
    try:
        importlib.import_module(name)
    except Exception as error:  # a broken library may raise anything
        return f"{type(error).__name__}: {error}"
    return None


def _partitions(partitions: list[dict[str, Any]] | None) -> str:
    if partitions is None:
        return "ok  no SLURM here: the jobs ran on this machine"
    if not partitions:
        return "NO  `sinfo` lists no partitions: is this a login node of the cluster?"
    words = []
    for partition in partitions:
        marks = ["default"] * partition["default"] + [partition["cards"]]
        text = ", ".join(filter(None, marks))
        words.append(partition["name"] + (f" ({text})" if text else ""))
    return f"ok  partitions: {', '.join(words)}"


def _job(name: str, seen: dict[str, Any], slurm: bool) -> Iterator[str]:
    if "lost" in seen:
        yield f"NO  {name}: {seen['lost']}"
        return
    start = f"{name}: started after {seen['seconds']:.0f} s on {seen['host']}"
    if seen["slurm_job"]:
        job = f"SLURM job {seen['slurm_job']}, partition {seen['partition']}"
        yield f"ok  {start}, {job}"
    elif slurm:
        yield f"NO  {start}, without SLURM: add --workflow-profile profiles/slurm"
    else:
        yield f"ok  {start}"
    yield f"ok  {name}: reads and writes {seen['folder']}"
    if not seen["failed"]:
        yield f"ok  {name}: the packages of {seen['python']}"
    for package, error in seen["failed"].items():
        yield (
            f"NO  {name}: {package} cannot be imported by {seen['python']} ({error}): "
            "is it on a file system that the nodes see? Make it with `make venv "
            "SLURM=1`, or add --sdm conda"
        )


def _gpu(seen: dict[str, Any]) -> str:
    if seen["gpu"]:
        return f"ok  GPU: {seen['gpu']}, seen by {seen['backend']}"
    if not seen["asked_cards"]:
        return "ok  GPU: none requested (gpu: 0), trainings use CPUs"
    if seen["cards"]:
        return (
            f"NO  GPU: the job has GPU {', '.join(seen['cards'])}, but "
            f"{seen['backend']} sees none: install its CUDA build (`make venv GPU=1`), "
            "and check that `nvidia-smi` works on the node"
        )
    if not seen["slurm_job"]:
        return "ok  GPU: none on this machine, trainings use CPUs"
    return (
        "NO  GPU: the job got none: send it to a partition that has GPUs "
        "(set-resources in profiles/slurm/config.yaml), or set gpu: 0 if there are none"
    )
