import pytest
import yaml

from galaxybench.config import declarations
from galaxybench.config.configuration import resolve
from galaxybench.config.messages import ConfigError
from galaxybench.config.references import read, recipes_of
from tests.helpers.config_samples import SCHEMA, good, write_package

HEADER = "experiment,dataset,model,metric,value,source,note,recipe"
RIGHT = 'demo,sim,lenet5,test_accuracy,0.90,"Nobody, 2026",,'


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.setattr(declarations, "PACKAGE", tmp_path)
    write_package(tmp_path)
    return tmp_path


def reading(package, *rows, header=HEADER):
    path = package / "references.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return read(path, resolve(good(), SCHEMA))


def test_rows_come_by_experiment_with_the_digits_of_their_figures(package):
    found = reading(package, RIGHT, "demo,sim,wide,test_loss,12.5,Nobody,made up,quick")
    assert list(found) == ["demo"]
    first, second = found["demo"]
    assert first["value"] == "0.90"
    assert first["source"] == "Nobody, 2026"
    assert (second["note"], second["recipe"]) == ("made up", "quick")
    assert list(first) == sorted(first)


def test_no_file_means_no_figures(tmp_path):
    assert read(tmp_path / "references.csv", {}) == {}


def test_a_table_that_excel_saved_as_utf_8_is_read(package):
    path = package / "references.csv"
    path.write_text("\ufeff" + HEADER + "\n" + RIGHT + "\n", encoding="utf-8")
    assert list(read(path, resolve(good(), SCHEMA))) == ["demo"]


@pytest.mark.parametrize(
    "row", ["demo,sim,lenet5,é".encode("latin-1"), b"demo," + b"x" * 200_000]
)
def test_a_file_that_is_no_table_in_utf_8_is_named(package, row):
    path = package / "references.csv"
    path.write_bytes(HEADER.encode() + b"\n" + row)
    with pytest.raises(ConfigError, match=r"references.csv.*(UTF-8|cannot be read)"):
        read(path, resolve(good(), SCHEMA))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (RIGHT.replace("demo", "dmeo"), "column experiment: unknown experiment 'dmeo'"),
        (RIGHT.replace("sim", "sky"), "column dataset: unknown dataset 'sky'"),
        (RIGHT.replace("lenet5", "lenet"), "did you mean 'lenet5'?"),
        (RIGHT.replace("test_acc", "acc"), "column metric: unknown metric"),
        (RIGHT.replace("0.90", "90"), "got '90', allowed: a number from 0 to 1"),
        (RIGHT.replace("0.90", "nan"), "column value: got 'nan'"),
        (RIGHT.replace("0.90", "0,90"), "got more than 8 columns"),
        ("demo,sim,lenet5,test_loss,inf,Nobody,,", "allowed: a number at least 0"),
        ("demo,sim,lenet5,test_loss,1", "column source: is empty"),
        (RIGHT + "quickly", "column recipe: unknown recipe 'quickly'"),
    ],
)
def test_a_mistake_names_its_line_and_column(package, row, message):
    with pytest.raises(ConfigError) as caught:
        reading(package, RIGHT, row)
    (line,) = str(caught.value).splitlines()
    assert "references.csv, line 3" in line
    assert message in line


def test_all_mistakes_are_listed(package):
    wrong = RIGHT.replace("demo", "dmeo").replace("0.90", "")
    with pytest.raises(ConfigError) as caught:
        reading(package, wrong, RIGHT.replace("lenet5", "x"))
    assert len(str(caught.value).splitlines()) == 3


def test_other_columns_are_refused(package):
    with pytest.raises(ConfigError, match="line 1: got the columns .*needed: exper"):
        reading(package, header=HEADER.replace("value", "figure"))


def test_a_model_of_another_experiment_is_no_mistake(package):
    assert reading(package, RIGHT.replace("lenet5", "alexnet"))


def test_a_figure_belongs_beside_the_recipes_it_names():
    assert recipes_of({"recipe": ""}, ["a", "b"]) == ["a", "b"]
    assert recipes_of({"recipe": "c b"}, ["a", "b", "c"]) == ["b", "c"]


def test_the_figures_of_the_project_fit_its_configuration():
    config = yaml.safe_load((SCHEMA.parent / "config.yaml").read_text())
    config = resolve(config, SCHEMA)
    found = read(SCHEMA.parent / "references.csv", config)
    for experiment, rows in found.items():
        described = config["experiments"][experiment]
        for row in rows:
            assert row["dataset"] in described["datasets"]
            assert row["model"] in [*described["models"], *described["ensembles"]]
            assert recipes_of(row, described["recipes"])
    assert len(found) >= 6
