"""A small package of fake declarations, and configs to go with it."""

from pathlib import Path

import pytest
import yaml

from galaxybench.config.configuration import resolve
from galaxybench.config.messages import ConfigError

SCHEMA = Path(__file__).parents[2] / "config" / "config.schema.yaml"
SKY = """
OPTIONS = {
    "images": {"type": "integer", "minimum": 10, "default": 100, "description": "-"},
    "noise": {"type": "number", "minimum": 0, "default": 1, "description": "-"},
}
FILES = []
CLASSES = ["round", "edge-on", "spiral", "bar"]
CITATION = "-"
"""
FOLDER = """
OPTIONS = {
    "path": {"type": "string", "minLength": 1, "description": "-"},
    "classes": {"type": ["array", "null"], "default": None, "description": "-"},
}
FILES = []
CLASSES = None
CITATION = "-"
"""
NETS = {
    "lenet5": "def build(inputs, classes): ...",
    "alexnet": """
OPTIONS = {
    "width": {"minimum": 0.25, "maximum": 8},
    "pool": {"enum": ["max", "mean"]},
    "groups": {"minimum": 4, "maximum": 64, "multipleOf": 4},
}
def build(i, c, *, width: float = 1.0, pool: str = 'max', groups: int = 8): ...
""",
}


def write_package(folder):
    """Write fake sources and architectures into a folder."""
    texts = {"datasets/sky": SKY, "datasets/folder": FOLDER}
    texts["datasets/digits"] = SKY + "PREDEFINED_SPLIT = True\n"
    texts["datasets/unfinished"] = SKY.replace("FILES", "FILLES")
    texts |= {f"models/{name}": text for name, text in NETS.items()}
    for name, text in texts.items():
        file = folder / f"{name}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


def good():
    return yaml.safe_load("""
        run: [demo]
        datasets: {sim: {source: sky}}
        splits: {holdout: {}}
        recipes: {quick: {}}
        models: {wide: {architecture: alexnet, options: {width: 2}}}
        experiments:
          demo: {datasets: [sim], splits: [holdout], models: [lenet5, wide],
                 recipes: [quick], seeds: [0]}
    """)


def changed(path, value):
    """The good config with the value at a dotted path replaced."""
    config = good()
    *parents, last = path.split(".")
    node = config
    for key in parents:
        node = node.setdefault(key, {})
    node[last] = value
    return config


def mistakes(config, **options):
    """The lines of the error, heading aside."""
    with pytest.raises(ConfigError) as caught:
        resolve(config, SCHEMA, **options)
    heading, *lines = str(caught.value).splitlines()
    assert heading.startswith(f"{len(lines)} mistake")
    return [line.strip() for line in lines]


def assert_one_mistake(config, key, *parts):
    """One message, for this key, with these parts: what was got, what is allowed."""
    (line,) = mistakes(config)
    found, _, text = line.partition(": ")
    assert found == key
    assert [part for part in parts if part not in text] == [], line
