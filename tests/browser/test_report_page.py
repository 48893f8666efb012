import shutil
from pathlib import Path

import pytest

from galaxybench.report.page_figures import FIGURES
from tests.helpers.fake_entries import FakeEntries

pytestmark = pytest.mark.browser

WIDTHS = [390, 1440]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    fake = FakeEntries(
        tmp_path_factory.mktemp("page"),
        {"lenet5": 1.5, "mobilenet_v3_small": 0.5},
        classes=["In-between Round Smooth", "Edge-on without Bulge", "Barred Spiral"],
        seeds=(0, 1),
        recipes=("baseline", "a_recipe_with_a_long_name"),
        broken=("mobilenet_v3_small",),
        splits=("holdout", "holdout_half"),
        fractions={"holdout_half": 0.5},
        score_train=True,
        references=[
            {
                "dataset": "galaxies",
                "model": model,
                "metric": "test_accuracy",
                "value": "0.8029",
                "source": "Study of galaxies, a title of some length",
                "note": "the division of its images is not known",
                "recipe": "",
            }
            for model in ("lenet5", "mobilenet_v3_small")
        ],
    )
    fake.ensemble("average")
    fake.score()
    fake.plot()
    return fake.report().as_uri()


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    chromium = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(chromium).exists():
        pytest.skip("needs Chromium (Debian and Ubuntu: apt-get install chromium)")
    with playwright.sync_playwright() as running:
        program = running.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        yield program
        program.close()


def opened(browser, address, width, **context):
    """Open the page offline; returns it with what it complained of and asked for."""
    page = browser.new_context(
        viewport={"width": width, "height": 900}, offline=True, **context
    ).new_page()
    complaints, requests = [], []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    return page, complaints, requests


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_overflows_and_nothing_is_loaded(browser, address, width):
    page, complaints, requests = opened(browser, address, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert complaints == []
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []


def test_the_images_show(browser, address):
    page, _, _ = opened(browser, address, 1440)
    sizes = page.eval_on_selector_all("img", "all => all.map(i => i.naturalWidth)")
    assert len(sizes) == len(FIGURES)
    assert min(sizes) > 1000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(browser, address, width, scheme):
    """Contrast, landmarks, names and the like, by the rules of axe-core."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _, _ = opened(browser, address, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = axe.run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


def test_wide_tables_scroll_with_the_keyboard(browser, address):
    page, _, _ = opened(browser, address, 390)
    box = page.locator("#models .scroll").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert box.evaluate("box => box.scrollLeft") > 0


RUNS = 'table[data-rows="runs"]'


@pytest.fixture
def runs(browser, address):
    """The first table of runs, unfolded."""
    page, complaints, _ = opened(browser, address, 1440)
    table = page.locator(RUNS).first
    page.locator("details", has=page.locator(RUNS)).first.evaluate("d => d.open = true")
    yield table
    assert complaints == []
    page.context.close()


def column(table, title):
    """The texts and the sorted numbers of a column, from the top."""
    cells = table.evaluate(
        """(table, title) => {
          const headers = [...table.tHead.rows[0].cells];
          const at = headers.findIndex(cell => cell.textContent === title);
          return [...table.tBodies[0].rows].filter(row => row.checkVisibility()).map(
            row => [row.cells[at].textContent, row.cells[at].dataset.sort]);
        }""",
        title,
    )
    assert cells, title
    return cells


def header(table, title):
    return table.get_by_role("columnheader", name=title, exact=True)


def test_a_click_sorts_numbers_from_the_highest(runs):
    header(runs, "training time").get_by_role("button").click()
    header(runs, "training time").and_(
        runs.locator("[aria-sort=descending]")
    ).wait_for()
    runs.page.wait_for_timeout(50)
    seconds = [float(value) for _, value in column(runs, "training time")]
    assert seconds == sorted(seconds, reverse=True)
    assert len(set(seconds)) > 1


def test_what_is_not_known_comes_last_in_both_directions(runs):
    button = header(runs, "validation accuracy").get_by_role("button")
    for direction in (-1, 1):
        button.click()
        runs.page.wait_for_timeout(50)
        cells = column(runs, "validation accuracy")
        assert cells[-1] == ["–", ""]
        known = [direction * float(value) for _, value in cells[:-1]]
        assert known == sorted(known)


def test_the_keyboard_sorts_names_from_a_to_z_and_back(runs):
    button = header(runs, "model").get_by_role("button")
    for direction, key in (("ascending", "Enter"), ("descending", "Space")):
        button.press(key)
        runs.page.wait_for_timeout(50)
        assert header(runs, "model").get_attribute("aria-sort") == direction
        names = [name for name, _ in column(runs, "model")]
        assert names == sorted(names, reverse=direction == "descending")
    assert runs.locator("[aria-sort]").count() == 1


def test_the_filter_keeps_the_rows_with_all_words_and_counts_them(runs):
    box = runs.locator("xpath=ancestor::details")
    assert box.get_by_role("status").text_content() == "9 of 9 runs"
    field = box.get_by_role("searchbox", name="Only runs with the words")
    field.fill("LENET5 baseline")
    assert box.get_by_role("status").text_content() == "2 of 9 runs"
    assert [name for name, _ in column(runs, "model")] == ["lenet5"] * 2
    header(runs, "seed").get_by_role("button").click()
    runs.page.wait_for_timeout(50)
    assert [seed for seed, _ in column(runs, "seed")] == ["1", "0"]
    field.fill("")
    assert len(column(runs, "model")) == 9


def test_print_shows_all_rows_and_no_controls(runs):
    box = runs.locator("xpath=ancestor::details")
    box.get_by_role("searchbox").fill("lenet5")
    runs.page.emulate_media(media="print")
    assert len(column(runs, "model")) == 9
    assert not box.locator(".filter").is_visible()


def test_without_scripts_every_row_shows(browser, address):
    page, complaints, _ = opened(browser, address, 1440, java_script_enabled=False)
    page.locator("summary", has_text="Every run").first.click()
    rows = page.locator(RUNS).first.locator("tbody tr")
    assert [row.is_visible() for row in rows.all()] == [True] * 9
    assert page.get_by_role("button").count() == 0
    assert page.locator(".filter").count() == 0
    assert complaints == []


def test_tables_of_models_and_runs_fit_a_desk(browser, address):
    page, _, _ = opened(browser, address, 1280)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for box in page.locator(".scroll", has=page.locator("table[data-rows]")).all():
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0
