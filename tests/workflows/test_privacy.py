"""Forgetting a person: no search finds them, closed months stand, and no old backup brings them back."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries as case_queries
from heedful.domain.contacting.models import Approach, OptOut
from heedful.domain.contacting.queries.standing import key_of
from heedful.domain.customers import operations as customers
from heedful.domain.customers import queries as customer_queries
from heedful.domain.customers.enums import AccountKind
from heedful.domain.customers.models import Contact
from heedful.domain.customers.rules import RevenueInput
from heedful.domain.feedback.enums import Kind
from heedful.domain.measurement import queries as measurement
from heedful.domain.organisation import operations as organisation
from heedful.domain.surveys import operations as survey_operations
from heedful.domain.surveys.models import Invitation
from heedful.foundation.access import CUSTOMER, SYSTEM, Role
from heedful.foundation.audit import queries as audit
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.days import zone
from heedful.foundation.erasures import operations as erasures
from heedful.foundation.erasures.models import Erasure
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.jobs import runner
from heedful.foundation.jobs.models import Job
from heedful.foundation.notify.models import Mail
from heedful.interfaces.cli.__main__ import main
from heedful.interfaces.jobs import privacy as jobs
from heedful.warehouse import reader, refresh
from heedful.workflows import asking, inner_loop, privacy
from tests.factories.asking import collecting_survey, invited
from tests.factories.company import Company, small_company
from tests.workflows.test_board_pack import closed

CANARY = re.compile(rb"kanari\d{5}", re.IGNORECASE)
SEARCHES = ("desk:cases", "manage:customers", "manage:feedback")
AFTER = datetime(2026, 4, 10, 9, tzinfo=UTC)


@pytest.fixture
def house(now: datetime, tmp_path: Path, settings: object) -> Company:
    settings.HEEDFUL_VAR = tmp_path  # type: ignore[attr-defined]  # every file of this installation is searched
    reader.close()
    return small_company(now)


def person(house: Company, number: int) -> UUID:
    """Add a private customer whose every text holds a word of their own."""
    word, unit = f"kanari{number:05d}", house.units["north-desk"]
    account = customers.add_account(
        code=word, name=f"{word} Wanjiku", kind=AccountKind.PERSON, unit_id=unit, by=SYSTEM, at=house.at
    )
    return customers.add_contact(
        account_id=account.id, name=f"{word} Wanjiku", email=f"{word}@people.example", phone=f"+254 {word}",
        reference=f"crm-{word}", by=SYSTEM, at=house.at,
    ).id  # fmt: skip


def said(house: Company, number: int, contact_id: UUID) -> None:
    """Let a person say something in passing."""
    inner_loop.receive_feedback(
        kind=Kind.COMPLIMENT, channel="web", body=f"kanari{number:05d} likes it", submission_id=f"passing-{number}",
        contact_id=contact_id, unit_id=house.units["north-desk"], by=CUSTOMER, at=house.at,
    )  # fmt: skip


def lived(house: Company, number: int, asked: tuple[UUID, UUID]) -> UUID:
    """Add a person who answered, complained, was answered with a file, and is still being invited."""
    word, contact_id, at = f"kanari{number:05d}", person(house, number), house.at
    survey, version = asked
    _, token = invited(survey, contact_id, at)
    inner_loop.receive_answer(
        version_id=version, answers={"nps": number % 11, "why": f"{word} waited"}, language="en", channel="email",
        idempotency_key=word, token=token, by=CUSTOMER, at=at,
    )  # fmt: skip
    received = inner_loop.receive_feedback(
        kind=Kind.COMPLAINT, channel="web", body=f"{word} never got the parcel", submission_id=f"web-{word}",
        name=f"{word} Wanjiku", email=f"{word}@people.example", contact_id=contact_id,
        unit_id=house.units["north-desk"], wanted=f"{word} wants it back", by=CUSTOMER, at=at,
    )  # fmt: skip
    assert received.followed_up and received.followed_up.case_id
    case_id, agent = received.followed_up.case_id, house.actor("north-agent")
    cases.take(case_id=case_id, by=agent, at=at)
    file = cases.File(f"{word}.txt", "text/plain", f"receipt of {word}".encode())
    cases.note(case_id=case_id, body=f"{word} called twice", files=[file], by=agent, at=at)
    cases.reply(case_id=case_id, body=f"Dear {word}, we look for it", by=agent, at=at)
    cases.receive(case_id=case_id, body=f"{word} thanks", channel="web", by=CUSTOMER, at=at)
    folder = Path(settings.HEEDFUL_VAR) / "imports" / str(contact_id)
    folder.mkdir(parents=True)
    (folder / "refused.csv").write_text(f"line,fault,name\n4,no day,{word.title()} Wanjiku\n")
    return contact_id


def in_tables() -> set[bytes]:
    """Return every canary in any column of any table."""
    found: set[bytes] = set()
    for model in apps.get_models(include_auto_created=True):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            for row in cursor:
                for value in row:
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    found.update(CANARY.findall(raw))
    return {each.lower() for each in found}


def in_files() -> set[bytes]:
    """Return every canary in the bytes of any file: the database's own, where it is one, and the installation's."""
    paths = [each for each in Path(settings.HEEDFUL_VAR).rglob("*") if each.is_file()]
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        paths += [Path(name + end) for end in ("", "-wal") if Path(name + end).exists()]
    return {word.lower() for path in paths for word in CANARY.findall(path.read_bytes())}


def by_search(house: Company, word: str) -> int:
    """Count how often the product's own searches answer with a word, beyond repeating what was sought."""
    page = Client()
    page.force_login(get_user_model().objects.get(pk=house.users["leader"]))

    def answers(sought: str) -> int:
        asked = [(reverse(name), {"q": sought, "status": "all"}) for name in SEARCHES]
        asked += [("/api/v1/cases", {"words": sought, "status": "all"})]
        return sum(page.get(*each).content.decode().count(sought) for each in asked)

    return answers(word) - answers("kanari99999")


