"""Every page in every state: axe finds nothing, nothing overflows a phone, the console and the CSP stay silent."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import DESK, PHONE, Site, Watched, guard
from tests.e2e.pages import NO_PAGE, PAGES, Shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
OPEN_ALL = "document.querySelectorAll('main details:not(.hd-fig)').forEach((each) => { each.open = true })"
SHOTS = os.environ.get("HEEDFUL_SHOTS", "")
"""A folder to keep a picture of every page in every state, for people to look at."""
THEME = "(name) => { document.documentElement.dataset.bsTheme = name }"
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(autouse=True)
def _django_db_helper() -> None:
    """Keep the tables between the tests of this module: they share one site."""


@pytest.fixture(scope="module")
def windows(browser: Browser, site: Site) -> Iterator[Callable[[str], Page]]:
    """Give the function that returns a colleague's window; one each, for the whole module."""
    opened: dict[str, Page] = {}

    def window(who: str) -> Page:
        if who not in opened:
            context = browser.new_context(viewport=DESK)
            context.set_default_timeout(15_000)
            if who:
                site.sign_in(context, who)
            opened[who] = context.new_page()
        return opened[who]

    yield window
    for page in opened.values():
        page.context.close()


def light(page: Page) -> None:
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light", forced_colors="none")
    page.evaluate(THEME, "light")


def dark(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    page.evaluate(THEME, "dark")


def phone(page: Page) -> None:
    light(page)
    page.set_viewport_size(PHONE)


def forced_colors(page: Page) -> None:
    light(page)
    page.emulate_media(forced_colors="active")


STATES = {"light": light, "dark": dark, "390 px": phone, "forced colours": forced_colors}
ORDINARILY = {"light": RULES, "dark": COLOURS, "390 px": RULES}
"""What differs from one state to the next; `make test-slow` asks for everything in every state."""


@pytest.mark.feature("X-9", part="axe: 0 violations on every page in light and at 390 px, of colours in dark")
@pytest.mark.parametrize("shown", PAGES, ids=[each.name for each in PAGES])
def test_page(shown: Shown, site: Site, windows: Callable[[str], Page], watched: Watched) -> None:
    look(shown, site, windows(shown.who), watched, ORDINARILY)


@pytest.mark.slow
@pytest.mark.feature("X-9", part="axe: 0 violations on every page in light, dark, 390 px and forced colours")
@pytest.mark.parametrize("shown", PAGES, ids=[each.name for each in PAGES])
def test_page_in_every_state(shown: Shown, site: Site, windows: Callable[[str], Page], watched: Watched) -> None:
    look(shown, site, windows(shown.who), watched, dict.fromkeys(STATES, RULES))


def look(shown: Shown, site: Site, page: Page, watched: Watched, asked: dict[str, dict[str, object]]) -> None:
    """Open a page and ask axe for its rules in each state; a phone must not scroll sideways."""
    page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
    guard(page.context, watched)
    watched.watch(page)
    response = page.goto(site.url + shown.url(site.house), wait_until="load")
    assert response is not None
    assert response.status == shown.status
    assert watched.complaints == []
    page.evaluate(OPEN_ALL)
    found = []
    for state, rules in asked.items():
        STATES[state](page)
        if state == "390 px" and overflows(page):
            found.append("390 px: the page is wider than the screen")
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / f"{shown.name}-{state.replace(' ', '-')}.png", full_page=True)
        result = Axe().run(page, options=rules)
        for fault in result.response["violations"]:
            for node in fault["nodes"]:
                why = " / ".join(check["message"] for check in node["any"] + node["all"] + node["none"])
                found.append(f"{state}: {fault['id']}: {node['html'][:160]}: {why[:200]}")
    watched.complaints = [text for text in watched.complaints if "axe" not in text]
    assert not found, "\n".join(found)


def overflows(page: Page) -> bool:
    """Say whether the page stays wider than its window once the charts have taken the new width."""
    for _ in range(30):
        if not page.evaluate(OVERFLOWS):
            return False
        page.wait_for_timeout(100)
    return True


def test_every_page_is_looked_at() -> None:
    names = set(_names(get_resolver().url_patterns, ""))
    assert {each.route for each in PAGES} | set(NO_PAGE) == names


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            if each.namespace != "api":
                yield from _names(each.url_patterns, f"{prefix}{each.namespace}:" if each.namespace else prefix)
        elif each.name:
            yield prefix + each.name
