"""A8 and A9: what failed is named and costs no page; what is deleted is made again."""

import re
import shutil

import numpy as np
import pytest
from PIL import Image

from tests.helpers.faults import planned_case

FOLDER = {
    "datasets": {"mine": {"source": "image_folder", "path": "photos", "size": 16}},
    "experiments": {"tiny": {"datasets": ["mine"]}},
}
NO_PAGE = "tiny: 0 of 1 runs succeeded. No page was made."
RUN = "dense, seed 0 (mine, part, short)"
LEAVES = ["photos/*", "data/*", "results/*", "aside"]
PLACE, ONE = "results/experiments/tiny", "results/runs/sky/part/short/dense/seed-0"


def photos(case, images: int) -> None:
    """Two classes of pictures, all different."""
    noise = np.random.default_rng(0)
    for name in ("a", "b"):
        (case.folder / "photos" / name).mkdir(parents=True)
        for number in range(images):
            picture = Image.fromarray(noise.integers(0, 255, (16, 16, 3), np.uint8))
            picture.save(case.folder / f"photos/{name}/{number}.png")


def test_if_nothing_succeeded_there_is_no_page_and_the_reason_is_said(planned):
    case = planned(FOLDER, "--cores", "1", dry=False, leaves=LEAVES)
    photos(case, images=8)
    damaged = case.folder / "photos/b/0.png"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:80])
    why = f"{RUN}: not started, because import_dataset failed: photos/b/0.png"
    case.refused(NO_PAGE, why, "results/logs/import_dataset/mine.log")
    assert not (case.folder / PLACE).exists()
    damaged.write_bytes(whole)
    planned(FOLDER, "--cores", "1", "data/images/mine/images.fits", dry=False).passes()


def test_the_step_that_failed_is_named(planned):
    case = planned(FOLDER, "--cores", "1", dry=False, leaves=LEAVES)
    photos(case, images=2)
    case.refused(NO_PAGE, f"{RUN}: not started, because split_dataset failed: ")


def test_a_single_file_that_fails_is_no_page(planned):
    files = "data/images/mine/images.fits"
    case = planned(FOLDER, "--cores", "1", files, dry=False, leaves=LEAVES)
    photos(case, images=8)
    (case.folder / "photos/b/0.png").write_bytes(b"no picture")
    assert "runs succeeded" not in case.refused("photos/b/0.png").terminal


def test_no_user_writes_what_is_left_out(planned):
    case = planned({"left_out": {"tiny": []}})
    case.refused("left_out", "unknown")
    case.mended().passes()


@pytest.fixture(scope="module")
def finished(warm, compiled, tmp_path_factory):
    """The tiny experiment, as if all of its files had been made."""
    folder = tmp_path_factory.mktemp("finished") / "workflow"
    shutil.copytree(compiled, folder, ignore=shutil.ignore_patterns(".snakemake"))
    plan = planned_case(warm["snakemake"], folder, {}, "--detailed-summary").passes()
    for name in re.findall(r"^((?:data|results)/\S+)", plan.terminal, flags=re.M):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    options = {"dry": False, "leaves": LEAVES}
    touched = ("--cores", "1", "--touch")
    planned_case(warm["snakemake"], folder, {}, *touched, **options).passes()
    case = planned_case(warm["snakemake"], folder, {})
    case.passes("Nothing to be done")
    return case


@pytest.mark.parametrize(
    ("deleted", "rule"),
    [
        (f"{PLACE}/report.html", "write_report"),
        (f"{PLACE}/figures/sky/part/accuracy.png", "plot_accuracy"),
        (f"{PLACE}/figures/sky/part/reliability.pdf", "plot_reliability"),
        (f"{PLACE}/figures/sky/part/all_fail.csv", "plot_all_fail"),
        (f"{PLACE}/figures", "plot_samples"),
        (f"{PLACE}/tables/sky/part/pairs.tex", "write_tables"),
        (f"{PLACE}/metrics.csv", "compare_models"),
        (f"{PLACE}/ranking.csv", "compare_pairs"),
        (f"{PLACE}/answers.csv", "write_record"),
        (f"{PLACE}/references.bib", "write_citations"),
        (f"{ONE}/model.keras", "train_model"),
        (f"{ONE}/history.csv", "train_model"),
        (f"{ONE}/predictions.csv", "predict"),
        (f"{ONE}/metrics.json", "score"),
    ],
)
def test_what_an_experiment_shows_is_made_again(finished, deleted, rule):
    path, aside = finished.folder / deleted, finished.folder / "aside"
    path.rename(aside)
    try:
        assert re.search(rf"^{rule} +1$", finished.passes().terminal, flags=re.M)
    finally:
        aside.rename(path)


def test_what_no_page_shows_may_be_deleted(finished):
    folder, aside = finished.folder / "data/splits", finished.folder / "aside"
    folder.rename(aside)
    finished.passes("Nothing to be done")
    aside.rename(folder)
