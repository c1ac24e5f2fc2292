"""Publish, invite, answer: one response and its feedback rows."""

from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback import queries as feedback_queries
from heedful.domain.feedback.rules import needs_follow_up
from heedful.domain.surveys import operations
from heedful.foundation.access import CUSTOMER
from heedful.warehouse import dirty
from tests.factories.asking import collecting_survey, days, invited


def test_an_answer_travels_from_invitation_to_feedback(company, now, mailoutbox):
    survey, version = collecting_survey(company.units["root"], now)
    _, token = invited(survey, company.contacts["A-1"], now)
    received = operations.record_response(
        version=version,
        token=token,
        answers={"nps": 2, "why": "Late again", "call_me": True},
        language="en",
        idempotency_key="k1",
        by=CUSTOMER,
        at=now + days(1),
    )
    assert received.created
    recorded, created = feedback.record_answers(received=received, channel="email", by=CUSTOMER, at=now + days(1))
    assert created
    assert recorded.account_id == company.accounts["A-1"]
    assert recorded.unit_id == company.units["north-desk"]
    assert recorded.body == "Late again"
    assert [(s.question, s.value) for s in feedback_queries.scores(recorded.id)] == [("nps", 2)]
    assert needs_follow_up(recorded.kind, recorded.scores).reason == "NPS 2 of 10"
    assert dirty.pending("answers") == 1
