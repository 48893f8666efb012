import pytest

from galaxybench.config import declarations
from galaxybench.config.declarations import DeclarationError
from galaxybench.download import checksums

SOURCE = '''
"""A source."""
OPTIONS: dict = {"images": {"type": "integer", "default": 2}}
FILES = [{"name": "a.h5", "urls": ["http://a"], "sha256": "0" "1"}]
CLASSES = ["round", "edge-on"]
CITATION = "Somebody 2020"
import not_installed_anywhere
'''


@pytest.fixture
def root(tmp_path, monkeypatch):
    monkeypatch.setattr(declarations, "PACKAGE", tmp_path)
    (tmp_path / "datasets").mkdir()
    (tmp_path / "models").mkdir()
    return tmp_path


def test_names_are_sorted_and_those_that_a_config_may_have(root):
    for name in ("b", "a", "__init__", "Upper", "2d", "with-dash"):
        (root / "datasets" / f"{name}.py").touch()
        (root / "models" / f"{name}.py").touch()
    assert declarations.sources() == ["a", "b"]
    assert declarations.models() == ["a", "b"]


def test_the_names_of_the_rules_are_read_from_their_files():
    rules = declarations.rules(declarations.PACKAGE.parents[1] / "rules")
    assert {"train_model", "plot_accuracy", "classify", "link_astronn"} <= rules


def test_literals_are_read_without_importing(root):
    (root / "datasets" / "sky.py").write_text(SOURCE)
    sky = declarations.source("sky")
    assert sky.options == {"images": {"type": "integer", "default": 2}}
    assert sky.files == [{"name": "a.h5", "urls": ["http://a"], "sha256": "01"}]
    assert sky.classes == ["round", "edge-on"]
    assert sky.citation == "Somebody 2020"
    assert (sky.simulated, sky.predefined_split) == (False, False)


def test_flags_are_read(root):
    text = SOURCE + "SIMULATED = True\nPREDEFINED_SPLIT = True\n"
    (root / "datasets" / "sky.py").write_text(text)
    sky = declarations.source("sky")
    assert (sky.simulated, sky.predefined_split) == (True, True)


def test_an_edited_file_is_read_again(root):
    file = root / "datasets" / "sky.py"
    file.write_text(SOURCE)
    assert declarations.source("sky").citation == "Somebody 2020"
    file.write_text(SOURCE.replace("2020", "2021"))
    assert declarations.source("sky").citation == "Somebody 2021"


@pytest.mark.parametrize("literal", ["OPTIONS", "FILES", "CLASSES", "CITATION"])
def test_a_missing_literal_is_named(root, literal):
    file = root / "datasets" / "sky.py"
    file.write_text(SOURCE.replace(literal, "OTHER"))
    with pytest.raises(DeclarationError, match=rf"sky\.py: no {literal}: "):
        declarations.source("sky")


def test_what_is_not_a_literal_is_named(root):
    text = SOURCE.replace('"Somebody 2020"', "cite()")
    (root / "datasets" / "sky.py").write_text(text)
    with pytest.raises(DeclarationError, match=r"line 6: CITATION must be a plain"):
        declarations.source("sky")


def test_a_syntax_error_is_named(root):
    (root / "datasets" / "sky.py").write_text("OPTIONS = {")
    with pytest.raises(DeclarationError, match=r"sky\.py: line 1: .*never closed"):
        declarations.source("sky")


def test_a_file_that_is_no_text_is_named(root):
    (root / "models" / "net.py").write_bytes(b"\xff")
    with pytest.raises(DeclarationError, match=r"net\.py: is not Python text: "):
        declarations.model_options("net")


def test_a_missing_file_is_named(root):
    with pytest.raises(DeclarationError, match=r"nothing\.py: no such file"):
        declarations.source("nothing")


def test_model_options_are_the_keyword_only_arguments(root):
    (root / "models" / "net.py").write_text(
        "def build(inputs, classes, *, rate: float = 0.5, shift=-1, sizes=(1, 2), "
        "pool=None): ..."
    )
    options = {"rate": 0.5, "shift": -1, "sizes": [1, 2], "pool": None}
    assert declarations.model_options("net") == options


