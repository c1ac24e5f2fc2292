"""The claims of docs/tutorial.md, asserted on the demonstration as it stands."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from heedful.analytics.scores.figure import Figure, compare, rankable
from heedful.domain.cases import queries as cases
from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries as feedback
from heedful.domain.measurement import queries as measurement
from heedful.domain.measurement.rules import add_months
from heedful.domain.organisation import queries as organisation
from heedful.foundation.access import SYSTEM
from heedful.foundation.audit import queries as audit
from heedful.foundation.days import day_of
from heedful.interfaces.cli.demo.claims import explained, portfolio, proof
from heedful.interfaces.cli.demo.claims.claim import Claim
from heedful.interfaces.cli.demo.world import MONTHS, TROUBLE
from heedful.workflows import board_pack


def check(at: datetime) -> Iterator[Claim]:
    """Check every claim, with the functions that serve the pages."""
    last = measurement.last_closed()
    if last is None:
        yield Claim("Months are closed", False, "none")
        return
    first = add_months(last.ends, 1 - MONTHS)
    begins, ends = add_months(first, TROUBLE[0]), add_months(first, TROUBLE[-1] + 1)
    yield from _sizes(at)
    yield from _trouble(begins, ends, at)
    yield from _recovery(begins, ends, at)
    yield from portfolio.check(at)
    yield from explained.check(at)
    yield from proof.check(at)
    yield from _books(at)


def _one(metric: str, unit: str, since: date, until: date, at: datetime) -> Figure:
    filters = {"unit": str(organisation.unit(unit).id)} if unit else {}
    (found,) = measurement.figures(definition=metric, actor=SYSTEM, at=at, since=since, until=until, filters=filters)
    return found


def _text(figure: Figure) -> str:
    return f"{measurement.value_text(figure)} ({measurement.note_text(figure)})"


def _sizes(at: datetime) -> Iterator[Claim]:
    accounts = customers.visible_to(SYSTEM).count()
    kinds = feedback.count_by_kind(SYSTEM)
    opened = cases.queue(SYSTEM, cases.Filters(status="all"), at=at, limit=1).total
    yield Claim("The book holds about 3,000 accounts", 2_900 <= accounts <= 3_100, f"{accounts:,}")
    yield Claim(
        "About 60,000 answers came in over 24 months", 57_000 <= kinds["answer"] <= 63_000, f"{kinds['answer']:,}"
    )
    yield Claim("More than 4,000 cases were opened", opened >= 4_000, f"{opened:,}")
    missing = len(cases.unmapped_submissions())
    yield Claim("Every complaint and low score has a case or a recorded reason", missing == 0, f"{missing} without")


def _trouble(begins: date, ends: date, at: datetime) -> Iterator[Claim]:
    before = (add_months(begins, -4), begins)
    on_time = [_one("delivered_on_time", "mombasa", *window, at) for window in (before, (begins, ends))]
    yield Claim(
        "Mombasa delivered far fewer parcels on time in the four months of the new sorting plan",
        (on_time[0].low or 0) > 88 and (on_time[1].high or 100) < 72,
        " then ".join(_text(each) for each in on_time),
    )
    nps = {
        unit: [_one("nps", unit, *window, at) for window in (before, (begins, ends))]
        for unit in ("mombasa", "nairobi-west", "nairobi-east", "kisumu", "nakuru")
    }
    moved = dict(zip(nps, compare([(now, then) for then, now in nps.values()]), strict=True))
    yield Claim(
        "Its NPS fell by ten points or more, and the fall is called worse",
        (moved["mombasa"].delta or 0) <= -10 and moved["mombasa"].word == "worse",
        measurement.change_text(moved["mombasa"]),
    )
    others = {unit: each.word for unit, each in moved.items() if unit != "mombasa"}
    yield Claim("No other depot is called better or worse", not any(others.values()), str(others))
    after = _one("nps", "mombasa", add_months(ends, 1), add_months(ends, 3), at)
    yield Claim(
        "After the plan was put right Mombasa came back to where it was",
        (after.high or -100) >= (nps["mombasa"][0].low or 100),
        f"{_text(nps['mombasa'][0])} before, {_text(after)} after",
    )
    lamu = _one("nps", "lamu", ends, add_months(ends, 1), at)
    yield Claim(
        "Lamu is too small for a rank or a colour in a month",
        not rankable(lamu),
        f"n {lamu.n if lamu.n is not None else 'hidden'}",
    )


def _recovery(begins: date, ends: date, at: datetime) -> Iterator[Claim]:
    kept = {unit: _one("clock_attainment", unit, begins, ends, at) for unit in ("mombasa", "nairobi-west")}
    yield Claim(
        "In those months Mombasa kept far fewer of its promises to answer in time than Nairobi West",
        (kept["mombasa"].high or 100) < (kept["nairobi-west"].low or 0),
        " against ".join(_text(each) for each in kept.values()),
    )


def _books(at: datetime) -> Iterator[Claim]:
    packs = list(measurement.packs())
    yield Claim("Three months are closed", len(packs) == 3, str(len(packs)))
    signed = [each for each in packs if each.state == "signed"]
    two = all(len(set(each.signatures.values_list("person_id", flat=True))) == 2 for each in signed)
    yield Claim(
        "Two of them are signed by two different people; one waits for its second signature",
        len(signed) == 2 and two,
        f"{len(signed)} signed",
    )
    late = [each for each in measurement.tracked(day_of(at)) if each.overdue]
    words = [effect.moved.word for each in late for effect in each.effects]
    yield Claim(
        "One decision of the board is overdue; a figure that it watches got better at a close since",
        len(late) == 1 and "better" in words,
        f"{[str(each.row) for each in late]}, {words}",
    )
    yield Claim("The newest pack renders again byte for byte", _identical(packs[0].id), packs[0].data_hash[:16])
    book = customers.batches()
    totals = all(customers.book_total(each.month, each.currency) == each.control_minor for each in book)
    yield Claim(
        "Every month of revenue equals its ledger total", totals and len(book) == MONTHS - 1, f"{len(book)} months"
    )
    found = audit.verify()
    yield Claim("The audit trail is whole", found.sound and found.sealed > 0, f"{found.sealed:,} rows sealed")


def _identical(period_id: UUID) -> bool:
    stored = measurement.files(measurement.period(period_id))
    newest = max(each.edition for each in stored)
    again = board_pack.rendered_again(period_id, newest)
    return all(
        measurement.content(each) == again[each.name]
        for each in stored
        if each.edition == newest and each.name in again
    )
