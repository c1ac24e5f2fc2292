"""The gate, the lint, the life of a version, and that a published one never changes."""

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from heedful.domain.surveys import operations, queries, rules
from heedful.domain.surveys.enums import VersionState, VersionVerb
from heedful.domain.surveys.rules.lifecycle import GATE, WrongState
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.errors import Conflict, Refused
from tests.factories.asking import ABOUT, NPS, TWO_PAGES, collecting_survey


@pytest.fixture
def survey(company, now):
    return operations.create_survey(code="gate", title="Gate", unit_id=company.units["root"], by=SYSTEM, at=now).id


@pytest.mark.feature("FT-1", part="no survey goes live without owner, capacity, decision and report-back date")
@pytest.mark.parametrize("key", list(GATE))
def test_each_missing_key_of_the_gate_is_named(key, survey, now):
    about = "\n".join(line for line in ABOUT.splitlines() if not line.startswith(key))
    draft = operations.save_draft(survey=survey, document=NPS, about=about, by=SYSTEM, at=now)
    with pytest.raises(operations.GateRefused) as refused:
        operations.publish(version=draft.id, by=SYSTEM, at=now)
    assert refused.value.missing == (key,)
    assert key in str(refused.value)
    assert queries.version(draft.id).state == VersionState.DRAFT


def test_a_report_back_date_in_the_past_does_not_count(survey, now):
    about = ABOUT.replace("2027-01-31", "2026-03-16")
    draft = operations.save_draft(survey=survey, document=NPS, about=about, by=SYSTEM, at=now)
    with pytest.raises(operations.GateRefused) as refused:
        operations.publish(version=draft.id, by=SYSTEM, at=now)
    assert refused.value.missing == ("report_back",)


def test_errors_of_the_lint_block_publishing_and_are_all_there(survey, now):
    about = ABOUT.replace("question: nps", "question: npss").replace("[why]", "[call_me]")
    draft = operations.save_draft(survey=survey, document=NPS, about=about, by=SYSTEM, at=now)
    with pytest.raises(operations.LintRefused) as refused:
        operations.publish(version=draft.id, by=SYSTEM, at=now)
    assert [found.code for found in refused.value.findings] == ["unknown_question", "wrong_type"]
    assert "did you mean nps?" in refused.value.fix


def test_documents_that_cannot_be_read_are_refused_with_their_place(survey, now):
    with pytest.raises(Refused, match="line 1, column 15"):
        operations.save_draft(survey=survey, document=b'{"elements": [}', about=ABOUT, by=SYSTEM, at=now)
    with pytest.raises(rules.AboutRefused) as refused:
        operations.save_draft(survey=survey, document=NPS, about="capacty: 5", by=SYSTEM, at=now)
    assert refused.value.field == "capacty"


@pytest.mark.parametrize("changed", ["document", "about"])
def test_a_draft_saved_between_the_gate_and_the_move_is_not_published(changed, survey, now, monkeypatch):
    draft = operations.save_draft(survey=survey, document=NPS, about=ABOUT, by=SYSTEM, at=now)
    about = ABOUT.replace("capacity: 20 calls a week", 'capacity: ""') if changed == "about" else ABOUT
    document = NPS if changed == "about" else NPS + b"\n"
    real = queries.lint

    def meanwhile(*given):
        found = real(*given)
        operations.save_draft(survey=survey, document=document, about=about, by=SYSTEM, at=now)
        return found

    monkeypatch.setattr(queries, "lint", meanwhile)
    with pytest.raises(Conflict):
        operations.publish(version=draft.id, by=SYSTEM, at=now)
    assert queries.version(draft.id).state == VersionState.DRAFT


@pytest.mark.invariant("surveys-1")
def test_bytes_come_back_as_they_were_received(survey, now):
    document = b'{ "elements":[ {"name":"nps" , "type":"rating","rateMin":0,"rateMax":10}]}\n\n'
    draft = operations.save_draft(survey=survey, document=document, about=ABOUT, by=SYSTEM, at=now)
    assert bytes(queries.version(draft.id).document) == document


@pytest.mark.invariant("surveys-2")
@pytest.mark.parametrize("column", ["document", "about", "sha256", "number"])
def test_a_published_version_cannot_be_changed_even_by_sql(column, company, now):
    _, version = collecting_survey(company.units["root"], now)
    value = {"document": b"{}", "number": 9}.get(column, "x")
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE surveys_surveyversion SET {column} = %s", [value])
    assert bytes(queries.version(version).document) == NPS


@pytest.mark.invariant("surveys-2")
def test_saving_again_makes_a_new_version_and_leaves_the_published_one(company, now):
    survey, version = collecting_survey(company.units["root"], now)
    about = ABOUT.replace("question: nps, metric: nps@1, scale: [0, 10]", "question: csat, metric: csat, scale: [1, 5]")
    about = about.replace("verbatim: [why]\ncontact_permission: call_me", "")
    draft = operations.save_draft(survey=survey, document=TWO_PAGES, about=about, by=SYSTEM, at=now)
    assert (draft.number, draft.state) == (2, VersionState.DRAFT)
    operations.publish(version=draft.id, by=SYSTEM, at=now)
    operations.open_collecting(version=draft.id, by=SYSTEM, at=now)
    assert queries.version(version).state == VersionState.CLOSED
    assert bytes(queries.version(version).document) == NPS
    assert queries.collecting(survey).version_id == draft.id


@given(st.lists(st.sampled_from(list(VersionVerb)), max_size=8))
def test_no_sequence_of_verbs_leads_back_to_a_draft_or_past_the_gate(verbs):
    state = VersionState.DRAFT
    published = False
    for verb in verbs:
        try:
            state = rules.after(state, verb)
        except WrongState:
            continue
        published = published or verb is VersionVerb.PUBLISH
        assert state is not VersionState.DRAFT
        assert state is not VersionState.COLLECTING or published


def test_surveys_are_seen_in_the_own_unit_only(company, now):
    collecting_survey(company.units["north"], now, code="north")
    collecting_survey(company.units["south"], now, code="south")
    seen = {
        who: {one.code for one in queries.visible_to(company.actor(who))}
        for who in ("leader", "north-lead", "south-lead", "board")
    }
    assert seen == {"leader": {"north", "south"}, "north-lead": {"north"}, "south-lead": {"south"}, "board": set()}
    assert Role.BOARD
