"""Speed and memory, against goals: `python -m benchmarks [name ...]`.

One benchmark is `python -m benchmarks.<name>`. Importing this package makes the library
importable, as Snakemake does for its scripts.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "scripts"))
# TensorFlow reads it once, when it is first imported.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
