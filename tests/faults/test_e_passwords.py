"""The password of a mirror is in no message of a plan, however it is mistyped."""

import dataclasses
import importlib
import inspect

import h5py
import numpy as np
import pytest

from galaxybench import workflow
from galaxybench.config.runs import Config
from sandbox.workflow_copy import ROOT

PASSWORD = "s3cr3t"
GOOD = f"https://me:{PASSWORD}@host/x"
MODULES = sorted((ROOT / "scripts/galaxybench/workflow").glob("[!_]*.py"))


def with_config():
    """The dataclasses of the workflow that hold the config."""
    for file in MODULES:
        module = importlib.import_module(f"{workflow.__name__}.{file.stem}")
        for _, kind in inspect.getmembers(module, dataclasses.is_dataclass):
            if kind.__module__ == module.__name__ and any(
                field.name == "config" or field.type is Config
                for field in dataclasses.fields(kind)
            ):
                yield kind


def test_what_holds_the_config_does_not_show_it():
    """Snakemake prints the objects whose methods are input functions."""
    kinds = list(with_config())
    assert len(kinds) > 8
    for kind in kinds:
        fields = [f.name for f in dataclasses.fields(kind) if f.init]
        given = {name: {"mirror": GOOD} for name in fields if name[0] != "_"}
        assert PASSWORD not in repr(kind(**given)), kind


def test_a_path_with_two_slashes_prints_no_config(planned):
    sky = {"source": "hdf5", "path": "h//ok.h5", "images": "images", "labels": "//ans"}
    changes = {"datasets": {"sky": None, "mine": sky}, "downloads": {"mirror": GOOD}}
    changes["experiments"] = {"tiny": {"datasets": ["mine"]}}
    del changes["datasets"]["sky"]
    case = planned(changes)
    (case.folder / "h").mkdir()
    with h5py.File(case.folder / "h/ok.h5", "w") as file:
        file["images"] = np.zeros((60, 16, 16, 3), np.uint8)
        file["ans"] = np.arange(60) % 2
    ended = case.passes("import_dataset")
    assert "double" not in ended.terminal and "bound method" not in ended.terminal
    assert PASSWORD not in ended.terminal


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"mirror: ftp://me:{PASSWORD}@h", ["got 'ftp://***@h'", "https://"]),
        (f"mirror: {GOOD} #2", ["got 'https://***@host/x #2'", "with the quotes"]),
        (f"mirror: https://me:{PASSWORD} #b@host/x", ["https://***@host/x"]),
        (f"mirror: [{GOOD}]", ['got ["https://***@host/x"]', "text or null"]),
        (f"mirror: {{https: '//me:{PASSWORD}@host'}}", ["***@host", "a colon"]),
        (f'mirror: "https://me:{PASSWORD}\\a@host"', ["U+0007"]),
        (f"mirror: http://me:{PASSWORD}/a@host", ["http://***@host", "/ as %2F"]),
        (f"mirror: http://me:{PASSWORD}?a@host", ["http://***@host", "? as %3F"]),
        (f"mirror: http://me:{PASSWORD}", ["http://***", "https://host/folder"]),
        (f"mirror: me:{PASSWORD}@host/x", ["***@host/x", "a mistyped address"]),
        (f"mirror: {PASSWORD}@host/x", ["***@host/x", "a mistyped address"]),
        (f"mirror: http:/me:{PASSWORD}@h", ["http:/***@h", "a mistyped address"]),
        (f"mirror: http//me:{PASSWORD}@h", ["***@h", "a mistyped address"]),
        (f"mirror: https://h/x?token={PASSWORD}", ["https://h/x?***", "~/.netrc"]),
        (f"mirror: h/x?token={PASSWORD}", ["h/x?***", "a mistyped address"]),
        (f"'{GOOD}': null", ["https://***@host/x", "unknown key"]),
        (f"miror: {GOOD}", ["miror: unknown key"]),
    ],
)
def test_a_wrong_mirror(planned, text, says):
    case = planned("downloads: {MIRROR}\n".replace("{MIRROR}", f"\n  {text}"))
    ended = case.refused("downloads.", *says)
    assert PASSWORD not in ended.terminal
    case.mended().passes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"downloads: {GOOD}", ["downloads: got 'https://***@host/x'", "a map"]),
        (f"downloads: [{GOOD}]", ["downloads: got", "a map"]),
        (f"run: ['{GOOD}']", ["run[0]: unknown experiment 'https://***@host/x'"]),
        (
            f"recipes: {{short: {{weights: '{GOOD}.h5'}}}}",
            ["no such file", "***@host/x"],
        ),
    ],
)
def test_a_password_elsewhere(planned, text, says):
    case = planned(text)
    ended = case.refused(*says)
    assert PASSWORD not in ended.terminal
    case.mended().passes()


def test_an_address_with_a_login_and_a_folder_are_accepted(planned):
    for mirror in (GOOD, "http://h:80/x", "data/m", "/a:b/c@d", "~/m", "file:///m%20n"):
        ended = planned({"downloads": {"mirror": mirror}}).passes()
        assert PASSWORD not in ended.terminal
