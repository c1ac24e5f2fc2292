"""Did they feel it: those whose words led to a change beside others like them."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from heedful.analytics.inference.finding import Finding, worded
from heedful.analytics.inference.two_means import two_means
from heedful.domain.customers import queries as customers
from heedful.domain.feedback import queries as feedback
from heedful.domain.followthrough.models import Reask, Reasked, Report
from heedful.domain.followthrough.queries.reports import contributors


@dataclass(frozen=True, slots=True)
class Felt:
    """What a re-ask has found so far: (asked, answered) of both groups, scores 0 to 100, and their difference."""

    survey: str
    contributors: tuple[int, int]
    others: tuple[int, int]
    finding: Finding
    sentence: str


def alike(report_id: UUID) -> list[UUID]:
    """Return one other contact for each contributor, of the same unit and segment, where there is one.

    Who is taken does not depend on anything they did: a hash of the report and the contact draws them.
    """
    told = contributors(report_id)
    chosen: list[UUID] = []
    for people in customers.contacts_alike(told).values():
        others = sorted(set(people) - set(told), key=lambda each: hashlib.sha256(report_id.bytes + each.bytes).digest())
        chosen += others[: len(set(people) & set(told))]
    return chosen


def felt(found: Report) -> Felt | None:
    """Return what a report's re-ask has found; None where nobody was asked."""
    asked = Reask.objects.select_related("survey").filter(report=found).first()
    if asked is None:
        return None
    people = dict(Reasked.objects.filter(reask=asked).values_list("invitation_id", "contributor"))
    scores = feedback.scores_by_invitation(people.keys())
    groups = {True: [], False: []}  # type: dict[bool, list[float]]
    for key, score in sorted(scores.items()):
        groups[people[key]].append(score)
    finding = two_means(groups[True], groups[False])
    counts = [(sum(each is group for each in people.values()), len(groups[group])) for group in (True, False)]
    sentence = worded("Having spoken up and been told", "the score, in points of 100", finding)
    return Felt(asked.survey.title, counts[0], counts[1], finding, sentence)
