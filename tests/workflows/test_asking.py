"""Field work by itself: one call does what is due."""

import pytest

from heedful.domain.feedback.models import Submission
from heedful.domain.surveys import operations as surveys
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.workflows import asking
from tests.factories.asking import ABOUT_TWO, TWO_PAGES, collecting_survey, days


@pytest.mark.feature("VO-1", part="partial answers are kept, marked and counted apart")
def test_invitations_leave_reminders_follow_and_partials_are_kept_as_such(company, now, mailoutbox, settings):
    settings.HEEDFUL_JOBS = "db"
    survey, version = collecting_survey(company.units["root"], now, document=TWO_PAGES, about=ABOUT_TWO)
    asks = [surveys.Ask(company.contacts[code]) for code in ("A-1", "A-2")]
    surveys.invite(survey=survey, asks=asks, by=SYSTEM, at=now)
    assert asking.field_work(by=SYSTEM, at=now) == asking.FieldWork(2, 0, 0, 0)
    assert asking.field_work(by=SYSTEM, at=now + days(3)) == asking.FieldWork(0, 2, 0, 0)
    secret = surveys.open_session(version=version, language="en", by=CUSTOMER, at=now)
    surveys.save_partial(
        version=version, token=secret, answers={"csat": 1}, page=1, language="en", by=CUSTOMER, at=now + days(3)
    )
    assert asking.field_work(by=SYSTEM, at=now + days(10)) == asking.FieldWork(0, 2, 0, 1)
    kept = Submission.objects.get()
    assert (kept.status, kept.records.get().value_number) == ("partial", 1)
    assert asking.field_work(by=SYSTEM, at=now + days(20)) == asking.FieldWork(0, 0, 2, 0)
