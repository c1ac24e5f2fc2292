"""The first whole loop, in a browser: an answer, a case, a closed month, a pack, and back to the answer."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Clock, Site, serving

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Three days late, and the driver laughed at me."
APRIL = datetime(2026, 4, 2, 7, tzinfo=UTC)


@pytest.fixture
def running(transactional_db: None, quiet_house: Path, clock: Clock, browser: Browser) -> Iterator[Site]:
    """Serve a company whose data this test changes."""
    with serving(clock) as site:
        yield site


def answer(page: Page, url: str) -> None:
    """Answer the survey by keyboard alone."""
    page.goto(url)
    page.get_by_role("radio", name="2", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    page.get_by_role("radio", name="Yes").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank")


def work(page: Page, site: Site) -> str:
    """Take the newest case, recover, answer; return the customer's link."""
    page.goto(f"{site.url}/desk/cases/?owner=nobody&q=laughed")
    page.get_by_role("row", name="laughed").get_by_role("link").click()
    expect(page.get_by_text(WORDS).first).to_be_visible()
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("button", name="Confirm that I have read it").click()
    page.get_by_text("Start work", exact=True).first.click()
    page.get_by_label("What does it mean for the customer?").fill("Missed a birthday")
    page.get_by_role("button", name="Start work").click()
    for step in ("Empathise", "Apologise", "Explain", "Resolve", "Redress", "Follow up", "Confirm"):
        page.get_by_text("Record a step", exact=True).click()
        page.get_by_label("Step", exact=True).select_option(label=step)
        page.get_by_label("What shows it?").fill(f"{step}: on the phone, 09:40")
        page.locator("form[action$='/step/']").get_by_role("button", name="Record").click()
    page.get_by_text("Give the answer", exact=True).click()
    page.get_by_label("What did you find?").fill("The driver was new")
    page.get_by_label("The answer, as the customer will read it").fill("Our policy does not allow refunds.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Not done")
    expect(page.get_by_label("Send it as it is")).to_be_visible()
    page.get_by_label("The answer, as the customer will read it").fill("I am sorry. Your fee is refunded today.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("status").first).to_contain_text("The answer went to the customer")
    return page.get_by_label("The customer’s page of this case").input_value()


def close_case(page: Page) -> None:
    page.reload()
    page.get_by_text("Close the case", exact=True).click()
    page.get_by_label("What was decided?").select_option("upheld")
    page.get_by_label("Why?").fill("It was our fault")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("The case is closed")


def close_month(page: Page, site: Site) -> None:
    """Open the books of March, begin, answer the checklist, lock and sign."""
    page.goto(f"{site.url}/board/close/")
    page.get_by_label("Month").fill("2026-03")
    page.get_by_role("button", name="Open the books").click()
    page.get_by_role("button", name="Begin the close").click()
    page.get_by_label("What changed, and why it matters").fill("Mombasa came late again.")
    page.get_by_role("button", name="Keep").click()
    page.get_by_label("Note").fill("late parcels")
    page.get_by_role("button", name="Settled").click()
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="Lock").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Board pack, March 2026")
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.locator(".page-pretitle")).to_contain_text("1 of 2 signatures")


@pytest.mark.feature("X-5", part="the first loop by every role, in a browser")
@pytest.mark.feature("VO-1", part="micro-surveys by keyboard and without JavaScript")
@pytest.mark.feature("X-9", part="from a number to its rows, the comment and the case in three clicks")
def test_from_an_answer_to_a_signed_pack_and_back(
    running: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    customer = open_page(javascript=False)
    answer(customer, f"{running.url}/r/{running.house.token}/")

    agent = open_page()
    running.sign_in(agent.context, "north-agent")
    link = work(agent, running)
    customer.goto(running.url + re.sub(r"^https?://[^/]+", "", link))
    expect(customer.get_by_text("Your fee is refunded today")).to_be_visible()
    customer.get_by_role("button", name="Yes, it is solved").click()
    expect(customer.get_by_role("button", name="Yes, it is solved")).to_have_count(0)
    close_case(agent)
    customer.reload()
    expect(customer.get_by_role("listitem").filter(has_text="Closed")).to_have_attribute("aria-current", "step")

    running.clock.set(APRIL)
    leader = open_page()
    running.sign_in(leader.context, "leader")
    close_month(leader, running)

    board = open_page()
    running.sign_in(board.context, "board")
    board.goto(f"{running.url}/board/")
    board.on("dialog", lambda asked: asked.accept())
    board.get_by_role("button", name="Sign", exact=True).click()
    expect(board.locator(".page-pretitle")).to_contain_text("signed by")
    with board.expect_download() as started:
        board.get_by_role("link", name="PDF").first.click()
    assert Path(started.value.path()).read_bytes().startswith(b"%PDF")
    assert re.search(r"march", started.value.suggested_filename)

    drill(leader, running)


def drill(page: Page, site: Site) -> None:
    """Go from the number of the pack to the case of the customer, and count the clicks."""
    page.goto(f"{site.url}/board/")
    figure = page.locator(".hd-kpi", has=page.get_by_role("heading", name="Net Promoter Score")).locator(".hd-figure")
    figure.hover()
    figure.get_by_role("link", name="Rows behind this number").click()
    assert "since=2026-03&until=2026-03" in page.url
    page.get_by_role("row", name="laughed").get_by_role("link").first.click()
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.locator("main").get_by_role("link", name=re.compile(r"^C-?\d|^[A-Z]+-\d")).click()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    page.go_back()
    page.go_back()
    assert "since=2026-03&until=2026-03" in page.url
