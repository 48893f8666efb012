"""docs/your_data.md: every block of YAML plans and reads files that lie as it says."""

import re
from importlib import import_module
from pathlib import Path

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from astropy.io import fits
from astropy.table import Table
from PIL import Image

from galaxybench.config import configuration
from galaxybench.workflow.data_inputs import DatasetInputs
from tests.helpers.catalogs import PIXELS, ROWS, csv_text, png
from tests.helpers.workflow_setup import wildcards

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "your_data.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.S)
CONFIG = yaml.safe_load((ROOT / "config" / "config.yaml").read_text())
LABELS = np.arange(ROWS) % 3


def write_tables() -> None:
    """Tables, and the pictures and arrays beside them."""
    ids = [130549 + row for row in range(ROWS)]
    table = {
        "asset_id": ids,
        "dr7objid": [587739505552785605 + row for row in range(ROWS)],
        "gz2_class": [["Sc?t", "Er", "SBb", "Ec"][row % 4] for row in range(ROWS)],
        "redshift": [0.01 * row for row in range(ROWS)],
        "smooth_fraction": [0.9 if row % 3 == 0 else 0.1 for row in range(ROWS)],
        "featured_fraction": [0.9 if row % 3 == 1 else 0.1 for row in range(ROWS)],
        "edge on": [0.1] * ROWS,
        "objid": ids,
        "type": [["Sc?t", "Er"][row % 2] for row in range(ROWS)],
        "pixel_scale": [0.396] * ROWS,
        "t01_votes": [20] * ROWS,
    }
    for number, name in enumerate(("smooth", "disk", "star")):
        votes = [14 if row % 2 == number else 3 for row in range(ROWS)]
        table[f"n_{name}"] = votes
        table[f"t01_{name}"] = [count / 20 for count in votes]
    Path("cat.csv").write_text(csv_text(table))
    Table(table).write("cat.fits")
    write_cutouts(ids)
    for place in ("thumbs", "photos/spiral", "photos/elliptical"):
        Path(place).mkdir(parents=True)
    for row, pixels in enumerate(PIXELS):
        Image.fromarray(pixels).save(f"thumbs/{ids[row]}.jpg")
        kind = "spiral" if row % 2 else "elliptical"
        Image.fromarray(pixels).save(f"photos/{kind}/{row}.jpg")
    np.save("images.npy", PIXELS)
    np.save("fluxes.npy", PIXELS.astype(np.float32))
    np.savez("images.npz", thumbs=PIXELS, more=PIXELS)
    fits.writeto("cube.fits", PIXELS)
    with h5py.File("images.h5", "w") as file:
        file["thumbs"] = PIXELS


def write_cutouts(ids: list[int]) -> None:
    """FITS cut-outs: planes, extensions and files of their own."""
    for place in ("cuts", "bands"):
        Path(place).mkdir()
    for number, pixels in zip(ids, PIXELS, strict=True):
        planes = np.moveaxis(pixels, -1, 0).astype(np.float32)
        hdus = [fits.PrimaryHDU(planes)]
        for band, plane in zip("gri", planes, strict=True):
            hdus.append(fits.ImageHDU(plane, name=f"SCI_{band}"))
            fits.writeto(f"bands/{number}_{band}.fits", plane)
        fits.HDUList(hdus).writeto(f"cuts/{number}.fits")


def write_others() -> None:
    """Files that hold images and labels."""
    pictures = [{"bytes": png(pixels), "path": None} for pixels in PIXELS]
    Path("shards").mkdir()
    arrow = pa.table({"image": pictures, "label": LABELS.tolist()})
    for part in ("train", "validation", "test"):
        pq.write_table(arrow, f"shards/{part}-00000-of-00001.parquet")
    kinds = [["cat", "dog"][row % 2] for row in range(ROWS)]
    pq.write_table(pa.table({"picture": pictures, "kind": kinds}), "cats.parquet")
    parts = {f"{part}_images": PIXELS for part in ("train", "val", "test")}
    parts |= {f"{part}_labels": LABELS[:, None] for part in ("train", "val", "test")}
    np.savez("bloodmnist.npz", **parts)
    np.savez("digits.npz", x=PIXELS[..., 0], y=LABELS)
    with h5py.File("galaxies.h5", "w") as file:
        file["images"], file["ans"] = PIXELS, LABELS
        file["data/pixels"], file["data/kind"] = PIXELS, LABELS


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)
    if not Path("cat.csv").exists():
        write_tables()
        write_others()


def test_there_are_blocks():
    assert len(BLOCKS) == 12


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_every_block_plans_and_reads(block):
    given = yaml.safe_load(block)
    whole = {key: CONFIG[key] | given.get(key, {}) for key in CONFIG if key != "run"}
    whole["run"] = CONFIG["run"]
    config = configuration.resolve(whole, ROOT / "config" / "config.schema.yaml")
    for name in given["datasets"]:
        planned = DatasetInputs(config).local_files(wildcards(dataset=name))
        described = configuration.dataset(config, name)
        source = import_module(f"galaxybench.datasets.{described['source']}")
        images = source.open_source([], described["options"])
        assert images.provenance["sha256"] == planned
        assert len(images) >= 8 and len(images.classes) >= 2
        pixels = images.read(np.arange(len(images)))
        assert pixels.shape == (len(images), *images.shape) and pixels.any()


def test_every_link_leads_somewhere():
    for path in re.findall(r"\]\(([^)#:]+)", TEXT):
        assert (ROOT / "docs" / path).exists(), path
