"""The shipped templates: complete in four languages, clean, and behind the gate until somebody fills them in."""

import pytest

from heedful.domain.surveys import operations, queries, rules
from heedful.foundation.access import SYSTEM


def test_there_are_seven():
    assert [one.code for one in queries.templates()] == [
        "ces", "csat", "delivery", "nps_relational", "nps_transactional", "resolution", "visit",
    ]  # fmt: skip


@pytest.mark.parametrize("template", queries.templates(), ids=lambda one: one.code)
def test_a_template_has_no_finding_in_any_of_its_languages(template):
    about = rules.parse_about(template.about)
    assert about.languages == ("en", "fr", "sw", "de")
    assert queries.lint(template.document, about) == []


@pytest.mark.parametrize("template", queries.templates(), ids=lambda one: one.code)
def test_a_template_goes_live_only_when_the_gate_is_filled(template, company, now):
    survey = operations.create_survey(code="t", title="T", unit_id=company.units["root"], by=SYSTEM, at=now)
    draft = operations.save_draft(survey=survey.id, document=template.document, about=template.about, by=SYSTEM, at=now)
    with pytest.raises(operations.GateRefused) as refused:
        operations.publish(version=draft.id, by=SYSTEM, at=now)
    assert refused.value.missing == ("purpose", "decision", "action_owner", "capacity", "report_back")
    filled = template.about.replace('""', "said").replace("report_back:", "report_back: 2026-06-30")
    draft = operations.save_draft(survey=survey.id, document=template.document, about=filled, by=SYSTEM, at=now)
    assert operations.publish(version=draft.id, by=SYSTEM, at=now).state == "published"
