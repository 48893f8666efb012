import json
import subprocess
import sys
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from galaxybench.networks import architectures
from galaxybench.networks.saved_models import load_model
from tests.helpers.training_setup import ROOT

OTHER_PROCESS = """
import sys
from pathlib import Path
import numpy as np
from galaxybench.networks.saved_models import load_model
model = load_model(Path(sys.argv[1]))
np.save(sys.argv[3], model.predict_on_batch(np.load(sys.argv[2])))
"""


def test_a_process_that_never_built_it_loads_a_layer_of_ours(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    inputs = keras.Input((12, 12, 3))
    model = keras.Model(inputs, architectures.build("d4_resnet", inputs, 3, width=8))
    model.save(tmp_path / "model.keras")
    images = np.random.default_rng(0).normal(size=(2, 12, 12, 3)).astype(np.float32)
    np.save(tmp_path / "images.npy", images)
    files = [tmp_path / name for name in ("model.keras", "images.npy", "p.npy")]
    subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS, *map(str, files)],
        cwd=ROOT / "scripts",
        check=True,
        capture_output=True,
    )
    expected = model.predict_on_batch(images)
    np.testing.assert_allclose(np.load(files[2]), expected, atol=1e-6)


def test_modules_that_are_not_blocks_are_not_imported(tmp_path: Path) -> None:
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(contents["config.json"])
    layer = config["config"]["layers"][-1]
    layer |= {"module": "antigravity", "class_name": "Fly", "registered_name": "x>Fly"}
    contents["config.json"] = json.dumps(config).encode()
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(ValueError, match="(?s)other.keras .*locate class 'Fly'"):
        load_model(tmp_path / "other.keras")
    assert "antigravity" not in sys.modules


def test_what_is_no_model_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_text("weights")
    with pytest.raises(ValueError, match="model.keras is not a .keras file"):
        load_model(tmp_path / "model.keras")
