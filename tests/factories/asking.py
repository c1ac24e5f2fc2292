"""Surveys for tests, built by the product's own operations."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from heedful.domain.surveys import operations
from heedful.foundation.access import SYSTEM

NPS = json.dumps(
    {
        "title": {"default": "Your parcel", "sw": "Kifurushi chako"},
        "elements": [
            {"type": "rating", "name": "nps", "isRequired": True, "rateMin": 0, "rateMax": 10,
             "title": {"default": "Would you recommend us?", "sw": "Utatupendekeza?"}},
            {"type": "comment", "name": "why", "maxLength": 2000, "title": {"default": "Why?", "sw": "Kwa nini?"}},
            {"type": "boolean", "name": "call_me", "title": {"default": "May we call?", "sw": "Tupige simu?"},
             "labelTrue": {"default": "Yes", "sw": "Ndiyo"}, "labelFalse": {"default": "No", "sw": "Hapana"}},
        ],
    }
).encode()  # fmt: skip

TWO_PAGES = json.dumps(
    {
        "title": "Two pages",
        "pages": [
            {"name": "one", "elements": [{"type": "rating", "name": "csat", "isRequired": True}]},
            {"name": "two", "elements": [
                {"type": "radiogroup", "name": "part", "choices": ["speed", "care"], "showOtherItem": True},
                {"type": "checkbox", "name": "where",
                 "choices": [{"value": 1, "text": "Shop"}, {"value": 2, "text": "Web"}]},
                {"type": "dropdown", "name": "how", "choices": ["walk", "ride"]},
                {"type": "text", "name": "items", "inputType": "number", "min": 1, "max": 9},
                {"type": "comment", "name": "more", "maxLength": 500},
            ]},
        ],
    }
).encode()  # fmt: skip

ABOUT = """
purpose: learn how deliveries went
decision: which route is mended first
action_owner: head of delivery
capacity: 20 calls a week
report_back: 2027-01-31
time_zone: Africa/Nairobi
channels: [email, link]
languages: [en, sw]
reminders: {days: [3, 7]}
expires_after_days: 14
metrics: [{question: nps, metric: nps@1, scale: [0, 10]}]
verbatim: [why]
contact_permission: call_me
"""

ABOUT_TWO = ABOUT.replace("nps, metric: nps@1, scale: [0, 10]", "csat, metric: csat, scale: [1, 5]").replace(
    "verbatim: [why]\ncontact_permission: call_me", "verbatim: [more]"
)


def collecting_survey(
    unit_id: UUID, at: datetime, *, code: str = "delivery-nps", document: bytes = NPS, about: str = ABOUT
) -> tuple[UUID, UUID]:
    """Return the ids of a survey and of its version, which collects."""
    survey = operations.create_survey(code=code, title="Delivery", unit_id=unit_id, by=SYSTEM, at=at)
    version = operations.save_draft(survey=survey.id, document=document, about=about, by=SYSTEM, at=at)
    operations.publish(version=version.id, by=SYSTEM, at=at)
    operations.open_collecting(version=version.id, by=SYSTEM, at=at)
    return survey.id, version.id


def invited(survey_id: UUID, contact_id: UUID, at: datetime, **about: UUID) -> tuple[UUID, str]:
    """Invite one contact and send the mail; return the invitation and its secret."""
    planned = operations.invite(survey=survey_id, asks=[operations.Ask(contact_id, **about)], by=SYSTEM, at=at).planned
    token = operations.send_invitation(invitation=planned[0], by=SYSTEM, at=at)
    if token is None:
        raise AssertionError("the invitation did not leave")
    return planned[0], token


def days(count: int) -> timedelta:
    """Return so many days."""
    return timedelta(days=count)
