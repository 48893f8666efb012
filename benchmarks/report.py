"""What writing a report again costs: `snakemake -f <report>` after a finished demo.

Goal: at most 30 s, and no Keras. Needs the demo's results (`make run`).
"""

import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.common.table import row  # noqa: E402
from tests.workflow.conftest import Workflow  # noqa: E402

PAGE = "results/experiments/demo/report.html"
LOG = ROOT / "results/logs/write_report/demo.log"

if not (ROOT / PAGE).exists():
    sys.exit(f"{PAGE} is missing: run `make run` first")
start = time.perf_counter()
text = Workflow(ROOT).snakemake("--cores", "2", "--force", PAGE).stdout
seconds = time.perf_counter() - start
rules = set(re.findall(r"Finished jobid: \d+ \(Rule: (\w+)\)", text))
print(f"rules run: {', '.join(sorted(rules))}")
held = row("the demo's report alone", seconds, 30, "s")
sys.exit(not held or rules != {"write_report"})
