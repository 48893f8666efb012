"""config/README.md says what the schema and the sources say: no more and no less."""

import re
from pathlib import Path

import pytest
import yaml

from galaxybench.config import declarations
from galaxybench.config.configuration import resolve
from galaxybench.config.messages import allowed
from galaxybench.config.schema import follow, read_schema

CONFIG = Path(__file__).parents[2] / "config"
SCHEMA = read_schema(CONFIG / "config.schema.yaml")
PARTS = (
    "dataset", "split", "recipe", "model", "experiment", "ensemble", "prediction",
    "request", "slice",
)  # fmt: skip
REQUIRED = "required"


def documented():
    """Rows of all tables: {(heading, key): (allowed, default)}."""
    rows, heading = {}, ""
    for line in (CONFIG / "README.md").read_text().splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ")
        elif line.startswith("| `"):
            key, values, default, meaning = line.strip("| ").split(" | ")
            assert meaning, line
            if default != REQUIRED:
                default = yaml.safe_load(default.strip("`"))
            assert (heading, key) not in rows, f"documented twice: {key}"
            rows[heading, key.strip("`")] = (values, default)
    return rows


def leaves(node, heading, prefix=""):
    """The same, by the schema."""
    rows = {}
    for key, sub in node.get("properties", {}).items():
        if not sub.get("partial"):
            sub = follow(sub, SCHEMA)
        if (
            sub.get("type") == "object"
            and "properties" in sub
            and not sub.get("partial")
        ):
            rows |= leaves(sub, heading, f"{prefix}{key}.")
        else:
            values = "a map" if sub.get("partial") else allowed(sub)
            default = sub.get("default", REQUIRED)
            rows[heading, prefix + key] = (values, default)
    return rows


def expected():
    top = {
        key: {k: v for k, v in sub.items() if k != "properties"}
        for key, sub in SCHEMA["properties"].items()
    }
    rows = leaves({"properties": top}, "The parts")
    for part in PARTS:
        rows |= leaves(SCHEMA["$defs"][part], f"{part}s")
    for section in ("downloads", "resources"):
        rows |= leaves(SCHEMA["properties"][section], section)
    for name in declarations.sources():
        rows |= leaves({"properties": declarations.source(name).options}, name)
    return rows


def test_every_key_is_documented_with_its_default_and_nothing_else():
    assert documented() == expected()


@pytest.mark.parametrize("name", declarations.sources())
def test_every_source_has_a_section(name):
    assert f"\n### {name}\n" in (CONFIG / "README.md").read_text()


@pytest.mark.parametrize("name", declarations.sources())
def test_no_source_has_an_option_that_every_source_has(name):
    common = set(SCHEMA["$defs"]["dataset"]["properties"])
    assert not common & set(declarations.source(name).options)


def test_the_examples_are_right():
    blocks = re.findall(
        r"```yaml\n(.*?)```", (CONFIG / "README.md").read_text(), re.DOTALL
    )
    assert len(blocks) == 7
    for block in blocks:
        config = yaml.safe_load((CONFIG / "config.yaml").read_text())
        for section, entries in yaml.safe_load(block).items():
            config[section] = config.get(section, {}) | entries
        resolve(config, CONFIG / "config.schema.yaml")


def test_every_model_option_is_of_a_kind_that_yaml_has():
    for name in declarations.models():
        for default in declarations.model_options(name).values():
            assert yaml.safe_load(yaml.safe_dump(default)) == default
