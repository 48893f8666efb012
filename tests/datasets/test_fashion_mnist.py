import numpy as np
import pytest

from galaxybench.datasets import fashion_mnist


def test_classes_are_garments(write_mnist, open_with_defaults):
    images = open_with_defaults("fashion_mnist", write_mnist()[0])
    assert images.classes[0] == "T-shirt/top" and images.classes[9] == "Ankle boot"
    assert "Fashion-MNIST" in images.provenance["citation"]


@pytest.mark.real_data
def test_the_official_files(shared_data, open_with_defaults):
    folder = shared_data / "mirror" / "fashion_mnist"
    paths = [folder / file["name"] for file in fashion_mnist.FILES]
    images = open_with_defaults("fashion_mnist", paths)
    assert np.bincount(images.labels[60_000:]).tolist() == [1000] * 10
    assert [path.stat().st_size for path in paths] == [
        file["size"] for file in fashion_mnist.FILES
    ]
