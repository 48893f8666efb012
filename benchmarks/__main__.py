"""Run all benchmarks, or those named, and end with one table: `make bench`."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks.common.table import VARIABLE, line  # noqa: E402

names = sys.argv[1:] or sorted(
    path.stem for path in HERE.glob("*.py") if not path.stem.startswith("__")
)
failed = []
with tempfile.TemporaryDirectory() as folder:
    rows = Path(folder) / "rows"
    rows.touch()
    for name in names:
        print(f"\n== {name}", flush=True)
        command = [sys.executable, HERE / f"{name}.py"]
        if subprocess.run(command, env=os.environ | {VARIABLE: str(rows)}).returncode:
            failed.append(name)
    table = [json.loads(text) for text in rows.read_text().splitlines()]
print("\n" + "\n".join(line(*row) for row in table))
if failed:
    sys.exit(f"not as they should be: {', '.join(failed)}")
