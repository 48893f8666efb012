import shutil
from pathlib import Path

import pytest
from tests.fake_runs import FakeExperiment

pytestmark = pytest.mark.browser

WIDTHS = [390, 1440]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    fake = FakeExperiment(
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
    assert len(sizes) == 6
    assert min(sizes) > 1000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(browser, address, scheme):
    """Contrast of the texts with their page: at least 4.5 (WCAG AA)."""
    page, _, _ = opened(browser, address, 1440, color_scheme=scheme)
    for selector in ("main p", "caption", "td", "main a", ".bad", ".small"):
        contrast = page.eval_on_selector(selector, CONTRAST)
        assert contrast >= 4.5, (selector, contrast)


CONTRAST = """element => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const clear = colour => colour.length === 4 && colour[3] === 0;
  const luminance = colour => {
    const [r, g, b] = colour.slice(0, 3).map(v => v / 255).map(
      v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  let behind = element, ground;
  do {
    ground = channels(getComputedStyle(behind).backgroundColor);
    behind = behind.parentElement;
  } while (clear(ground) && behind);
  const pair = [channels(getComputedStyle(element).color), ground].map(luminance);
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""


def test_wide_tables_scroll_with_the_keyboard(browser, address):
    page, _, _ = opened(browser, address, 390)
    box = page.locator("#models .scroll").first
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert box.evaluate("box => box.scrollLeft") > 0
