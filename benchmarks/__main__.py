"""Run all benchmarks, or those named, and end with one table: `make bench`."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.common.table import VARIABLE, line

HERE = Path(__file__).resolve().parent
NAMES = sorted(
    path.stem for path in HERE.glob("*.py") if not path.stem.startswith("__")
)


def main(names: list[str]) -> None:
    """Run benchmarks one after the other, each in a process of its own.

    Raises:
        SystemExit: if a name is unknown or a goal was missed.
    """
    if unknown := set(names) - set(NAMES):
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(NAMES)}")
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        rows.touch()
        environment = os.environ | {VARIABLE: str(rows)}
        for name in names or NAMES:
            print(f"\n== {name}", flush=True)
            command = [sys.executable, "-m", f"benchmarks.{name}"]
            if subprocess.run(command, cwd=HERE.parent, env=environment).returncode:
                failed.append(name)
        table = [json.loads(text) for text in rows.read_text().splitlines()]
    print("\n" + "\n".join(line(*row) for row in table))
    if failed:
        sys.exit(f"failed or missed a goal: {', '.join(failed)}")


if __name__ == "__main__":
    main(sys.argv[1:])
