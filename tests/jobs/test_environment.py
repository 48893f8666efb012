import subprocess
import tomllib
from pathlib import Path

import pytest

from galaxybench.jobs import environment


def test_versions_are_known() -> None:
    versions = environment.versions()
    assert set(versions) == {
        *("python", "galaxybench", "keras", "tensorflow", "numpy", "snakemake")
    }
    assert all(versions.values())


def test_the_version_is_that_of_the_project_file() -> None:
    project = tomllib.loads((environment.ROOT / "pyproject.toml").read_text())
    assert environment.VERSION == project["project"]["version"]


def test_git_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert environment.git_state() == (None, None)

    def git(*arguments: str) -> None:
        author = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", *author, "-C", tmp_path, *arguments], check=True)

    git("init", "-q")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/a").write_text("1")
    git("add", "scripts/a")
    git("commit", "-qm", "a")
    (tmp_path / "mine.yaml").write_text("1")
    commit, dirty = environment.git_state()
    assert len(commit) == 40
    assert dirty is False
    (tmp_path / "scripts/b").write_text("2")
    assert environment.git_state() == (commit, True)
    (tmp_path / "scripts/b").unlink()
    (tmp_path / "scripts/a").write_text("2")
    assert environment.git_state() == (commit, True)
    monkeypatch.setenv("PATH", "")
    assert environment.git_state() == (None, None)


def test_the_device_has_a_name() -> None:
    kind, name = environment.device().split(": ", 1)
    assert kind in ("CPU", "GPU")
    assert name
