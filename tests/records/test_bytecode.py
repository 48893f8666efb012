"""An edit that keeps size and time of a module is run."""

import os
import subprocess
import sys

from galaxybench.records.bytecode import check_by_content


def test_a_module_is_compared_by_content(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    module = tmp_path / "net.py"

    def units(text: str) -> str:
        module.write_text(f"UNITS = {text}\n")
        os.utime(module, (1e9, 1e9))
        check_by_content(tmp_path)
        command = [sys.executable, "-c", "import net; print(net.UNITS)"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        return done.stdout.strip()

    assert units("16") == "16"
    assert units("64") == "64"
    assert units("32") == "32"


def test_a_module_that_cannot_be_compiled_stops_nothing(tmp_path):
    (tmp_path / "net.py").write_text("def")
    check_by_content(tmp_path)