def nobody_finds(house: Company, people: int, erased: int) -> None:
    """Erase some of many people and look for them everywhere."""
    asked = collecting_survey(house.units["root"], house.at)
    gone = [lived(house, number, asked) for number in range(erased)]
    for number in range(erased, people):
        said(house, number, person(house, number))
    refresh.refresh(at=house.at)
    period = closed(house, date(2026, 3, 1), AFTER)
    figures = measurement.data_hash(measurement.results(period))
    pack = {each.name: each.sha256 for each in measurement.files(period)}
    words = {f"kanari{number:05d}".encode() for number in range(erased)}
    assert words <= in_tables() and by_search(house, "kanari00001") > 0, "the search would find them"
    leader = house.actor("leader")
    for contact_id in gone:
        privacy.erase(contact_id=contact_id, reason="asked by mail", by=leader, at=AFTER)
    assert not words & in_tables()
    if connection.vendor == "sqlite":
        assert words & in_files(), "the control: the old pages of the file still hold them"
    erasures.scrub()
    refresh.refresh(at=AFTER)
    others = {f"kanari{number:05d}".encode() for number in range(erased, people)}
    assert not words & in_files() and in_tables() == others, "nobody else is touched"
    assert by_search(house, "kanari00001") == 0
    for contact_id in gone:
        assert "kanari0" not in json.dumps(
            privacy.held(contact_id=contact_id, by=leader, at=AFTER), cls=DjangoJSONEncoder
        )
    found = measurement.period(period.id)
    assert measurement.data_hash(measurement.proven(found)) == figures == found.data_hash
    assert {each.name: each.sha256 for each in measurement.files(found)} == pack
    assert audit.verify().sound
    assert Erasure.objects.count() == AuditRow.objects.filter(action="person.erased").count() == erased


@pytest.mark.feature("X-6", part="3 of 40 people: no residue in tables, files, searches; closed months stand")
@pytest.mark.django_db(transaction=True)
def test_a_few_erased_people_are_found_by_no_search(house: Company) -> None:
    nobody_finds(house, people=40, erased=3)


