"""What the demonstration knows before it begins: names, units, numbers of the story, and the calendar of 24 months."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np

from heedful.foundation.access import Role

COMPANY = "Kilima Parcels"
DOMAIN = "kilima.example"
CURRENCY = "KES"
MONTHS = 24
LIVE_FROM = 13
"""The month in which Heedful was taken into use: what came before is history."""
TROUBLE = range(17, 21)
"""The months in which the Mombasa depot delivers late: the new sorting plan."""
TROUBLED = "mombasa"

KEPT_CLOSES = 9
"""How many closes of the portfolio the story shows."""
FALLS_FROM, SILENT_FROM, GONE_FALLS_FROM, GONE_FROM = 21, 16, 10, 19
FALLING = (3, 11, 19, 27, 35)
SILENT = (5, 23, 41)
GONE = (8, 17, 29, 44, 52)
"""Places in the book of key accounts: lately disappointed, no longer answering, lost after a bad year."""

UNITS: Sequence[tuple[str, str, str, str | None]] = (
    ("kilima", COMPANY, "company", None),
    ("coast", "Coast", "department", "kilima"),
    ("mombasa", "Mombasa depot", "team", "coast"),
    ("lamu", "Lamu depot", "team", "coast"),
    ("capital", "Capital", "department", "kilima"),
    ("nairobi-west", "Nairobi West depot", "team", "capital"),
    ("nairobi-east", "Nairobi East depot", "team", "capital"),
    ("west", "West", "department", "kilima"),
    ("kisumu", "Kisumu depot", "team", "west"),
    ("nakuru", "Nakuru depot", "team", "west"),
    ("care", "Customer care", "department", "kilima"),
    ("phones", "Contact centre", "team", "care"),
    ("swift", "Swift Riders (partner)", "partner", "coast"),
)
DEPOTS = {"mombasa": 0.216, "lamu": 0.009, "nairobi-west": 0.27, "nairobi-east": 0.245, "kisumu": 0.15, "nakuru": 0.11}
"""Share of deliveries. Lamu is small on purpose: too small to be ranked or coloured."""

ROLES = (
    ("njeri", "Njeri Wambui", "Service agent", Role.AGENT, "mombasa"),
    ("omar", "Omar Said", "Head of the coast", Role.TEAM_LEADER, "coast"),
    ("achieng", "Achieng Otieno", "Head of customer experience", Role.CX_LEADER, "kilima"),
    ("mutua", "Mutua Kioko", "Customer analyst", Role.ANALYST, "kilima"),
    ("grace", "Grace Wanjiku", "Chair of the board", Role.BOARD, "kilima"),
    ("baraka", "Baraka Hamisi", "Administrator", Role.ADMIN, "kilima"),
    ("zawadi", "Zawadi Mrisho", "Dispatcher at Swift Riders", Role.PARTNER, "swift"),
)
FIRST = [
    "Amani",
    "Wanjiru",
    "Kamau",
    "Halima",
    "Juma",
    "Nyambura",
    "Otieno",
    "Fatuma",
    "Kiprono",
    "Wekesa",
    "Asha",
    "Mwangi",
    "Naliaka",
    "Barasa",
    "Chebet",
    "Salim",
    "Moraa",
    "Kibet",
    "Atieno",
    "Rehema",
    "Karanja",
    "Zuhura",
    "Ochieng",
    "Mumbi",
    "Yusuf",
    "Jelagat",
    "Simiyu",
    "Neema",
    "Gitau",
    "Akinyi",
]
LAST = [
    "Ndungu",
    "Ali",
    "Odhiambo",
    "Kilonzo",
    "Cherono",
    "Mwakio",
    "Wafula",
    "Hassan",
    "Nduta",
    "Kariuki",
    "Omondi",
    "Mutiso",
    "Bakari",
    "Rotich",
    "Njoroge",
    "Adhiambo",
    "Maina",
    "Said",
    "Wanyama",
    "Koech",
    "Muthoni",
    "Kombo",
    "Auma",
    "Githinji",
    "Sang",
]
TRADES = [
    "Traders",
    "Hardware",
    "Pharmacy",
    "Bookshop",
    "Textiles",
    "Foods",
    "Motors",
    "Electronics",
    "Farm",
    "Supplies",
    "Design",
    "Clinic",
    "Bakery",
]


@dataclass
class World:
    """The demonstration under construction: the random stream, the clock, and ids by code."""

    rng: np.random.Generator
    until: datetime
    ids: dict[str, dict[str, UUID]] = field(default_factory=dict)
    agents: dict[str, list[tuple[UUID, str]]] = field(default_factory=dict)
    book: Any = None
    deliveries: Any = None

    @cached_property
    def months(self) -> list[date]:
        """The first days of the 24 months; the last one is the month of `until`, still open."""
        last = self.until.year * 12 + self.until.month - 1
        return [date(each // 12, each % 12 + 1, 1) for each in range(last - MONTHS + 1, last + 1)]

    @property
    def start(self) -> datetime:
        """The first moment of the story."""
        first = self.months[0]
        return datetime(first.year, first.month, first.day, tzinfo=UTC)

    def month_start(self, index: int) -> datetime:
        """The first moment of a month; index 24 is `until`."""
        if index >= MONTHS:
            return self.until
        day = self.months[index]
        return datetime(day.year, day.month, day.day, tzinfo=UTC)

    def month_of(self, at: datetime) -> int:
        """The index of the month of a moment."""
        first = self.months[0]
        return (at.year - first.year) * 12 + at.month - first.month

    def even(self, count: int) -> list[float]:
        """Draw numbers in [0, 1), one from each of `count` equal parts, in random order.

        Shares drawn with them come out as planned whatever the day, so that the story's noise stays smaller than its
        claims: plain draws made an untouched depot look better on one day in twenty-five.
        """
        return ((self.rng.permutation(count) + self.rng.random(count)) / max(count, 1)).tolist()  # type: ignore[no-any-return]  # numpy

    def person_name(self) -> str:
        """Draw a made-up name."""
        return f"{FIRST[self.rng.integers(len(FIRST))]} {LAST[self.rng.integers(len(LAST))]}"


def at_work(moment: datetime) -> datetime:
    """Move a moment into the next working hours (Monday to Saturday, 05:00 to 13:00 UTC)."""
    if moment.hour >= 13:
        moment = (moment + timedelta(days=1)).replace(hour=5, minute=moment.minute)
    elif moment.hour < 5:
        moment = moment.replace(hour=5)
    return moment + timedelta(days=1) if moment.weekday() == 6 else moment
