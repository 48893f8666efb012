"""What writing a report again costs: `snakemake -f <report>` after a finished demo.

Goal: at most 30 s, and no Keras. Needs the demo's results (`make run`).
"""

import re
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.workflow.conftest import Workflow  # noqa: E402

PAGE = "results/experiments/demo/report.html"
LOG = ROOT / "results/logs/write_report/demo.log"

if not (ROOT / PAGE).exists():
    sys.exit(f"{PAGE} is missing: run `make run` first")
start = time.perf_counter()
text = Workflow(ROOT).snakemake("--cores", "2", "--force", PAGE).stdout
seconds = time.perf_counter() - start
rules = set(re.findall(r"Finished jobid: \d+ \(Rule: (\w+)\)", text))
print(f"report alone: {seconds:.1f} s (goal 30), rules run: {', '.join(sorted(rules))}")
sys.exit(seconds > 30 or rules != {"write_report"})
