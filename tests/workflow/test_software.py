"""The software of a training, as a param."""

from galaxybench.workflow.software import keras_software


def test_backend_and_versions_are_named(monkeypatch):
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    software = keras_software(deployed=False)
    assert software.startswith("tensorflow (keras 3.")
    assert ", tensorflow 2." in software


def test_the_variable_chooses_and_an_absent_backend_is_named(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "nothing_such")
    assert keras_software(deployed=False).endswith("nothing_such not installed)")


def test_versions_of_another_environment_are_not_guessed(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "jax")
    assert keras_software(deployed=True) == "jax"
