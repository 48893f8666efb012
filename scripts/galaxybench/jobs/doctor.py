"""What a cluster, or one machine, gives to jobs, in words: each fault with its cure."""

import importlib
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from galaxybench.jobs import gpu_slots

CLUSTER = "docs/cluster.md"
PROFILE = "profiles/slurm/config.yaml"


def report(
    partitions: list[dict[str, Any]] | None,
    cpu: dict[str, Any],
    gpu: dict[str, Any],
) -> str:
    """Put what was found into words.

    Args:
        partitions: those of SLURM, each with its `name`, `cards` (text of SLURM, "" for
            none) and whether it is the `default`; None where there is no SLURM.
        cpu: of the job without a graphics card, what `node.look` saw, and `seconds`
            from asking to its start; or `lost`: why there is nothing.
        gpu: the same of the job with one.

    Returns:
        Lines of text, each beginning with "ok" or, where something is to be done,
        "NO", followed by what it is.
    """
    lines = [_partitions(partitions)]
    for name, seen in (("CPU", cpu), ("GPU", gpu)):
        lines += _job(f"{name} job", seen, slurm=bool(partitions))
    if "lost" not in gpu:
        lines.append(_card(gpu))
    count = sum(line.startswith("NO") for line in lines)
    faults = "1 thing" if count == 1 else f"{count} things"
    lines.append(f"{faults} to mend: {CLUSTER}" if count else "All is well.")
    return "\n".join(lines)


def _partitions(partitions: list[dict[str, Any]] | None) -> str:
    if partitions is None:
        return "ok  no SLURM here: the jobs ran on this machine"
    if not partitions:
        return "NO  `sinfo` names no partitions: is this a login node of the cluster?"
    words = []
    for partition in partitions:
        marks = ["default"] * partition["default"]
        marks += [partition["cards"]] if partition["cards"] else []
        words.append(partition["name"] + (f" ({', '.join(marks)})" if marks else ""))
    return f"ok  partitions: {', '.join(words)}"


def _job(name: str, seen: dict[str, Any], slurm: bool) -> list[str]:
    if "lost" in seen:
        return [f"NO  {name}: {seen['lost']}"]
    start = f"{name}: started after {seen['seconds']:.0f} s on {seen['host']}"
    if seen["slurm_job"]:
        job = f"SLURM job {seen['slurm_job']}, partition {seen['partition']}"
        lines = [f"ok  {start}, {job}"]
    elif slurm:
        lines = [f"NO  {start}, past SLURM: add --workflow-profile profiles/slurm"]
    else:
        lines = [f"ok  {start}"]
    lines.append(f"ok  {name}: reads and writes {seen['folder']}")
    if seen["failed"]:
        for package, error in seen["failed"].items():
            lines.append(
                f"NO  {name}: {package} cannot be imported by {seen['python']} "
                f"({error}): is it on a file system that the nodes see? Make it with "
                "`make venv SLURM=1`, or add --sdm conda"
            )
    else:
        lines.append(f"ok  {name}: the packages of {seen['python']}")
    return lines


def _card(seen: dict[str, Any]) -> str:
    if seen["gpu"]:
        return f"ok  graphics card: {seen['gpu']}, seen by {seen['backend']}"
    if not seen["asked_cards"]:
        return "ok  graphics card: none asked for (gpu: 0), trainings use processors"
    if seen["cards"]:
        return (
            f"NO  graphics card: the job has card {', '.join(seen['cards'])}, but "
            f"{seen['backend']} sees none: install its CUDA build (`make venv GPU=1`), "
            "and see whether `nvidia-smi` works on the node"
        )
    if not seen["slurm_job"]:
        return "ok  graphics card: none on this machine, trainings use processors"
    return (
        "NO  graphics card: the job got none: send it to a partition that has them "
        f"(set-resources in {PROFILE}), or set gpu: 0 where there are none"
    )


def look(packages: tuple[str, ...]) -> dict[str, Any]:
    """Look around.

    Args:
        packages: names of those to import.

    Returns:
        `host`, `folder` (the working one), `python`, `slurm_job` and `partition` (None
        without SLURM), `started` (seconds since 1970), `cards` (those that the process
        may use) and `failed`: package -> error of those that cannot be imported.
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


def _import(name: str) -> str | None:
    try:
        importlib.import_module(name)
    except Exception as error:  # a broken library raises what it likes
        return f"{type(error).__name__}: {error}"
    return None
