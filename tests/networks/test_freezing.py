import keras
import pytest

from galaxybench.networks.classifier import build_classifier
from galaxybench.networks.freezing import backbone, freeze, head
from tests.helpers.training_setup import recipe

STATISTICS = {"histogram": [[1] * 256] * 3}


def classifier(architecture: str, size: int = 32) -> keras.Model:
    model = {"architecture": architecture, "options": {}}
    options = recipe(normalization="rescale")
    return build_classifier((size, size, 3), 4, model, options, STATISTICS)


def frozen(model: keras.Model) -> list[str]:
    return [layer.name for layer in model.layers if not layer.trainable]


def test_the_backbone_is_what_a_keras_application_has() -> None:
    application = keras.applications.VGG16(
        include_top=False, weights=None, input_shape=(32, 32, 3)
    )
    names = [layer.name for layer in backbone(classifier("vgg16"))]
    assert names == [layer.name for layer in application.layers[1:]]


def test_half_is_the_first_half_of_the_applications_layers() -> None:
    application = keras.applications.VGG16(
        include_top=False, weights=None, input_shape=(32, 32, 3)
    )
    model = classifier("vgg16")
    freeze(model, "half")
    half = application.layers[: len(application.layers) // 2]
    assert frozen(model) == [layer.name for layer in half[1:]]


def test_a_frozen_backbone_leaves_the_head() -> None:
    model = classifier("vgg16")
    freeze(model, "backbone")
    assert [weight.path.split("/")[0] for weight in model.trainable_weights] == [
        layer.name for layer in head(model) for _ in layer.weights
    ]


def test_without_named_head_the_last_layer_with_weights_is_the_head() -> None:
    model = classifier("lenet5")
    freeze(model, "backbone")
    (kernel, bias) = model.trainable_weights
    assert kernel.shape == (84, 4)


def test_up_to_a_named_layer() -> None:
    model = classifier("vgg16")
    freeze(model, "block2_conv1")
    expected = ["block1_conv1", "block1_conv2", "block1_pool", "block2_conv1"]
    assert frozen(model) == expected


def test_freezing_again_starts_from_all() -> None:
    model = classifier("vgg16")
    freeze(model, "backbone")
    freeze(model, "none")
    assert not frozen(model)


def test_an_unknown_layer_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"'freeze': got 'block9'.*block1_conv1"):
        freeze(classifier("vgg16"), "block9")


def test_frozen_batch_normalization_keeps_its_averages() -> None:
    model = classifier("mobilenet")
    freeze(model, "backbone")
    before = [weight.numpy() for weight in model.non_trainable_weights]
    model.compile("sgd", "categorical_crossentropy", jit_compile=False)
    images = keras.random.uniform((4, 32, 32, 3), 0, 255)
    model.train_on_batch(images, keras.ops.one_hot([0, 1, 2, 3], 4))
    after = [weight.numpy() for weight in model.non_trainable_weights]
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
