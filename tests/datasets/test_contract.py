"""What every data source must do, one test for all of them."""

import html

import numpy as np
import pytest

from galaxybench.config import declarations
from galaxybench.datasets import galaxy10_decals, galaxy10_sdss
from galaxybench.download import checksums
from galaxybench.report import look
from galaxybench.workflow.data_inputs import DatasetInputs
from tests.helpers.looked import imported
from tests.helpers.page_parser import Page
from tests.helpers.workflow_setup import wildcards

ROWS = 23
PREDEFINED = ("mnist", "fashion_mnist", "cifar100")
SOURCES = [
    *PREDEFINED,
    *("catalog", "galaxy10_decals", "galaxy10_sdss", "hdf5", "image_folder", "npz"),
    *("predictions", "simulated_galaxies"),
]
IN_PARTS = (*PREDEFINED, "catalog", "hdf5", "npz", "predictions")
DIGITS = {"sha256": 64, "md5": 32}


@pytest.fixture(params=SOURCES)
def images(
    request,
    monkeypatch,
    write_galaxy10,
    write_mnist,
    write_cifar100,
    write_folder,
    write_answers,
    write_catalog_files,
    write_npz,
    open_with_defaults,
):
    source = request.param
    if source == "cifar100":
        return open_with_defaults(source, [write_cifar100(18, 5)[0]])
    if source in ("mnist", "fashion_mnist"):
        return open_with_defaults(source, write_mnist(18, 5)[0])
    if source == "image_folder":
        return open_with_defaults(source, path=str(write_folder()), size=16, bits=16)
    if source == "catalog":
        return open_with_defaults(source, **write_catalog_files())
    if source == "npz":
        return open_with_defaults(source, path=str(write_npz()))
    if source == "hdf5":
        return open_with_defaults(source, path=str(write_galaxy10(ROWS)))
    if source == "predictions":
        return open_with_defaults(source, path=str(write_answers()))
    if source == "simulated_galaxies":
        return open_with_defaults(source, images=ROWS, size=24)
    for module in (galaxy10_sdss, galaxy10_decals):
        monkeypatch.setattr(module, "SHAPE", [ROWS, *module.SHAPE[1:]])
    return open_with_defaults(source, [write_galaxy10(ROWS)])


def test_every_source_is_tested():
    assert sorted(SOURCES) == declarations.sources()


def test_images_are_uint8_of_the_promised_shape(images):
    batches = list(images.batches(7))
    assert all(batch.dtype == np.uint8 for batch in batches)
    assert bool(images.shape) == declarations.source(images.provenance["source"]).pixels
    if not images.shape:
        assert batches == []
        return
    assert np.concatenate(batches).shape == (len(images), *images.shape)


def test_any_ascending_rows_equal_the_rows_one_by_one(images):
    if not images.shape:
        pytest.skip("there are no pixels")
    singly = np.concatenate([images.read(np.array([i])) for i in range(len(images))])
    last = len(images) - 1
    for rows in ([0], [last], [0, 1, 2, 5, 6, last], list(range(len(images))), []):
        np.testing.assert_array_equal(images.read(np.array(rows, int)), singly[rows])


def test_labels_index_the_classes(images):
    assert images.labels.dtype == np.int64
    assert images.labels.shape == (len(images),)
    assert 0 <= images.labels.min() <= images.labels.max() < len(images.classes)
    assert len(set(images.classes)) == len(images.classes)


def test_the_catalog_has_a_row_an_image(images):
    assert len(images.catalog) == len(images)
    np.testing.assert_array_equal(
        images.catalog["source_index"], np.arange(len(images))
    )


def test_the_source_is_named(images):
    assert images.provenance["source"] in SOURCES
    assert all(isinstance(value, str) for value in images.provenance.values())


def test_every_source_can_be_looked_at(images, tmp_path):
    data = imported(tmp_path, images)
    text = look.render(data)
    shown = [each["src"] for each in Page(text).all("img")]
    assert bool(shown) == bool(images.shape)
    for name in np.array(images.classes)[np.unique(images.labels)]:
        assert html.escape(name) in text
    if images.shape:
        most = np.minimum(np.bincount(images.labels), 10).sum()
        assert len(shown) in (most + 1, most + 2)  # histograms, perhaps a map


@pytest.mark.parametrize(
    "source", ["catalog", "cifar100", "hdf5", "image_folder", "npz", "predictions"]
)
def test_the_user_s_own_files_are_those_that_were_planned(
    source,
    tmp_path,
    monkeypatch,
    write_galaxy10,
    write_cifar100,
    write_folder,
    write_answers,
    write_catalog_files,
    write_npz,
    open_with_defaults,
):
    own = {
        "catalog": write_catalog_files,
        "cifar100": lambda: {"path": str(write_cifar100(18, 5)[0])},
        "hdf5": lambda: {"path": str(write_galaxy10(ROWS))},
        "image_folder": lambda: {"path": str(write_folder()), "size": 16},
        "npz": lambda: {"path": str(write_npz())},
        "predictions": lambda: {"path": str(write_answers())},
    }[source]()
    monkeypatch.chdir(tmp_path)
    declared = declarations.source(source).options
    filled = {k: v["default"] for k, v in declared.items() if "default" in v} | own
    mine = {"mine": {"source": source} | filled}
    planned = DatasetInputs({"datasets": mine}).local_files(wildcards(dataset="mine"))
    images = open_with_defaults(source, **own)
    assert images.provenance["sha256"] == planned


@pytest.mark.parametrize("source", SOURCES)
def test_declarations_are_literals_that_make_sense(source):
    declared = declarations.source(source)
    for option in declared.options.values():
        assert option["description"] and "type" in option
        if "integer" in option["type"] or "number" in option["type"]:
            assert option.get("enum") or {"minimum", "maximum"} <= set(option)
    for file in declared.files:
        kind, value = checksums.declared(file)
        assert len(value) == DIGITS[kind] and set(value) <= set("0123456789abcdef")
        assert kind == "sha256" or "size" in file  # two weak proofs
        assert file["urls"]
        assert all(url.endswith("/" + file["name"]) for url in file["urls"])
    assert declared.predefined_split == (source in IN_PARTS)
    assert bool(declared.shape) == bool(declared.files)
    assert not declared.files or (declared.citation and declared.classes)


@pytest.mark.parametrize("source", SOURCES)
def test_classes_that_depend_on_an_option_are_given_for_each_of_its_values(source):
    declared = declarations.source(source)
    if isinstance(declared.classes, dict):
        ((option, classes),) = declared.classes.items()
        assert list(classes) == declared.options[option]["enum"]


def test_the_declared_columns_are_those_of_the_catalogue(images):
    declared = declarations.source(images.provenance["source"]).columns
    if declared is None:
        known_later = ("catalog", "hdf5", "galaxy10_sdss", "npz", "predictions")
        assert images.provenance["source"] in known_later
    else:
        assert ["source_index", *declared] == images.catalog.colnames
