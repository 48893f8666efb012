"""Fluxes in an HDF5 file: what is no number is refused or filled, never unsaid."""

import json

import numpy as np
import pytest

from galaxybench.images import fits
from tests.helpers.hdf5_faults import IMAGES, LABELS, import_case, write_hdf5

FLUXES = np.random.default_rng(1).normal(0, 1, (IMAGES, 12, 12, 5)).astype("f4")


def with_values(values, dtype="f4", where=np.s_[7, 3, 4, 2]):
    """The fluxes with `values` in some pixels."""
    fluxes = FLUXES.astype(dtype)
    fluxes[where] = values
    return fluxes


@pytest.fixture
def imports(job):
    """Makes a case that imports galaxies.h5 of the folder."""
    return lambda **options: import_case(job, **options)


def passes_with(case, **keys):
    write_hdf5(case.folder / "galaxies.h5", **{"images": FLUXES} | keys)
    case.passes()
    cube = fits.open_cube(case.folder / "images.fits")
    np.testing.assert_array_equal(np.array(cube), FLUXES)
    return json.loads((case.folder / "dataset.json").read_text())


@pytest.mark.parametrize(
    ("images", "says"),
    [
        (with_values(np.inf), ["1 of 60 images", "infinite", "image 7", "NaN"]),
        (with_values(-np.inf), ["1 of 60 images", "infinite", "image 7"]),
        (with_values(1e39, "f8"), ["too large for float32", "image 7", "unit"]),
        (with_values(np.nan), ["1 of 60 images", "NaN", "image 7", "`nan`", "median"]),
        (
            with_values(np.nan, "f8", np.s_[4:9]),
            ["5 of 60 images", "NaN", "image 4", "zero"],
        ),
        (
            np.zeros((IMAGES, 12, 12, 33), "f4"),
            ["1 to 32 bands", "(60, 12, 12, 33)", "key 'images'"],
        ),
        (
            np.moveaxis(FLUXES, -1, 1),
            ["(60, 5, 12, 12)", "np.moveaxis(images, 1, -1)"],
        ),
        (FLUXES.astype("c8"), ["complex64", "float32", "store the pixels as numbers"]),
        (FLUXES.astype("i2"), ["int16", "images.astype('float32')"]),
        (FLUXES.astype("g"), ["float128", "images.astype('float32')"]),
        (FLUXES[:, 0], ["(60, 12, 5)", "label"]),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused(imports, images, says):
    case = imports()
    if "label" in says:  # three axes are images of one band
        write_hdf5(case.folder / "galaxies.h5", images=images, ans=LABELS[:59])
        case.refused("galaxies.h5", "key 'ans'", "59 labels for 60 images")
    else:
        write_hdf5(case.folder / "galaxies.h5", images=images)
        case.refused("galaxies.h5", *says)
    passes_with(case)


@pytest.mark.parametrize("nan", ["median", {"quantile": 0.05}])
def test_a_band_without_any_number_has_no_median(imports, nan):
    case = imports(nan=nan)
    images = with_values(np.nan, where=np.s_[3, ..., 1])
    write_hdf5(case.folder / "galaxies.h5", images=images)
    case.refused("galaxies.h5", "image 3", "a band that is all NaN", "nan: zero")
    passes_with(case)


@pytest.mark.parametrize("nan", ["zero", "median", {"quantile": 0.5}])
def test_pictures_have_no_nan_to_fill(imports, nan):
    case = imports(nan=nan)
    write_hdf5(case.folder / "galaxies.h5")
    case.refused("nan: got", "uint8 have no NaN", "remove it")
    passes_with(case)


def test_what_is_filled_is_said(imports):
    case = imports(nan="zero")
    images = with_values(np.nan, where=np.s_[3])
    images[LABELS == 1, :2] = np.nan
    images[8] = 5
    write_hdf5(case.folder / "galaxies.h5", images=images)
    said = case.passes().terminal + (case.folder / "job.log").read_text()
    summary = json.loads((case.folder / "dataset.json").read_text())
    assert summary["pixels"] == "float32" and summary["nan"]["images"] == 21
    assert summary["nan"]["classes"]["class 1"] == {
        "images": 20,
        "fraction": pytest.approx(1 / 6),
    }
    for words in (
        "21 of 60 images had undefined pixels",
        "1 of 60 images had no pixel but NaN and are now 0 everywhere",
        "the first is image 3",
        "1 of 60 images have the same value everywhere, the first is image 8",
        "100% of the images of class 1 had undefined pixels (NaN), and 2% of all",
    ):
        assert any(words in warning for warning in summary["warnings"]), words
        assert words in said
    catalog = fits.read_catalog(case.folder / "images.fits")
    assert catalog["nan_fraction"][3] == 1 and catalog["nan_fraction"][0] == 0


@pytest.mark.parametrize(
    ("nan", "says"),
    [
        ("zeros", ["datasets.fluxes.nan", "'zeros'", "refuse|zero|median"]),
        ({"quantile": 1.5}, ["datasets.fluxes.nan.quantile", "1.5", "from 0 to 1"]),
        ({}, ["datasets.fluxes.nan.quantile", "missing"]),
        (0, ["datasets.fluxes.nan", "got 0"]),
    ],
)
def test_a_wrong_policy_fails_while_planning(planned, nan, says):
    dataset = {"source": "hdf5", "path": "f.h5", "nan": nan}
    case = planned({"datasets": {"fluxes": dataset}})
    case.refused(*says)
    case.mended().passes()


@pytest.mark.parametrize(
    ("recipe", "says"),
    [
        ({"stretch": {"name": "asinh", "low": 3, "high": 3}}, ["low 3 and high 3"]),
        ({"stretch": {"name": "log", "low": 2, "high": -1}}, ["low 2 and high -1"]),
        ({"stretch": {"name": "none", "low": 0}}, ["stretch.low", "no effect"]),
        ({"stretch": {"high": 5}}, ["stretch.high", "no effect", "asinh"]),
        ({"stretch": {"name": "sinh"}}, ["stretch.name", "did you mean 'asinh'"]),
        ({"stretch": {"name": "log", "low": "0"}}, ["stretch.low", "got '0'"]),
        ({"stretch": {"name": "log", "high": 1e39}}, ["stretch.high", "1e+39"]),
        ({"stretch": {"name": "log", "a": 3}}, ["stretch.a", "unknown key"]),
        ({"stretch": "asinh"}, ["recipes.short.stretch", "a map"]),
        (
            {"stretch": {"name": "asinh"}, "normalization": "asinh"},
            ["recipes.short.normalization", "one stretch over another"],
        ),
    ],
)
def test_a_wrong_stretch_fails_while_planning(planned, recipe, says):
    case = planned({"recipes": {"short": recipe}})
    case.refused("recipes.short", *says)
    case.mended().passes()


def test_two_bands_for_weights_of_three_channels(planned):
    changes = {
        "datasets": {"sky": {"bands": [0, 1]}},
        "recipes": {"short": {"weights": "imagenet"}},
        "experiments": {"tiny": {"models": ["mobilenet"]}},
    }
    case = planned(changes)
    case.refused("experiments.tiny", "datasets.sky.bands has 2", "one or three")
    case.mended().passes()


@pytest.mark.parametrize(
    ("bands", "says"),
    [([0, 0], ["twice"]), ([32], ["from 0 to 31"]), ([], ["at least 1"])],
)
def test_wrong_bands_fail_while_planning(planned, bands, says):
    case = planned({"datasets": {"sky": {"bands": bands}}})
    case.refused("datasets.sky.bands", *says)
    case.mended().passes()


def test_a_band_that_is_not_there(job):
    case = import_case(job)
    write_hdf5(case.folder / "galaxies.h5", images=FLUXES[..., :3])
    chosen = {"source": "hdf5", "selection": {"bands": [0, 4]}, "options": {}}
    options = {"path": "galaxies.h5", "images": "images", "labels": "ans"}
    chosen["options"] = options | {"classes": None, "nan": "refuse"}
    case = job(
        "import_dataset",
        input={"files": []},
        output={"images": "images.fits", "summary": "dataset.json"},
        params={"dataset": chosen, "local": None},
    )
    case.refused("bands: got the band 4", "allowed: 0 to 2")
    write_hdf5(case.folder / "galaxies.h5", images=FLUXES)
    case.passes()
    cube = fits.open_cube(case.folder / "images.fits")
    np.testing.assert_array_equal(cube[:], FLUXES[..., [0, 4]])
