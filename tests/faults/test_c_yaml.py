"""C20: what YAML misreads is refused, with file, line, key, value and cure."""

import pytest

EXPERIMENT = "{datasets: [sky], splits: [part], models: [dense], recipes: [short], "
EXPERIMENT += "seeds: [0]}"
LONG = "long_name_" * 30


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            f"experiments:\n  mine: {EXPERIMENT}\n  mine: {EXPERIMENT}\n",
            ["experiments.mine: written twice (line 2 and line 3)", "rename it"],
        ),
        (
            "recipes: {short: {epochs: 1, batch_size: 8, epochs: 2}}\n",
            ["recipes.short.epochs: written twice", "(changes.yaml, line 1)"],
        ),
        (
            "recipes:\n  short:\n    epochs: 010\n",
            ["recipes.short.epochs: got 010", "8 (octal)", "write 10", "yaml, line 3"],
        ),
        (
            "experiments: {tiny: {seeds: [007]}}\n",
            ["experiments.tiny.seeds[0]: got 007", "write 7 "],
        ),
        (
            "recipes: {short: {epochs: 08}}\n",
            ["recipes.short.epochs: got '08'", "write 8 without quotes", "line 1"],
        ),
        (
            "recipes: {short: {epochs: 1:30}}\n",
            ["recipes.short.epochs: got 1:30", "90 (base 60)", 'write 90, or "1:30"'],
        ),
        (
            f"experiments:\n  no: {EXPERIMENT}\n",
            ["experiments.no: got the name no", 'write "no"', "changes.yaml, line 2"],
        ),
        (
            "datasets: {sky: {keep_classes: [no, Merging]}}\n",
            ["keep_classes[0]: got false", "YAML reads no as false", 'write "no"'],
        ),
        (
            "datasets: {sky: {merge_classes: {yes: [0], off: [1]}}}\n",
            ["merge_classes.yes: got the name yes", "merge_classes.off", 'write "off"'],
        ),
        (
            "experiments: {tiny: {title: 2020-01-01}}\n",
            ["experiments.tiny.title: got 2020-01-01", "a date", "with the quotes"],
        ),
        (
            "experiments: {tiny: {title: 2020}}\n",
            ["experiments.tiny.title: got 2020", 'write "2020", with the quotes'],
        ),
        (
            "recipes: {short: {optimizer: {learning_rate: 1e-3}}}\n",
            ["learning_rate: got '1e-3'", "write 1.0e-3", "changes.yaml, line 1"],
        ),
        (
            "experiments:\n  tiny:\n    models: [dense, lenet5: ]\n",
            ['models[1]: got {"lenet5": null}', "remove the colon", "line 3"],
        ),
        (
            "experiments: {tiny: {seeds: [0: ]}}\n",
            ['seeds[0]: got {"0": null}', "allowed: an integer", "line 1"],
        ),
        ("run: [tiny: ]\n", ["run[0]: got", "remove the colon"]),
        (
            "experiments: {tiny: {title: Stars: old and new}}\n",
            ["not valid JSON or YAML"],  # Snakemake reads the file first
        ),
        ("experiments:\n\ttiny: {}\n", ["not valid JSON or YAML", "tab"]),
        (f"recipes: {{{LONG}: {{}}}}\n", [f"recipes.{LONG}: got the name", "most 50"]),
        (f"models: {{{LONG}: {{}}}}\n", [f"models.{LONG}: got the name", "most 50"]),
        (
            f"experiments: {{tiny: {{ensembles: {{{LONG}: {{}}}}}}}}\n",
            ["experiments.tiny.ensembles: got the name", "at most 50"],
        ),
        (f"recipes: {{{'a' * 30}: {{}}}}\n", ["ends in 'a' twenty times"]),
        ('recipes: {"": {}}\n', ["recipes.: got the name ''", "a letter first"]),
        ("recipes: {a b: {}}\n", ["got the name 'a b'", "a letter first"]),
        ("recipes: {../a: {}}\n", ["got the name '../a'", "a letter first"]),
        ("recipes: {2: {}}\n", ["recipes.2: got the name '2'", "a letter first"]),
        ("recipes: {~: {}}\n", ["recipes.~: got the name ~", 'write "~"']),
        ("datasets: {sky: !!set {a}}\n", ["datasets.sky: got the YAML tag !!set"]),
    ],
)
def test_a_trap_of_yaml(planned, text, says):
    case = planned(text)
    case.refused(*says)
    case.mended().passes()