@pytest.mark.slow
@pytest.mark.feature("X-6")
@pytest.mark.django_db(transaction=True)
def test_a_hundred_of_ten_thousand_erased_people_are_found_by_no_search(house: Company) -> None:
    nobody_finds(house, people=10_000, erased=100)


@pytest.mark.django_db
def test_everything_kept_about_a_person_is_handed_over(house: Company) -> None:
    contact_id = lived(house, 7, collecting_survey(house.units["root"], house.at))
    held = privacy.held(contact_id=contact_id, by=house.actor("leader"), at=house.at)
    assert held["person"]["email"] == "kanari00007@people.example"
    assert {each["words"] for each in held["feedback"]} == {"kanari00007 waited", "kanari00007 never got the parcel"}
    assert held["surveys"][0]["answers"] == {"nps": 7, "why": "kanari00007 waited"}
    (case,) = held["cases"]
    assert {each["body"] for each in case["messages"]} >= {"kanari00007 called twice", "kanari00007 thanks"}
    assert case["attachments"][0]["name"] == "kanari00007.txt"


@pytest.mark.django_db
def test_counts_and_clocks_stay_and_the_address_is_asked_never_again(house: Company) -> None:
    contact_id = lived(house, 7, collecting_survey(house.units["root"], house.at))
    (case,) = privacy.held(contact_id=contact_id, by=house.actor("leader"), at=house.at)["cases"]
    before = [(each["kind"], each["result"], each["elapsed_seconds"]) for each in case["clocks"]]
    privacy.erase(contact_id=contact_id, reason="asked by mail", by=house.actor("leader"), at=house.at)
    after = case_queries.case_record(house.actor("leader"), case["case"]["id"], at=house.at)
    assert [(each["kind"], each["result"], each["elapsed_seconds"]) for each in after["clocks"]] == before
    for episode in after["episodes"]:
        cases.rebuild_clocks(episode_id=episode["id"], at=house.at)
    again = case_queries.case_record(house.actor("leader"), case["case"]["id"], at=house.at)
    assert [(each["kind"], each["result"], each["elapsed_seconds"]) for each in again["clocks"]] == before
    assert list(OptOut.objects.values_list("address_key", flat=True)) == [key_of("kanari00007@people.example")]


@pytest.mark.django_db
def test_rows_that_name_another_contact_of_the_same_address_stay(house: Company) -> None:
    """Two people write from one mailbox: erasing one leaves what the other said, and the mailbox open."""
    ann, bea = (
        customers.add_contact(
            account_id=house.accounts[account], name=name, email="info@shop.example", by=SYSTEM, at=house.at
        ).id
        for account, name in (("A-1", "Ann Annan"), ("A-2", "Bea Bello"))
    )
    for contact_id, body, unit in ((ann, "Ann waits", "north-desk"), (bea, "Bea waits", "south-desk")):
        inner_loop.receive_feedback(
            kind=Kind.COMPLAINT, channel="web", body=body, submission_id=body, email="info@shop.example",
            contact_id=contact_id, unit_id=house.units[unit], by=CUSTOMER, at=house.at,
        )  # fmt: skip
    leader = house.actor("leader")
    assert [each["words"] for each in privacy.held(contact_id=ann, by=leader, at=house.at)["feedback"]] == ["Ann waits"]
    folder = Path(settings.HEEDFUL_VAR) / "imports" / str(bea)
    folder.mkdir(parents=True)
    (folder / "refused.csv").write_text("line,fault\n4,Annual fee\n")
    privacy.erase(contact_id=ann, reason="by mail", by=leader, at=house.at)
    left = privacy.held(contact_id=bea, by=leader, at=house.at)
    assert [each["words"] for each in left["feedback"]] == ["Bea waits"]
    assert [each["case"]["subject"] for each in left["cases"]] == ["Bea waits"]
    assert not OptOut.objects.exists() and (folder / "refused.csv").exists()


