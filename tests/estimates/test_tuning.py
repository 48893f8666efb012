from pathlib import Path

import pytest

from galaxybench.estimates.tuning import Setting, Tuner, settings
from galaxybench.estimates.tuning_advice import choose
from tests.helpers.training_setup import LENET, recipe, spec, write_all

RECIPE = recipe(batch_size=32)


def test_the_recipes_own_setting_is_tried_twice_and_first():
    tried = list(settings(RECIPE, 100_000, on_gpu=False))
    assert tried[:2] == [
        Setting("float32", 32, "auto"),
        Setting("float32", 32, "auto", seed=1),
    ]
    assert len(set(tried)) == len(tried) == 7
    assert {setting.batch_size for setting in tried} == {32, 64, 128}
    assert {setting.jit for setting in tried} == {"auto"}


def test_a_gpu_gets_float16_and_compiled_settings_last():
    tried = list(settings(RECIPE, 100_000, on_gpu=True))
    assert len(tried) == 3 * 3 * 2 + 1
    assert [setting.jit for setting in tried] == ["auto"] * 10 + [True] * 9


@pytest.mark.parametrize("images", [100, 600])
def test_batches_that_the_images_do_not_fill_are_left_out(images: int):
    sizes = {setting.batch_size for setting in settings(RECIPE, images, on_gpu=False)}
    assert sizes == {32}


@pytest.mark.slow
def test_every_setting_sees_the_same_images(tmp_path: Path):
    made = write_all(tmp_path, train=1100)
    tuner = Tuner(spec(made, LENET, recipe(batch_size=16)), seconds=0.05)
    tried = tuner.tune()
    assert [row["batch_size"] for row in tried] == [16, 16, 32, 64, 16, 32, 64]
    assert {row["precision"] for row in tried} == {"float32", "mixed_bfloat16"}
    assert 256 <= tuner.images <= 1100
    first, second = tried[0]["loss"], tried[1]["loss"]
    assert first != second
    # Trained from the start: the warm-up is taken back, so that more images learn more.
    assert 0 < first < 1.2
    assert choose(tried, recipe(batch_size=16)) in tried