@pytest.mark.parametrize("comment", ["#2", "# 2"])
def test_a_path_that_a_comment_cuts(planned, comment):
    source = "{source: image_folder, size: 8, path: photos"
    case = planned(f"datasets:\n  sky: {source} {comment}\n    }}\n")
    for name in ("photos", f"photos {comment}"):
        (case.folder / name / "a").mkdir(parents=True)
    got = f"datasets.sky.path: got 'photos {comment}', of which YAML reads 'photos'"
    case.refused(got, f'write "photos {comment}", with the quotes', "yaml, line 2")
    case.mended().passes()


@pytest.mark.parametrize(
    ("added", "says"),
    [
        ("# é\n".encode("latin-1"), "not saved as UTF-8"),
        (b"a: " + b"1" * 5000, "write a smaller number"),
        (b"a: " + b"[" * 3000 + b"]" * 3000, "nested too deeply"),
    ],
)
def test_what_snakemake_cannot_read_in_the_file_of_the_workflow(planned, added, says):
    case = planned({})
    file = case.folder / "config" / "config.yaml"
    good = file.read_bytes()
    file.write_bytes(good + b"\n" + added)
    case.refused("config/config.yaml: ", says)
    file.write_bytes(good)
    case.passes()


def test_a_trap_in_the_file_of_the_workflow(planned):
    case = planned({})
    file = case.folder / "config" / "config.yaml"
    good = file.read_text()
    file.write_text(good + "\nrun: [tiny]\n")
    lines = good.count("\n") + 2
    case.refused("run: written twice (line ", f"(config/config.yaml, line {lines})")
    file.write_text(good)
    case.passes()


@pytest.mark.parametrize(
    ("entries", "says"),
    [
        (["run=[tiny]", "run=[demo]"], ["--config run: given twice"]),
        (["downloads={mirror: a, mirror: b}"], ["downloads.mirror: written twice"]),
        (["run=[tiny, tiny #2\n]"], ["run[1]: got 'tiny #2'", "with the quotes"]),
        (["images=" + "x" * 300], ["images: got a path with the name 'xxx", "300 by"]),
        (["image=photos"], ["image: unknown key: did you mean 'images'?"]),
    ],
)
def test_a_trap_on_the_command_line(planned, entries, says):
    case = planned({}, "tiny", "--config", *entries)
    case.refused(*says)
    planned({}).passes()


@pytest.mark.parametrize("name", ["photos #2", "010", "1e3", "True", "[a]", "a: b"])
def test_the_folder_that_was_typed_is_classified(planned, name):
    model = "model=sky/part/short/dense/seed-0"
    case = planned({}, "classify", "--config", model, f"images={name}")
    (case.folder / "photos").mkdir()
    ended = case.run()
    assert ended.code == 1
    assert f"images: no such file or folder: {name} (" in ended.terminal
    (case.folder / name).mkdir()
    (case.folder / name / "a.png").write_bytes(b"")
    case.passes("classify_images")


def bomb(kind):
    """Ten billion values in ten lines."""
    text = "x: {a0: &a0 [demo]"
    for level in range(1, 11):
        entries = ", ".join([f"*a{level - 1}"] * 10)
        text += f",\n  a{level}: &a{level} [{entries}]"
    return text + "}\n" + kind


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (bomb("run: *a10\n"), ["changes.yaml: got more than 100,000 values"]),
        (bomb("run: [tiny]\n"), ["got more than 100,000 values, aliases"]),
        ("run: &a [*a]\n", ["changes.yaml: line 1", "contains the alias itself"]),
        ("run: " + "[" * 150 + "]" * 150, ["run[0]: got [[[", "allowed: text"]),
        (
            "experiments: {tiny: {seeds: [" + ", ".join(map(str, range(9999))) + "], "
            "models: [dense, lenet5]}}\n",
            ["experiments.tiny: got 19,998 runs", "allowed: at most 10,000"],
        ),
    ],
)
def test_a_configuration_that_explodes(planned, text, says):
    case = planned(text, limit=60)
    case.refused(*says)
    case.mended().passes()


def test_anchors_aliases_and_merges_are_as_good_as_ever(planned):
    planned(
        "recipes: {short: &s {epochs: 1, batch_size: 32}, more: {<<: *s, epochs: 2}}\n"
        "experiments: {tiny: &t {datasets: [sky], splits: [part], models: [dense],\n"
        "  recipes: [short, more], seeds: [0], gradcam: no}, same: *t}\n"
    ).passes("train_model")