@pytest.mark.django_db
def test_what_came_in_under_a_private_account_alone_goes_too(house: Company) -> None:
    contact_id = person(house, 1)
    account = customer_queries.account_by_code("kanari00001")
    assert account is not None
    inner_loop.receive_feedback(
        kind=Kind.COMPLAINT, channel="import", body="kanari00001 lost a parcel", submission_id="file-1",
        account_id=account.id, unit_id=house.units["north-desk"], by=CUSTOMER, at=house.at,
    )  # fmt: skip
    privacy.erase(contact_id=contact_id, reason="by mail", by=SYSTEM, at=house.at)
    assert in_tables() == set()


@pytest.mark.django_db
def test_who_is_responsible_for_a_part_of_the_company_reads_and_erases_nobody(house: Company) -> None:
    """An address may lead anywhere: what is found by it is for those who see the whole company."""
    organisation.grant_role(
        person_id=house.people["north-agent"], role=Role.CX_LEADER, unit_id=house.units["north"], since=house.at.date(),
        by=SYSTEM, at=house.at,
    )  # fmt: skip
    part, contact_id = house.actor("north-agent"), person(house, 1)
    for attempt in (privacy.held, lambda **told: privacy.erase(reason="by mail", **told)):
        with pytest.raises(Denied):
            attempt(contact_id=contact_id, by=part, at=house.at)


@pytest.mark.django_db
def test_a_reason_does_not_name_the_person(house: Company) -> None:
    with pytest.raises(Refused, match="names the person"):
        privacy.erase(contact_id=person(house, 1), reason="Kanari00001 Wanjiku rang", by=SYSTEM, at=house.at)


@pytest.mark.django_db
def test_the_list_of_erasures_keeps_those_whom_a_backup_did_not_bring(house: Company) -> None:
    here, elsewhere = person(house, 1), uuid4()
    long_ago = house.at - timedelta(days=400)
    entries = [erasures.Listed(each, "by mail", long_ago) for each in (elsewhere, here)]
    assert privacy.reapply(entries, at=house.at) == 1
    assert Erasure.objects.get(subject=elsewhere).at == long_ago
    listed = {each.subject for each in erasures.listed(Path(settings.HEEDFUL_VAR) / erasures.FILE)}
    assert listed == {here, elsewhere}


@pytest.mark.django_db
def test_what_waits_to_be_sent_is_sent_to_nobody_and_holds_nobody_up(house: Company) -> None:
    survey, _ = collecting_survey(house.units["root"], house.at)
    people = [person(house, number) for number in range(3)]
    asks = [survey_operations.Ask(each) for each in people]
    survey_operations.invite(survey=survey, asks=asks, by=SYSTEM, at=house.at)
    for contact_id in people[:2]:
        privacy.erase(contact_id=contact_id, reason="by mail", by=SYSTEM, at=house.at)
    assert asking.field_work(by=SYSTEM, at=house.at, limit=1).sent == 1
    assert list(Mail.objects.values_list("to", flat=True)) == ["kanari00002@people.example"]
    assert not Invitation.objects.filter(state="planned").exists()
    assert not Approach.objects.filter(state="planned").exists()


@pytest.mark.django_db
def test_only_who_may_erase_does_and_says_why(house: Company) -> None:
    contact_id = person(house, 7)
    for who in ("north-agent", "north-lead", "analyst"):
        with pytest.raises((Denied, NotFound)):
            privacy.erase(contact_id=contact_id, reason="asked", by=house.actor(who), at=house.at)
    with pytest.raises(Refused, match="needs its reason"):
        privacy.erase(contact_id=contact_id, reason=" ", by=house.actor("leader"), at=house.at)
    found = customer_queries.contact(contact_id)
    assert found is not None and found.email == "kanari00007@people.example", "all or nothing"


