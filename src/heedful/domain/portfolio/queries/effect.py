"""What plays have done: the scores of customers that had one against those that stood alike and had none."""

from __future__ import annotations

from uuid import UUID

from heedful.analytics.inference.finding import Finding, worded
from heedful.analytics.value.matched import Course, matched_effect
from heedful.domain.portfolio.models import Play, Reckoning, Standing
from heedful.domain.portfolio.queries.reckonings import closes
from heedful.foundation.days import day_of

LATER = 2
"""Closes after which the effect of a play is looked at."""


def play_effect() -> tuple[Finding, str]:
    """Compare scores two closes after the close in which a play began with those of customers left alone.

    Alike is: the same state and segment at that close, and a score within 10 points. For the whole company: a
    comparison within a small unit would have nobody alike.
    """
    days = list(closes().order_by("as_of"))
    plays: dict[UUID, set[UUID]] = {}
    for account, opened in Play.objects.values_list("account_id", "opened_at"):
        before = [place for place, each in enumerate(days) if each.as_of <= day_of(opened)]
        if before and before[-1] + LATER < len(days):
            plays.setdefault(days[before[-1]].id, set()).add(account)
    ever = set(Play.objects.values_list("account_id", flat=True))
    helped: list[Course] = []
    alone: list[Course] = []
    for place, first in enumerate(days):
        if first.id in plays:
            for account, course in _courses(first, days[place + LATER]).items():
                if account in plays[first.id]:
                    helped.append(course)
                elif account not in ever:
                    alone.append(course)
    found = matched_effect(helped, alone)
    if found.low is None:
        return found, (
            f"Whether plays help cannot be said yet: {found.n_used} of them are two closes old and have customers"
            " alike to compare with; ten are needed."
        )
    return found, worded("A play", "a change of the score by points", found)


def _courses(first: Reckoning, later: Reckoning) -> dict[UUID, Course]:
    scores = Standing.objects.filter(reckoning=later).values_list("account_id", "score")
    after = {account: score for account, score in scores if score is not None}
    rows = Standing.objects.filter(reckoning=first, score__isnull=False)
    return {
        account: Course(f"{first.id} {state} {segment}", score, after[account])
        for account, state, segment, score in rows.values_list("account_id", "state", "account__segment_id", "score")
        if account in after and score is not None
    }
