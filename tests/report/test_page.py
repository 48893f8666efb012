import re
from pathlib import Path

import numpy as np
import pandas as pd

from galaxybench.download.checksums import checksum
from galaxybench.report import page_figures
from galaxybench.report.page_figures import FIGURES, TOPICS
from tests.helpers.fake_runs import FakeExperiment
from tests.helpers.page_parser import Page, section

VENDOR = Path(page_figures.__file__).parent / "templates/page/vendor"


def test_the_page_loads_nothing(text):
    page = Page(text)
    for tag, attributes in page.tags:
        for key in ("src", "href", "srcset", "data", "action"):
            address = attributes.get(key)
            if address is None or address.startswith(("data:", "#")):
                continue
            # The links of citations: followed by a click, never loaded.
            assert tag == "a" and address.startswith("https://"), (tag, address)
    assert page.all("script") == [{}]
    assert not re.search(r"url\(|@import|\bimport\(|fetch\(|XMLHttpRequest", text)


def test_equal_images_in_several_classes_are_an_alert(text):
    assert "3 images are in several classes</span> with the same pixels" in text


def test_files_of_others_are_as_published_and_on_the_page_whole(text):
    listed = (VENDOR / "README.md").read_text()
    rows = re.findall(r"^\| `(\S+)` \|.*`(\w{64})` \|$", listed, flags=re.M)
    assert sorted(VENDOR.glob("*.js")) == sorted(VENDOR / name for name, _ in rows)
    for name, digest in rows:
        assert checksum(VENDOR / name, "sha256") == digest
        assert (VENDOR / name).read_text().strip() in text


def test_every_run_is_in_the_table(experiment, text):
    table = pd.read_csv(experiment.result("metrics.csv"))
    runs = re.findall(
        r'<tr><th scope="row">\w+</th><td class="name">(?:baseline|long)</td>\s*'
        r'<td class="n" data-sort="(\d)">\1</td>',
        text,
    )
    assert len(runs) == len(table) == 8
    for accuracy in table["accuracy"]:
        assert f"{100 * accuracy:.1f}\N{NO-BREAK SPACE}%" in text


def test_the_collapsed_runs_are_named_with_their_reason(text):
    assert text.count("are predicted as") == 2
    assert "collapsed" in text


def test_a_whole_page_has_no_alert(text):
    assert "incomplete" not in text and 'role="alert"' not in text


def test_what_failed_is_at_the_top_of_the_page_with_its_reason(experiment):
    names = experiment.names[0]
    reason = {"why": "train_model failed: OSError: <disk>", "log": "results/a.log"}
    experiment.failed = (
        names | {"model": "vgg16", "seed": 7} | reason,
        names | {"recipe": "ensemble", "model": "both"} | reason | {"log": ""},
    )
    try:
        page = experiment.report().read_text(encoding="utf-8")
    finally:
        experiment.failed = ()
    Page(page)
    top = re.search(
        r'<div class="missing" role="alert">.*?</div>\s*</div>', page, re.S
    )[0]
    assert "This page is incomplete: 8 of 9 runs." in top
    assert "vgg16, seed 7" in top and "ensemble both" in top
    assert "OSError: &lt;disk&gt;" in top and "results/a.log" in top
    assert "8 of 9 training runs" in page
    assert "Among the 8 of 9 runs that succeeded, " in page


def test_all_figures_are_embedded_and_described(experiment, text):
    images = Page(text).all("img")
    drawn = list(experiment.result("figures").rglob("*.png"))
    assert len(images) == len(drawn) > 5
    for image in images:
        assert image["src"].startswith(("data:image/png;base64", "data:image/webp"))
        assert len(image["alt"]) > 20


def test_every_figure_stands_in_the_section_of_its_topic(text):
    topics = {figure: topic for topic, names in TOPICS.items() for figure in names}
    assert set(FIGURES) <= set(topics)
    for figure in FIGURES:
        if figure != "data_amount":  # the experiment has one amount
            assert f'alt="{FIGURES[figure][0]}, galaxies' in section(
                text, topics[figure]
            )


def test_the_sections_come_in_the_order_of_the_navigation(text):
    page = Page(text)
    sections = [attributes["id"] for attributes in page.all("section")]
    assert sections[:3] == ["answer", "models", "cost"]
    assert sections[-3:] == ["trouble", "how", "citations"]
    targets = [a["href"][1:] for a in page.all("a") if a["href"].startswith("#")]
    assert targets[1:-1] == sections  # without the skip link and the one in a text


def test_a_section_without_content_is_not_shown(study, text):
    assert 'id="amounts"' in study[1]
    for absent in ("amounts", "reported"):
        assert f'id="{absent}"' not in text