@pytest.mark.feature("X-6", part="retention: who has been gone for the stated time is erased, nobody else")
@pytest.mark.django_db
def test_people_who_have_been_gone_for_long_are_forgotten(house: Company) -> None:
    gone, paying, talking, new = (person(house, number) for number in range(4))
    for month, numbers in ((date(2022, 1, 1), (0, 1, 2)), (date(2026, 2, 1), (1,))):
        lines = [RevenueInput(f"kanari{number:05d}", month, 100) for number in numbers]
        customers.load_revenue(
            source="ledger", month=month, currency="KES", control_minor=100 * len(lines), lines=lines, by=SYSTEM,
            at=house.at,
        )  # fmt: skip
    said(house, 2, talking)
    assert privacy.retain(months=0, at=AFTER) == 0
    assert privacy.retain(months=36, at=AFTER) == 1
    left = [customer_queries.contact(each) for each in (gone, paying, talking, new)]
    assert [each is not None and bool(each.email) for each in left] == [False, True, True, True]
    assert privacy.retain(months=36, at=AFTER + timedelta(days=1)) == 0


@pytest.mark.django_db
def test_a_telephone_number_that_stands_in_the_reason_of_retention_stops_nobody(house: Company) -> None:
    contact_id = person(house, 0)
    customers.load_revenue(
        source="ledger", month=date(2022, 1, 1), currency="KES", control_minor=100,
        lines=[RevenueInput("kanari00000", date(2022, 1, 1), 100)], by=SYSTEM, at=house.at,
    )  # fmt: skip
    Contact.objects.filter(id=contact_id).update(phone="36")
    assert privacy.retain(months=36, at=AFTER) == 1


@pytest.mark.django_db(transaction=True)
def test_the_night_forgets_and_scrubs_once_and_only_at_night(house: Company, settings: Any) -> None:
    settings.HEEDFUL_KEEP_PEOPLE_MONTHS = 36
    contact_id = person(house, 0)
    customers.load_revenue(
        source="ledger", month=date(2022, 1, 1), currency="KES", control_minor=100,
        lines=[RevenueInput("kanari00000", date(2022, 1, 1), 100)], by=SYSTEM, at=house.at,
    )  # fmt: skip
    nights = datetime(2026, 4, 10, jobs.HOUR, 10, tzinfo=zone())
    jobs.tonight(nights.replace(hour=14))
    assert not Job.objects.filter(kind="privacy.night").exists()
    for minutes in (0, 30):
        jobs.tonight(nights + timedelta(minutes=minutes))
    assert Job.objects.filter(kind="privacy.night").count() == 1
    runner.run_inline(nights)
    found = customer_queries.contact(contact_id)
    assert found is not None and found.email == "" and in_tables() == set() and in_files() == set()


@pytest.mark.django_db(transaction=True)
def test_page_api_and_command_line_erase_alike(house: Company, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(timezone, "now", lambda: house.at)
    people = [person(house, number) for number in range(3)]
    page = Client()
    page.force_login(get_user_model().objects.get(pk=house.users["leader"]))
    assert "kanari00000" in page.get(reverse("manage:person", args=[people[0]])).content.decode()
    assert json.loads(page.get(reverse("manage:person_file", args=[people[0]])).content)["person"]["phone"]
    assert page.post(reverse("manage:person_erase", args=[people[0]]), {"reason": ""}).status_code == 422
    assert page.post(reverse("manage:person_erase", args=[people[0]]), {"reason": "by mail"}).status_code == 302
    held = page.get(f"/api/v1/customers/contacts/{people[1]}/held").json()
    assert held["person"]["email"] == "kanari00001@people.example"
    told = page.post(
        f"/api/v1/customers/contacts/{people[1]}/erase", {"reason": "by mail"}, content_type="application/json"
    )
    assert told.status_code == 200 and told.json()["customers"] == 2
    assert main(["person", "erase", "kanari00002@people.example", "--reason", "by mail"]) == 0
    assert json.loads(capsys.readouterr().out)["customers"] == 2
    assert in_tables() == set() and in_files() == set()
    listed = list(erasures.listed(Path(settings.HEEDFUL_VAR) / erasures.FILE))
    assert {each.subject for each in listed} == set(people)
