"""What a user's home and environment would change in a training."""

import json
import os
import subprocess
import sys

import pytest

from galaxybench.machine import surroundings
from tests.helpers.rooms import PACKAGE

HOSTILE = {
    "floatx": "float16",
    "epsilon": 0.1,
    "backend": "jax",
    "image_data_format": "channels_first",
    "nnx_enabled": True,
}
DEFAULTS = """
import sys
sys.path.insert(0, sys.argv[1])
from galaxybench.machine import backends
backends.limit_threads(1)
import json, keras
config = keras.config
dense = keras.layers.Dense(1)
dense.build((None, 2))
print(json.dumps([
    config.floatx(), config.epsilon(), config.image_data_format(), config.backend(),
    keras.backend.standardize_dtype(dense.kernel.dtype), config.dtype_policy().name,
    config.max_epochs(), config.max_steps_per_epoch(),
]))
"""
EXPECTED = ["float32", 1e-7, "channels_last", "tensorflow", "float32", "float32"]


@pytest.fixture
def empty(monkeypatch):
    """An environment without variables of the libraries."""
    for name in [*os.environ]:
        if name.startswith((*surroundings.SWITCHES, *surroundings.DECIDED)):
            monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.slow
@pytest.mark.parametrize("content", [json.dumps(HOSTILE), '{"floatx": "float8"}', "{"])
@pytest.mark.parametrize("variable", ["HOME", "KERAS_HOME"])
def test_keras_takes_nothing_from_the_home(tmp_path, variable, content):
    folder = tmp_path / ".keras" if variable == "HOME" else tmp_path
    folder.mkdir(exist_ok=True)
    (folder / "keras.json").write_text(content)
    environment = os.environ | {
        variable: str(tmp_path),
        "KERAS_MAX_EPOCHS": "1",
        "KERAS_MAX_STEPS_PER_EPOCH": "1",
    }
    environment.pop("KERAS_BACKEND", None)
    done = subprocess.run(
        [sys.executable, "-c", DEFAULTS, PACKAGE.parent],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [*EXPECTED, None, None]
    assert (folder / "keras.json").read_text() == content
    assert [path.name for path in folder.iterdir()] == ["keras.json"]


def test_what_a_recipe_decides_is_taken_away_and_the_rest_is_named(empty, caplog):
    empty.setenv("TF_XLA_FLAGS", "--tf_xla_auto_jit=2")
    empty.setenv("KERAS_MAX_EPOCHS", "1")
    empty.setenv("TF_ENABLE_ONEDNN_OPTS", "0")
    empty.setenv("XLA_FLAGS", "")
    empty.setenv("KERAS_BACKEND", "")
    empty.setenv("KERAS_HOME", "/somewhere")
    surroundings.settle()
    assert not {"TF_XLA_FLAGS", "KERAS_MAX_EPOCHS"} & {*os.environ}
    assert os.environ["KERAS_BACKEND"] == "tensorflow"
    assert surroundings.switches() == {"TF_ENABLE_ONEDNN_OPTS": "0"}
    assert "KERAS_MAX_EPOCHS=1 is ignored: the key 'epochs'" in caplog.text
    assert "TF_ENABLE_ONEDNN_OPTS=0 may change the last digits" in caplog.text


def test_variables_of_other_programs_are_not_recorded(empty):
    # Terraform's variables hold passwords.
    empty.setenv("TF_VAR_password", "secret")
    empty.setenv("TF_TOKEN_app_terraform_io", "secret")
    empty.setenv("TF_CPP_MIN_LOG_LEVEL", "2")
    empty.setenv("OMP_NUM_THREADS", "3")
    assert surroundings.switches() == {}
    empty.setenv("NVIDIA_TF32_OVERRIDE", "0")
    empty.setenv("JAX_DEFAULT_PRNG_IMPL", "rbg")
    assert [*surroundings.switches()] == [
        "JAX_DEFAULT_PRNG_IMPL",
        "NVIDIA_TF32_OVERRIDE",
    ]


def test_the_users_backend_stays(empty):
    empty.setenv("KERAS_BACKEND", "torch")
    surroundings.settle()
    assert os.environ["KERAS_BACKEND"] == "torch"