def test_tables_and_landmarks_serve_a_screen_reader(text):
    page = Page(text)
    assert page.all("html")[0]["lang"] == "en"
    assert len(page.all("caption")) == len(page.all("table")) >= 4
    assert all(header.get("scope") in ("row", "col") for header in page.all("th"))
    assert len(page.all("main")) == len(page.all("h1")) == 1
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
    targets = {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")}
    assert targets <= ids


def test_the_most_confused_classes_are_named_as_the_matrix_counts_them(text):
    said = re.findall(
        r"([\d.]+) of (\d+) <strong>([^/]+)</strong> were classified as "
        r"<strong>([^/]+)</strong>",
        text,
    )
    assert len(said) > 4
    assert all(0 < float(errors) <= int(images) for errors, images, _, _ in said)
    assert all(true != predicted for _, _, true, predicted in said)


def test_the_scores_of_a_class_have_their_intervals(experiment, text):
    table = text[text.index('<section id="classes"') :]
    low, high = re.search(r"\[(\d+\.\d), (\d+\.\d)\]°?</span></td>", table).groups()
    assert 0 <= float(low) < float(high) <= 100


def test_names_are_escaped(text):
    assert "Edge-on &lt;without&gt; Bulge" in text
    assert "<without>" not in text


def test_how_it_was_done(text):
    for piece in (
        "snakemake --cores all fake",
        "git checkout 0123456789abcdef",
        "learning_rate: 0.001",
        "ab" * 32,
        "LeCun, Bottou",
        "3.15.0",
        "Differences between the recipes",
        "Deviations from the recipe",
        "<td>0.125</td>",
        "images within 60″ stay together",
        "classes too small: Cigar (17)",
        '<td class="n">24 (1)</td>',
        "The largest group is larger than valid should be.",
        "<dt>Images, at most</dt><dd>4242</dd>",
        "printed in it as a percentage",
        'href="https://doi.org/10.1000/made.up"',
    ):
        assert piece in text, piece


def test_simulated_data_are_announced(text, experiment, tmp_path):
    assert "SIMULATED DATA: galaxies" in text
    real = FakeExperiment(
        tmp_path, {"lenet5": 1.5}, classes=experiment.classes, simulated=False
    )
    real.score()
    for figure in (
        "accuracy", "classes", "confusion", "cost", "learning_curves", "misclassified",
        "reliability", "samples",
    ):  # fmt: skip
        source = experiment.figure_file(figure)
        target = real.figure_file(figure)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    page = real.report().read_text()
    assert "SIMULATED" not in page
    assert "None: no run collapsed" in page
    Page(page)


def test_the_page_is_small(experiment):
    assert experiment.result("report.html").stat().st_size < 2_000_000


def test_validation_scores_are_in_the_table_of_runs(experiment, text):
    table = pd.read_csv(experiment.result("metrics.csv"))
    for accuracy, loss in zip(table["val_accuracy"], table["val_loss"], strict=True):
        assert f">{100 * accuracy:.1f}\N{NO-BREAK SPACE}%</td>" in text
        assert f">{loss:.3f}</td>" in text


def test_the_spread_of_the_seeds_stands_apart_from_the_interval(experiment, text):
    models = section(text, "models")
    for header in (
        "95&nbsp;% interval, ranks",
        "seeds: standard deviation",
        "seeds: lowest to",
    ):
        assert header in models
    table = pd.read_csv(experiment.result("metrics.csv"))
    for _, own in table.groupby(["recipe", "model"]):
        deviation = 100 * np.std(own["accuracy"], ddof=1)
        assert f">{deviation:.2f}</td>" in models


def test_scores_without_small_classes_stand_beside_the_others(
    tmp_path, experiment, text
):
    labels = np.repeat(np.arange(4), [25, 25, 25, 6])
    images = np.zeros((len(labels), 16, 16, 3), np.uint8)
    fake = FakeExperiment(
        tmp_path,
        {"lenet5": 0.8},
        classes=experiment.classes,
        images=images,
        labels=labels,
    )
    fake.score()
    shown = section(fake.report().read_text(encoding="utf-8"), "models")
    [run] = pd.read_csv(fake.result("metrics.csv")).to_dict("records")
    assert "only the 3 of 4 classes with 20 test images or more" in shown
    for score in ("macro_f1_large", "balanced_accuracy_large"):
        assert f"({100 * run[score]:.1f})" in shown
    assert "20 test images or more" not in text


def test_one_data_set_is_not_ranked(text):
    assert "all data sets" not in text.lower()
