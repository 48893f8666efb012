"""The user's home, environment and locale: the same net and the same figures."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import h5py
import pytest

from galaxybench.machine.surroundings import switches
from tests.helpers.rooms import PACKAGE
from tests.helpers.training_setup import recipe, write_all

HOMES = {
    "number format": '{"floatx": "float64", "epsilon": 0.1}',
    "order of axes": '{"floatx": "float16", "image_data_format": "channels_first"}',
    "nonsense": '{"floatx": "float8", "backend": "none"}',
}
VARIABLES = {
    "TF_XLA_FLAGS": "--tf_xla_auto_jit=2 --tf_xla_cpu_global_jit",
    "KERAS_MAX_EPOCHS": "1",
    "KERAS_MAX_STEPS_PER_EPOCH": "1",
    "KERAS_NNX_ENABLED": "1",
    "KERAS_BACKEND": "",
    "TF_ENABLE_AUTO_MIXED_PRECISION": "1",
    "TF_NUM_INTEROP_THREADS": "7",
    "OMP_NUM_THREADS": "2",
    "PYTHONHASHSEED": "5",
    "PYTHONOPTIMIZE": "2",
    "PYTHONIOENCODING": "ascii",
    "LC_ALL": "tr_TR.UTF-8",
    "TMPDIR": "/gone",
}
MATPLOTLIBRC = """
text.usetex: True
savefig.dpi: 30
savefig.bbox: tight
savefig.transparent: True
font.family: serif
axes.facecolor: yellow
"""


@pytest.fixture(scope="module")
def images(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("images")
    write_all(folder)
    return folder


@pytest.fixture
def train(job, images):
    """Makes a case that trains LeNet-5 in a process that has not imported Keras yet."""
    files = {name: images / f"{name}.fits" for name in ("train", "valid")}
    statistics = {"statistics": images / "pixel_statistics.json", "weights": []}
    names = {"dataset": "d", "split": "s", "recipe": "r", "model": "m", "seed": "0"}
    model = {"architecture": "lenet5", "options": {}}
    outputs = {"model": "model.keras", "history": "history.csv", "run": "run.json"}
    return lambda environment: job(
        "train_model",
        keras=True,
        fresh=True,
        input={"code": [], **files, **statistics},
        output=outputs,
        params={"recipe": recipe(), "model": model},
        wildcards=names,
        environment={"KERAS_HOME": None, "KERAS_BACKEND": None, **environment},
    )


def weights(folder: Path) -> str:
    """Hash the names, types and values of all weights of the saved model."""
    digest = hashlib.sha256()

    def add(name: str, part: object) -> None:
        if isinstance(part, h5py.Dataset):
            digest.update(f"{name} {part.dtype}".encode() + part[()].tobytes())

    with zipfile.ZipFile(folder / "model.keras") as archive:
        content = io.BytesIO(archive.read("model.weights.h5"))
    with h5py.File(content) as file:
        file.visititems(add)
    return digest.hexdigest()


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    """The weights of the training in a plain environment, once it has run."""
    return {}


def check(case, known) -> dict:
    """Train, and assert that the weights are those of every other environment."""
    case.passes()
    found = weights(case.folder)
    assert found == known.setdefault("weights", found)
    with (case.folder / "history.csv").open() as file:
        assert len([*csv.DictReader(file)]) == recipe()["epochs"]
    return json.loads((case.folder / "run.json").read_text())


@pytest.mark.slow
@pytest.mark.parametrize("home", [None, *HOMES])
def test_no_home_trains_another_net(train, known, tmp_path, home):
    folder = tmp_path / "home/.keras"
    folder.mkdir(parents=True)
    if home:
        (folder / "keras.json").write_text(HOMES[home])
    run = check(train({"HOME": str(folder.parent)}), known)
    assert (run["backend"], run["switches"]) == ("tensorflow", switches())


@pytest.mark.slow
def test_no_variable_overrules_the_recipe(train, known):
    run = check(train(VARIABLES), known)
    assert run["switches"] == switches()
    assert run["epochs_run"] == recipe()["epochs"]


@pytest.mark.slow
def test_a_switch_that_a_machine_may_need_is_recorded(train):
    case = train({"TF_ENABLE_ONEDNN_OPTS": "0", "TF_VAR_password": "secret"})
    case.passes()
    text = (case.folder / "run.json").read_text()
    assert json.loads(text)["switches"] == switches() | {"TF_ENABLE_ONEDNN_OPTS": "0"}
    assert "secret" not in text
    log = (case.folder / case.log).read_text()
    assert "TF_ENABLE_ONEDNN_OPTS=0 may change the last digits" in log


DRAW = """
import sys
from pathlib import Path

sys.path.insert(0, snakemake.params.scripts)
from galaxybench.figures import style
from galaxybench.jobs import job_log

job_log.start(snakemake.log[0])
figure = style.figure(3, "Accuracy, 1.5 %", simulated=True)
panel = figure.add_subplot()
panel.plot([0, 1.5], [0, 20_000])
style.save(figure, Path(snakemake.output.png), Path(snakemake.output.pdf))
"""


def test_no_matplotlibrc_changes_a_figure(job, tmp_path):
    (tmp_path / "draw.py").write_text(DRAW)
    rc = tmp_path / "rc/matplotlib/matplotlibrc"
    rc.parent.mkdir(parents=True)
    rc.write_text(MATPLOTLIBRC)
    environments = {
        "plain": {"MPLBACKEND": None},
        "file": {"MATPLOTLIBRC": str(rc)},
        "home": {"XDG_CONFIG_HOME": str(rc.parents[1])},
        "window": {"MPLBACKEND": "tkagg"},
        "locale": {"LC_ALL": "tr_TR.UTF-8", "SOURCE_DATE_EPOCH": "1"},
    }
    found = {}
    for name, environment in environments.items():
        outputs = {kind: f"{name}.{kind}" for kind in ("png", "pdf")}
        case = job(
            "draw",
            scripts=tmp_path,
            fresh=name in ("file", "home"),
            output=outputs,
            params={"scripts": str(PACKAGE.parent)},
            environment=environment,
        )
        case.passes()
        found[name] = [(case.folder / file).read_bytes() for file in outputs.values()]
    assert [name for name in found if found[name] != found["plain"]] == []
