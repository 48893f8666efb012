import os
import subprocess
import sys
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
CODE = """
import os, sys
from types import SimpleNamespace
sys.path.insert(0, sys.argv[1])
from galaxybench.jobs import start
assert not {"keras", "tensorflow"} & set(sys.modules), "loaded before the log"
resources = SimpleNamespace(gpu=int(sys.argv[3]))
job = SimpleNamespace(log=["job.log"], resources=resources)
print("gpus:", getattr(start, sys.argv[2])(job))
print("visible:", os.environ.get("CUDA_VISIBLE_DEVICES"))
print("level:", os.environ["TF_CPP_MIN_LOG_LEVEL"])
os.write(2, b"from a C library\\n")
"""


def started(folder: Path, name: str, gpus: int, **environment: str) -> str:
    """Start a job in a process of its own; returns its log."""
    names = ("CUDA_VISIBLE_DEVICES", "TF_CPP_MIN_LOG_LEVEL")
    inherited = {key: value for key, value in os.environ.items() if key not in names}
    subprocess.run(
        [sys.executable, "-c", CODE, SCRIPTS, name, str(gpus)],
        cwd=folder,
        env=inherited | {"TMPDIR": str(folder)} | environment,
        check=True,
    )
    return (folder / "job.log").read_text()


def test_a_job_on_a_gpu_has_a_log_and_its_own_gpu(tmp_path: Path) -> None:
    log = started(tmp_path, "start_on_gpu", 1, CUDA_VISIBLE_DEVICES="7")
    assert "gpus: 1\nvisible: 7\nlevel: 2\n" in log
    assert "from a C library" in log


def test_a_job_that_requests_no_gpu_sees_none(tmp_path: Path) -> None:
    log = started(tmp_path, "start_on_gpu", 0, CUDA_VISIBLE_DEVICES="7")
    assert "gpus: 0\nvisible: \n" in log


def test_a_job_that_only_starts_claims_nothing(tmp_path: Path) -> None:
    log = started(
        tmp_path, "start", 1, CUDA_VISIBLE_DEVICES="7", TF_CPP_MIN_LOG_LEVEL="0"
    )
    assert "visible: 7\nlevel: 0\n" in log
