"""Whatever a configuration says, it is planned, or refused with its mistakes named."""

import copy
import re
from functools import cache

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from galaxybench.config import configuration
from galaxybench.config.configuration import dataset, merged_recipe, model, resolve
from galaxybench.config.messages import ConfigError
from galaxybench.config.runs import entries, runs, split_options
from galaxybench.workflow.paths import RUN
from galaxybench.workflow.targets import ExperimentResults, constraints, reserved_names
from tests.helpers.config_samples import SCHEMA
from tests.helpers.faults import TINY
from tests.helpers.fuzzing import fuzz, texts, values
from tests.helpers.warm import ROOT
from tests.helpers.workflow_setup import CONFIG, wildcards

START = yaml.safe_load(CONFIG) | {
    "downloads": {"mirror": "mirrored", "attempts": 3},
    "resources": {"gpu": 0, "rules": {"predict": {"gpu": 1}}},
}
START["experiments"]["tiny"] |= {
    "ensembles": {"all": {"models": ["dense"]}},
    "predictions": {"theirs": {"file": "t.csv", "dataset": "sky", "split": "holdout"}},
}


def places(node, path=()):
    """The path of every key and list item of a configuration."""
    items = []
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


@st.composite
def mutated(draw, start):
    """A good configuration in which a few places are other values, gone or renamed."""
    config = copy.deepcopy(start)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(list(places(config)) or [()])) or [None]
        if last is None:
            break
        node = config
        for key in path:
            node = node[key]
        match draw(st.sampled_from(["value", "value", "gone", "renamed", "more"])):
            case "value":
                chosen = draw(values() | st.sampled_from(leaves(start)))
                node[last] = copy.deepcopy(chosen)
            case "gone":
                del node[last]
            case "renamed" if isinstance(node, dict):
                node[draw(texts())] = node.pop(last)
            case "more" if isinstance(node[last], dict):
                node[last][draw(texts())] = draw(values())
            case "more" if isinstance(node[last], list):
                node[last].append(draw(values()))
    return config


def leaves(config):
    """Every value of a configuration, which may be put in a wrong place."""
    found = []
    for *path, last in places(config):
        node = config
        for key in path:
            node = node[key]
        found.append(node[last])
    return found


@fuzz(250)
@given(config=mutated(START))
def test_is_resolved_or_refused(config):
    given_to_it = copy.deepcopy(config)
    try:
        named = (config.get(key) or () for key in ("experiments", "datasets"))
        reserved = reserved_names(ROOT / "rules", *named)
        whole = resolve(config, SCHEMA, reserved=reserved)
    except ConfigError as error:
        heading, *lines = str(error).splitlines()
        assert re.fullmatch(r"\d+ mistakes? in the config:", heading)
        assert lines
        assert all(line.startswith("  ") for line in lines), lines
        assert all(": " in line for line in lines), lines
        return
    assert config == given_to_it or config != config  # NaN differs from itself
    kept = constraints(whole)
    for experiment in whole["experiments"]:
        files = ExperimentResults(whole, {}).of(experiment)(wildcards())
        assert files and len({*files}) == len(files)
        for run in [*runs(whole, experiment), *entries(whole, experiment)]:
            names = run.names()
            assert dataset(whole, run.dataset)["source"]
            assert split_options(whole, run.split)["method"]
            for key in names.keys() & kept.keys() - {"recipe", "model", "seed"}:
                assert re.fullmatch(kept[key], names[key])
        for run in runs(whole, experiment):
            assert merged_recipe(whole, run.recipe, run.model)["epochs"] >= 1
            assert model(whole, run.model)["architecture"]
            path = RUN.format(**run.names())
            assert ".." not in path and "//" not in path


@pytest.fixture(scope="module", autouse=True)
def _schema_is_read_once():
    """Reading it takes longer than checking a configuration with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(configuration, "read_schema", cache(configuration.read_schema))
        yield


@fuzz(25)
@given(config=mutated(TINY))
def test_the_workflow_is_planned_or_refused(warm, compiled, config):
    file = compiled / "fuzzed.yaml"
    file.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    command = ["-n", "--configfile", file.name]
    ended = warm["snakemake"].run(compiled, arguments=command)
    assert ended.code in (0, 1), ended.terminal
    assert "Traceback" not in ended.terminal, ended.terminal
