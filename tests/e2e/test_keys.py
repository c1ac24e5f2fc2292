"""What hands and addresses can rely on: keys, the theme, Back, and a copied filter."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.pages import TILES, built

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CURRENT = "tr.hd-current [data-field=reference]"
REFERENCES = "[data-field=reference]"


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """Keep the tables between the tests of this module: they share one site."""


@pytest.fixture
def queue(site: Site, open_page: Callable[..., Page]) -> Page:
    """Open the queue as the leader."""
    page = open_page()
    site.sign_in(page.context, "leader")
    page.goto(f"{site.url}/desk/cases/?status=all")
    return page


def references(page: Page) -> list[str]:
    return page.locator(REFERENCES).all_inner_texts()


@pytest.mark.feature("X-9", part="keys, theme, Back and copied filters")
def test_the_queue_by_keys(queue: Page) -> None:
    first, second, *_ = references(queue)
    queue.keyboard.press("j")
    expect(queue.locator(CURRENT)).to_have_text(first)
    queue.keyboard.press("j")
    expect(queue.locator(CURRENT)).to_have_text(second)
    queue.keyboard.press("k")
    expect(queue.locator(CURRENT)).to_have_text(first)
    queue.keyboard.press("x")
    expect(queue.get_by_label(f"Choose {first}")).to_be_checked()
    expect(queue.get_by_text("Hand 1 over to")).to_be_visible()
    queue.keyboard.press("x")
    expect(queue.get_by_text("over to")).to_be_hidden()
    queue.keyboard.press("?")
    expect(queue.get_by_role("dialog", name="Keys")).to_be_visible()
    queue.keyboard.press("Escape")
    expect(queue.get_by_role("dialog", name="Keys")).to_be_hidden()
    queue.keyboard.press("j")
    queue.keyboard.press("Enter")
    expect(queue.locator(".page-pretitle")).to_contain_text(second)


def test_keys_are_dead_while_typing(queue: Page) -> None:
    box = queue.get_by_label("Words, customer or reference")
    queue.keyboard.press("/")
    expect(box).to_be_focused()
    queue.keyboard.type("jkx?")
    expect(box).to_have_value("jkx?")
    expect(queue.locator(CURRENT)).to_have_count(0)
    expect(queue.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_keys_can_be_switched_off_and_stay_off(queue: Page) -> None:
    queue.keyboard.press("?")
    queue.get_by_label("Switch single-letter keys off").check()
    queue.keyboard.press("Escape")
    queue.reload()
    queue.keyboard.press("j")
    queue.keyboard.press("?")
    expect(queue.locator(CURRENT)).to_have_count(0)
    expect(queue.get_by_role("dialog", name="Keys")).to_be_hidden()
    queue.get_by_role("button", name="Keys").click()
    queue.get_by_label("Switch single-letter keys off").uncheck()
    queue.keyboard.press("Escape")
    queue.keyboard.press("j")
    expect(queue.locator(CURRENT)).to_have_count(1)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_theme_is_chosen_with_and_without_a_script(
    site: Site, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(javascript=javascript)
    site.sign_in(page.context, "leader")
    page.goto(f"{site.url}/desk/cases/?status=all")
    page.get_by_role("button", name="Dark theme").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    assert page.url.endswith("/desk/cases/?status=all")
    page.goto(f"{site.url}/manage/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="Light theme").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_back_works_after_a_filter_and_a_copied_address_shows_the_same(
    site: Site, queue: Page, open_page: Callable[..., Page]
) -> None:
    everything = references(queue)
    queue.get_by_label("State").select_option("closed")
    queue.wait_for_url("**status=closed**")
    few = references(queue)
    assert 0 < len(few) < len(everything)
    expect(queue.get_by_role("status").filter(has_text="Showing")).to_have_text(f"Showing {len(few)} of {len(few)}")
    address = queue.url
    queue.go_back()
    expect(queue.get_by_label("State")).to_have_value("all")
    assert references(queue) == everything
    other = open_page(javascript=False)
    site.sign_in(other.context, "leader")
    other.goto(address)
    assert references(other) == few
    expect(other.get_by_label("State")).to_have_value("closed")


@pytest.mark.feature("ME-9", part="in a browser every form is drawn and its table is reached by keys")
def test_every_chart_of_a_dashboard_is_drawn_and_its_table_is_reached_by_keys(
    site: Site, open_page: Callable[..., Page]
) -> None:
    (made,) = built(site.house)
    page = open_page()
    site.sign_in(page.context, "leader")
    page.goto(f"{site.url}/insight/dashboards/{made}/")
    charts, tables = page.locator("[data-chart]"), page.locator("figure details")
    assert charts.count() == tables.count() == len(TILES) - 1, "news or noise takes twelve months"
    for place in range(charts.count()):
        charts.nth(place).scroll_into_view_if_needed()
        expect(charts.nth(place).locator("svg path").first).to_be_attached()
        tables.nth(place).locator("summary").focus()
        if tables.nth(place).get_attribute("open") is None:
            page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(tables.nth(place).get_by_role("region")).to_be_focused()
        assert tables.nth(place).locator("tbody tr").count()
