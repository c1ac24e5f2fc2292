"""Fifty constructed complaints seen as people see them: one click to the hop, every label with what shows it."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from heedful.domain.cases import queries as cases
from heedful.domain.failures.enums import FailureState, Label
from heedful.domain.failures.models import Failure
from heedful.foundation.access import SYSTEM, Role
from heedful.interfaces.cli.__main__ import main
from tests.factories.company import Company
from tests.factories.failures import planted
from tests.trust.matrix import key_of

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.feature("CO-7")
@pytest.mark.feature("CO-8")
def test_acceptance_9_and_10_fifty_complaints_are_labelled_and_one_click_from_their_hop(
    company: Company, now: datetime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plants = planted(company, now - timedelta(days=760))
    monkeypatch.setattr(timezone, "now", lambda: now)
    leader = Client()
    leader.force_login(get_user_model().objects.get(pk=company.users["leader"]))
    assert Counter(each.label for each in plants) == dict.fromkeys(Label, 10)
    right, hops, chains = 0, 0, 0
    for each in plants:
        url = f"/explain/trace/{each.case_id}/"
        assert f'href="{url}"' in leader.get(f"/desk/cases/{each.case_id}/").content.decode(), "one click away"
        shown = leader.get(url)
        lines, trace = shown.context["lines"], shown.context["trace"]
        assert all(line.evidence for line in lines)
        assert shown.content.decode().count("By this rule:") == len(lines)
        right += bool(lines) and lines[0].label is each.label
        if each.hop is not None:
            person = str(company.people[each.person]) if each.person else ""
            chains += 1
            failed = trace.failed
            hops += bool(
                trace.decision_id == each.decision_id
                and failed is not None
                and failed.hop is each.hop
                and (not person or failed.key == person)
            )
    assert right >= 45
    assert chains > 30 and hops >= 0.95 * chains
    one, two, three = [each for each in plants if each.label is Label.UNDER][:3]
    headers = {"Authorization": f"Bearer {key_of(company, Role.CX_LEADER, now)}"}
    form = {"label": "under", "verb": "overrule"}
    assert leader.post(f"/explain/trace/{one.case_id}/decide/", form).status_code == 422, "overruling has a reason"
    form["reason"] = "She knew it by heart."
    assert leader.post(f"/explain/trace/{one.case_id}/decide/", form).status_code == 302
    assert leader.post(f"/api/v1/failures/{two.case_id}/decide", form, "application/json").status_code == 200
    by_key = Client().post(f"/api/v1/failures/{three.case_id}/decide", form, "application/json", headers=headers)
    assert by_key.status_code == 403, "a key has no name to put to it"
    reference = cases.find_case(SYSTEM, three.case_id).reference
    named = ["--reason", "She knew it.", "--by", "leader@simba.example"]
    assert main(["failure", "decide", reference, "under", "overrule", "--by", "leader@simba.example"]) == 2
    assert main(["failure", "decide", reference, "under", "overrule", *named]) == 0
    rows = Failure.objects.filter(case_id__in=[one.case_id, two.case_id, three.case_id], label="under")
    assert {row.state for row in rows} == {FailureState.OVERRULED} and rows.count() == 3
    assert all(row.reason and row.evidence and row.decided_by_id == company.people["leader"] for row in rows)
