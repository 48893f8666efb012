from pathlib import Path

import pytest
from astropy.io import fits

from galaxybench.training.digests import code_digest, data_digest, digest
from tests.helpers.training_setup import write_blobs


def test_a_digest_ignores_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [1.0]}) == digest({"b": [1.0], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_the_digest_of_data_follows_pixels_and_labels(tmp_path: Path) -> None:
    write_blobs(tmp_path / "a.fits", 5)
    write_blobs(tmp_path / "b.fits", 5)
    first = data_digest(tmp_path / "a.fits")
    assert first == data_digest(tmp_path / "b.fits")
    write_blobs(tmp_path / "b.fits", 5, seed=1)
    assert first != data_digest(tmp_path / "b.fits")
    fits.PrimaryHDU([1, 2]).writeto(tmp_path / "c.fits")
    with pytest.raises(ValueError, match="c.fits: an HDU has no DATASUM"):
        data_digest(tmp_path / "c.fits")


def test_the_digest_of_code_follows_content_not_order(tmp_path: Path) -> None:
    a, b = tmp_path / "a.py", tmp_path / "b.py"
    a.write_text("1")
    b.write_text("2")
    first = code_digest([a, b])
    assert first == code_digest([b, a])
    b.write_text("3")
    assert first != code_digest([a, b])