def test_a_model_may_have_no_options(root):
    (root / "models" / "net.py").write_text("def build(inputs, classes): ...")
    assert declarations.model_options("net") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def make(): ...", r"net\.py: no function `build"),
        ("def build(i, c, *, rate): ...", "option 'rate' of build has no default"),
        ("def build(i, c, *, rate=A): ...", "the default of 'rate' must be a plain"),
    ],
)
def test_a_model_that_declares_wrongly(root, text, message):
    (root / "models" / "net.py").write_text(text)
    with pytest.raises(DeclarationError, match=message):
        declarations.model_options("net")


def test_published_weights_are_read_without_importing(root):
    (root / "models" / "net.py").write_text(
        "import not_installed_anywhere\n"
        'WEIGHTS = {"imagenet": {"name": "a.h5", "urls": ["https://a/" "a.h5"], '
        '"md5": "0"}}\n'
    )
    weights = {"name": "a.h5", "urls": ["https://a/a.h5"], "md5": "0"}
    assert declarations.model_weights("net") == {"imagenet": weights}


def test_weights_of_keras_are_declared_by_their_folder(root):
    (root / "models" / "net.py").write_text(
        'WEIGHTS = {"imagenet": {"name": "a.h5", "keras_folder": "net", "md5": "0"}}'
    )
    url = f"{declarations.KERAS_URL}/net/a.h5"
    weights = {"name": "a.h5", "urls": [url], "md5": "0"}
    assert declarations.model_weights("net") == {"imagenet": weights}


def test_the_operations_of_a_model_may_be_declared(root):
    (root / "models" / "counted.py").write_text("FLOPS_PER_PIXEL = 2_200")
    assert declarations.model_flops("counted") == 2200
    (root / "models" / "plain.py").write_text("")
    assert declarations.model_flops("plain") is None


@pytest.mark.parametrize("read", ["model_options", "model_flops"])
def test_a_literal_under_its_old_name_says_what_it_is_called_now(root, read):
    (root / "models" / "net.py").write_text("FLOPS_A_PIXEL = 2_200")
    message = r"net\.py: FLOPS_A_PIXEL is now called FLOPS_PER_PIXEL"
    with pytest.raises(DeclarationError, match=message):
        getattr(declarations, read)("net")


@pytest.mark.parametrize(
    "text",
    [
        "if True:\n    FLOPS_PER_PIXEL = 2_200",
        "try:\n    FLOPS_PER_PIXEL = 2_200\nfinally:\n    pass",
        "FLOPS_PER_PIXEL, X = 2_200, 1",
        "FLOPS_PER_PIXEL = 2_200\nFLOPS_PER_PIXEL *= 2",
        "for FLOPS_PER_PIXEL in [2_200]: ...",
        "X = FLOPS_PER_PIXEL = 2_200",
    ],
)
def test_a_literal_that_only_running_the_file_would_give_is_refused(root, text):
    (root / "models" / "net.py").write_text(text)
    message = r"net\.py: line \d: FLOPS_PER_PIXEL must be assigned by a plain"
    with pytest.raises(DeclarationError, match=message):
        declarations.model_flops("net")


def test_the_same_name_in_a_function_is_another(root):
    text = "FLOPS_PER_PIXEL = 2_200\ndef build(i, c):\n    FLOPS_PER_PIXEL = 1"
    (root / "models" / "net.py").write_text(text)
    assert declarations.model_flops("net") == 2200


def test_options_of_a_source_that_are_no_schema_are_named(root):
    text = SOURCE.replace('"default": 2', '"minimum": "2"')
    (root / "datasets" / "sky.py").write_text(text)
    message = r"sky\.py: OPTIONS of 'images' is not a JSON schema"
    with pytest.raises(DeclarationError, match=message):
        declarations.source("sky")


def test_a_model_may_have_no_published_weights(root):
    (root / "models" / "net.py").write_text("def build(inputs, classes): ...")
    assert declarations.model_weights("net") == {}


def test_published_weights_that_are_no_literal_are_named(root):
    (root / "models" / "net.py").write_text("WEIGHTS = find()")
    message = r"net\.py: line 1: WEIGHTS must be a plain literal"
    with pytest.raises(DeclarationError, match=message):
        declarations.model_weights("net")


def test_weights_of_a_model_that_does_not_exist(root):
    with pytest.raises(DeclarationError, match=r"nothing\.py: no such file"):
        declarations.model_weights("nothing")


def test_a_declared_file_is_found_by_its_name():
    files = [{"name": "a.h5", "md5": "0"}, {"name": "b.h5", "md5": "1"}]
    assert declarations.file_named(files, "b.h5") == files[1]
    with pytest.raises(DeclarationError, match=r"'c\.h5', declared: a\.h5, b\.h5"):
        declarations.file_named(files, "c.h5")


@pytest.mark.parametrize("name", declarations.sources())
def test_every_source_declares_itself(name):
    declared = declarations.source(name)
    assert declared.citation or not declared.files
    for option in declared.options.values():
        assert option["description"]
    for file in declared.files:
        assert set(file) <= {"name", "urls", "sha256", "md5", "size"}
        assert checksums.declared(file)
        assert file["urls"]


@pytest.mark.parametrize("name", declarations.models())
def test_every_model_declares_its_options(name):
    declarations.model_options(name)
