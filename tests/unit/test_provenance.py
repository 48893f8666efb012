import yaml

from galaxybench.provenance import (
    architectures,
    commit,
    facts,
    recipe_differences,
    recipes,
)


def run(name="baseline", rate=0.001, **more):
    return {
        "recipe_name": name,
        "recipe": {"optimizer": {"name": "adam", "learning_rate": rate}, "epochs": 3},
        "model_name": "small",
        "model": {"architecture": "lenet5", "options": {"dropout": 0.1}},
        "versions": {"keras": "3.15.0"},
        "git_commit": "abc",
        "device": "CPU",
        "started": "2026-01-02T00:00:00",
        "finished": "2026-01-02T01:00:00",
    } | more


def test_facts_that_all_runs_share_appear_once():
    known = dict(facts([run(), run(device="GPU", git_dirty=True)]))
    assert known["keras"] == ["3.15.0"]
    assert known["device"] == ["CPU", "GPU"]
    assert known["git commit"] == ["abc", "abc with uncommitted changes"]
    assert known["threads a run"] == ["unknown"]


def test_recipes_in_full_and_their_differences():
    runs = [run(), run("fast", rate=0.1)]
    assert yaml.safe_load(recipes(runs)["fast"]) == runs[1]["recipe"]
    names, rows = recipe_differences(runs)
    assert names == ["baseline", "fast"]
    assert rows == [("optimizer.learning_rate", ["0.001", "0.1"])]
    assert recipe_differences(runs[:1])[1] == []


def test_an_architecture_tells_its_paper():
    (found,) = architectures([run(), run()])
    assert found["options"] == "dropout: 0.1"
    assert "LeCun" in found["about"]
    model = {"architecture": "elsewhere", "options": {}}
    assert architectures([run(model=model)])[0]["about"] == ""


def test_only_a_commit_that_made_all_runs_is_named():
    assert commit([run(), run()]) == "abc"
    assert commit([run(), run(git_commit="def")]) is None
    assert commit([run(git_dirty=True)]) is None
    assert commit([run(git_commit=None)]) is None
