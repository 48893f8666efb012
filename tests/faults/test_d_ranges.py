"""D23: what can be known while planning is refused while planning."""

import pytest


def model(architecture, **options):
    """Changes that add a model with options, beside the one of the tiny experiment."""
    return {
        "models": {"mine": {"architecture": architecture, "options": options}},
        "experiments": {"tiny": {"models": ["dense", "mine"]}},
    }


def source(**options):
    return {"datasets": {"sky": options}}


def recipe(**keys):
    return {"recipes": {"short": keys}}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (model("resnet18", dropout=5.0), ["options.dropout: got 5.0", "below 1"]),
        (model("resnet18", width=-3), ["options.width: got -3", "from 1 to 512"]),
        (model("d4_resnet", width=12), ["got 12", "from 8 to 512 and a multiple of 8"]),
        (model("dense", units=10**9), ["options.units: got 1000000000", "to 16384"]),
        (model("mobilenet", alpha=0), ["options.alpha: got 0", "from 0.05 to 4"]),
        (model("vgg16", head="flat"), ["got 'flat'", "average, flatten", "'flatten'?"]),
        (model("alexnet", batch_norm_momentum=1), ["momentum: got 1", "below 1"]),
        (source(size=200_000), ["sky.size: got 200000", "from 16 to 1024"]),
        (source(images=0), ["sky.images: got 0", "from 10 to 100000000"]),
        (source(images=29), ["tiny.splits: 'part' needs", "30 in all for 10 classes"]),
        (source(seed=2**32), ["sky.seed: got 4294967296", "from 0 to 4294967295"]),
        (source(noise=-1), ["sky.noise: got -1", "from 0 to 1000"]),
        (source(class_weights={"Bar": 1}), ["class_weights.Bar: unknown key"]),
        (source(keep_classes=["Merging", "Merge"]), ["unknown class 'Merge'"]),
        (source(keep_classes=[0, 10]), ["got the class index 10", "0 to 9"]),
        (source(merge_classes={"a": [0], " a ": [1]}), ["class names must differ"]),
        (recipe(batch_size=0), ["batch_size: got 0", "from 1 to 65536"]),
        (recipe(epochs=10**6), ["epochs: got 1000000", "from 1 to 100000"]),
        (
            recipe(optimizer={"learning_rate": 1.0e-20}),
            ["learning_rate: got 1e-20", "from 1e-10 to 10"],
        ),
        (recipe(early_stopping={"patience": 0}), ["patience: got 0", "from 1"]),
        (recipe(augmentation={"mixup": 11}), ["mixup: got 11", "from 0 to 10"]),
        (
            recipe(loss={"label_smoothing": 1.0}),
            ["label_smoothing: got 1.0", "below 1"],
        ),
        (
            {"splits": {"part": {"test": 1.0}}},
            ["splits.part.test: got 1.0", "above 0 and below 1"],
        ),
        (
            {"splits": {"part": {"valid": 1.5}}},
            ["splits.part.valid: got 1.5", "above 0 and below 1"],
        ),
        (
            {
                "splits": {"cv": {"method": "kfold", "folds": 13}},
                "experiments": {"tiny": {"splits": ["cv"]}},
            },
            ["'cv' needs at least 13 images of each class, 130 in all", "at most 120"],
        ),
        (
            {"experiments": {"tiny": {"margin": 1}}},
            [
                "experiments.tiny.margin: got 1, allowed: a number above 0 and below",
                "it is a share: 0.01 is one point of accuracy",
            ],
        ),
        (
            {"experiments": {"tiny": {"margin": 0}}},
            ["experiments.tiny.margin: got 0", "above 0 and below 0.5"],
        ),
        (
            {"experiments": {"tiny": {"seeds": [2**32]}}},
            ["tiny.seeds[0]: got 4294967296", "from 0 to 4294967295"],
        ),
        (
            {"experiments": {"tiny": {"title": "a\0"}}},
            ["tiny.title", "has U+0000"],
        ),
        (
            {"datasets": {"mine": {"source": "hdf5", "path": "x" * 256}}},
            ["datasets.mine.path: got a path with the name 'xxx", "256 bytes"],
        ),
        (
            {"resources": {"rules": {"train_model": {"mem_mb": 10**30}}}},
            ["rules.train_model.mem_mb: got 1000", "from 1 to 100000000"],
        ),
    ],
)
def test_what_is_out_of_range(planned, changes, says):
    case = planned(changes)
    case.refused(*says)
    case.mended().passes()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "if True:\n    FLOPS_PER_PIXEL = 1\n",
            ["line 1", "FLOPS_PER_PIXEL", "margin"],
        ),
        ("if True:\n    FLOPS_A_PIXEL = 1\n", ["line 2", "FLOPS_A_PIXEL", "margin"]),
        (
            'OPTIONS = {"widht": {"minimum": 1}}\n',
            ["OPTIONS has widht", "allowed: width"],
        ),
        ('OPTIONS = {"width": {"minimum": 9}}\n', ["refuses the default", "width=8"]),
        ('OPTIONS = {"width": {"minimum": "1"}}\n', ["OPTIONS of 'width'", "schema"]),
    ],
)
def test_an_architecture_that_declares_wrongly(planned, text, says):
    changes = {"experiments": {"tiny": {"models": ["dense", "my_net"]}}}
    case = planned(changes)
    file = case.folder / "scripts" / "galaxybench" / "models" / "my_net.py"
    file.write_text(text + "def build(inputs, classes, *, width=8): ...\n")
    case.refused("experiments.tiny.models", "my_net.py", *says)
    file.write_text("def build(inputs, classes, *, width=8): ...\n")
    case.passes("train_model")


def test_an_architecture_of_your_own_has_ranges_of_its_own(planned):
    case = planned(model("my_net", width=9))
    file = case.folder / "scripts" / "galaxybench" / "models" / "my_net.py"
    build = "def build(inputs, classes, *, width=8): ...\n"
    file.write_text('OPTIONS = {"width": {"minimum": 1, "maximum": 8}}\n' + build)
    case.refused("models.mine.options.width: got 9", "allowed: an integer from 1 to 8")
    file.write_text('OPTIONS = {"width": {"minimum": 1, "maximum": 9}}\n' + build)
    case.passes("train_model")
