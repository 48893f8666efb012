"""Files with the record of a job that wrote them."""

from pathlib import Path

from galaxybench.records import record as records


def made(folder: Path, *names: str, **changes: object) -> Path:
    """Write files and the record of the job that wrote them; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    outputs = [folder / name for name in names]
    for output in outputs:
        if not output.exists():
            output.write_text(f"content of {output.name}\n")
    content = {
        "rule": "train_model",
        "wildcards": {"seed": "0"},
        "params": {"recipe": {"epochs": 2}},
        "code": {},
        "inputs": {},
        "outputs": {output.name: records.sha256(output) for output in outputs},
        "versions": {"python": "3.11"},
    }
    records.write(outputs, content | changes)
    return records.path_of(outputs[0])
