"""Options of architectures have ranges; those of this project fit their defaults."""

import pytest

from galaxybench.config import declarations
from galaxybench.config.declarations import DeclarationError
from galaxybench.config.model_options import COMMON, schemas


@pytest.fixture
def net(tmp_path, monkeypatch):
    """Writes the file of the architecture `net`, and returns its schemas."""
    monkeypatch.setattr(declarations, "PACKAGE", tmp_path)
    (tmp_path / "models").mkdir()

    def write(text):
        (tmp_path / "models" / "net.py").write_text(text)
        return schemas("net")

    return write


def test_type_and_default_are_those_of_build_and_the_range_that_of_the_file(net):
    found = net(
        'OPTIONS = {"width": {"minimum": 1}, "pool": {"type": ["string", "null"]}}\n'
        "def build(i, c, *, width=16, rate=0.5, small=False, pool=None): ..."
    )
    assert found == {
        "width": {"type": "integer", "minimum": 1, "default": 16},
        "rate": {"type": "number", "default": 0.5},
        "small": {"type": "boolean", "default": False},
        "pool": {"type": ["string", "null"], "default": None},
    }


def test_options_that_many_nets_have_share_a_range_unless_the_file_has_its_own(net):
    build = "def build(i, c, *, head='average', dropout=0.2): ..."
    found = net(build)
    assert found["head"] == {"type": "string", **COMMON["head"], "default": "average"}
    assert found["dropout"]["exclusiveMaximum"] == 1
    own = net('OPTIONS = {"dropout": {"maximum": 0.5}}\n' + build)["dropout"]
    assert own == {"type": "number", "maximum": 0.5, "default": 0.2}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('{"widht": {"minimum": 1}}', "OPTIONS has widht, which build does not take"),
        ('{"width": {"minimum": 20}}', "refuses the default of build, width=16"),
        ('{"width": {"minimum": "1"}}', "OPTIONS of 'width' is not a JSON schema"),
        ('{"width": 3}', "OPTIONS of 'width' is not a JSON schema.*must be a map"),
        ("[]", "OPTIONS must be a map"),
        ("find()", "OPTIONS must be a plain literal"),
    ],
)
def test_options_that_do_not_fit_are_named(net, options, message):
    with pytest.raises(DeclarationError, match=message):
        net(f"OPTIONS = {options}\ndef build(i, c, *, width=16): ...")


@pytest.mark.parametrize("name", declarations.models())
def test_the_options_of_every_architecture_are_bounded(name):
    for option, schema in schemas(name).items():
        if schema["type"] in ("integer", "number"):
            assert {"minimum", "exclusiveMinimum"} & {*schema}, option
            assert {"maximum", "exclusiveMaximum"} & {*schema}, option
        else:
            assert schema["type"] == "boolean" or schema["enum"], option
