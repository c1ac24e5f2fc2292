"""Asking whether a change was felt."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from heedful.domain.followthrough.enums import ReportState
from heedful.domain.followthrough.models import Reask, Reasked
from heedful.domain.followthrough.queries.felt import alike
from heedful.domain.followthrough.queries.reports import contributors, report
from heedful.domain.surveys import operations as surveys
from heedful.foundation import bulk
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused


@transaction.atomic
def reask(*, report_id: UUID, survey_id: UUID, by: Actor, at: datetime) -> int:
    """Invite the contributors of a sent report, and as many others like them, to a short survey; once a report.

    Everybody goes through the contact ledger: a re-ask uses up a person's share like any other question. Return how
    many are asked.
    """
    found = report(by, report_id)
    by.require(Permission.WRITE_REPORTS, found.unit_id)
    if found.state != ReportState.SENT:
        raise Refused("nobody was told yet", field="state", fix="send the report first")
    made = Reask(report=found, survey_id=survey_id, asked_at=at, asked_by=by.name)
    if not bulk.insert_new(made):
        raise Conflict("they were asked already", field="survey", fix="look at what they said")
    asked = _invite(made, contributors(report_id), True, by, at) + _invite(made, alike(report_id), False, by, at)
    data = {"survey": survey_id, "asked": asked}
    audit.record(by=by, at=at, action="report.reasked", entity="report", entity_id=report_id, data=data)
    return asked


def _invite(made: Reask, contacts: Collection[UUID], contributor: bool, by: Actor, at: datetime) -> int:
    asks = [surveys.Ask(each) for each in contacts]
    planned = surveys.invite(survey=made.survey_id, asks=asks, by=by, at=at).planned
    bulk.insert([Reasked(invitation_id=each, reask=made, contributor=contributor) for each in planned])
    return len(planned)
