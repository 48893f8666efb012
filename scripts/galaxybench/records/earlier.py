"""The earlier record of a job that runs again, until it is known how the job ended.

Snakemake puts the earlier outputs of a failed job back, and knows nothing of records: a
job that is killed at its very end has written its own already. Whoever plans the next
workflow tells by the hashes which of the two records describes the files. Standard
library only, because planning imports it.
"""

from pathlib import Path

from galaxybench.files import write_text
from galaxybench.records.record import FOLDER, DamagedRecord, path_of, read, sha256

ENDING = ".before"


def keep(outputs: list[Path]) -> None:
    """Keep the record of a job that is about to write its outputs again.

    Where they exist without a record, an empty one is kept.
    """
    own = path_of(outputs[0])
    kept = own.with_name(own.name + ENDING)
    if kept.is_file():
        settle(kept)
    if own.is_file():
        write_text(kept, own.read_text(encoding="utf-8"))
    elif any(map(Path.is_file, outputs)):
        write_text(kept, "")


def kept_in(folder: Path) -> list[Path]:
    """List the kept records of the files in a folder, sorted."""
    return sorted((folder / FOLDER).glob(f"*.json{ENDING}"))


def settle(kept: Path) -> None:
    """Leave the record that describes the files beside it, the newer or the kept one.

    If neither does, as where a killed job had written one file of two, none is left, so
    that the job runs again. Of a failed job whose outputs were all deleted, the earlier
    one stays: it tells whether the job would make them again as they were.
    """
    own = kept.with_name(kept.name.removesuffix(ENDING))
    if _describes(own):
        kept.unlink()
    elif _describes(kept) or _is_of_deleted_files(kept):
        kept.replace(own)
    else:
        own.unlink(missing_ok=True)
        kept.unlink()


def _describes(record: Path) -> bool:
    """Tell whether all outputs that a record names are as it says."""
    try:
        outputs = read(record)["outputs"]
        folder = record.parent.parent
        return all(sha256(folder / name) == outputs[name] for name in outputs)
    except (FileNotFoundError, DamagedRecord):
        return False


def _is_of_deleted_files(record: Path) -> bool:
    """Tell whether none of the outputs that a record names exists."""
    try:
        names = read(record)["outputs"]
    except (FileNotFoundError, DamagedRecord):
        return False
    return not any((record.parent.parent / name).exists() for name in names)
