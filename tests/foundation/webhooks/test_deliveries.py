"""What happened is told once, again where it was not taken, and never with what somebody wrote."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from heedful.domain.cases import operations as cases
from heedful.domain.cases.enums import CaseKind
from heedful.domain.feedback.enums import Kind
from heedful.foundation import outbound
from heedful.foundation.access import CUSTOMER, SYSTEM
from heedful.foundation.audit.models import AuditRow
from heedful.foundation.errors import Denied, NotFound, Refused
from heedful.foundation.jobs import operations as jobs
from heedful.foundation.jobs import runner
from heedful.foundation.jobs.models import Job, JobState
from heedful.foundation.webhooks import operations as webhooks
from heedful.foundation.webhooks import queries
from heedful.foundation.webhooks.kinds import KIND_OF, OFFERED, READ_AT, EventKind
from heedful.foundation.webhooks.models import Delivery, Endpoint
from heedful.foundation.webhooks.signing import headers
from heedful.interfaces.jobs.webhooks import publish
from heedful.workflows import inner_loop
from tests.factories.company import Company
from tests.factories.receiver import Receiver, listening
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "The parcel for Amina Otieno came broken"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A program that is told."""
    settings.HEEDFUL_JOBS = "db"
    with listening() as found:
        settings.HEEDFUL_OUTBOUND_ALLOW = [found.place]
        yield found


@pytest.fixture
def endpoint(receiver: Receiver, company: Company, now: datetime) -> Endpoint:
    """An endpoint for everything; what was before it is history."""
    publish(now)
    return webhooks.add(url=receiver.url, kinds=OFFERED, by=SYSTEM, at=now)[0]


def complain(company: Company, at: datetime, number: int = 1) -> None:
    inner_loop.receive_feedback(
        kind=Kind.COMPLAINT,
        channel="web",
        body=WORDS,
        submission_id=f"s{number}",
        name="Amina Otieno",
        email="amina@customer.example",
        contact_id=company.contacts["A-1"],
        unit_id=company.units["north-desk"],
        by=CUSTOMER,
        at=at,
    )


def run_for(at: datetime, hours: float) -> datetime:
    """Do jobs at the moments at which they are due, as a worker that never sleeps would."""
    end = at + timedelta(hours=hours)
    while True:
        runner.run_due(at, worker="w")
        due = Job.objects.filter(state=JobState.READY, run_at__lte=end).order_by("run_at").first()
        if due is None:
            return end
        at = max(at, due.run_at)


def events(receiver: Receiver) -> list[str]:
    return [json.loads(body)["type"] for _, body in receiver.taken]


def test_what_happens_is_told_signed_and_without_a_word_of_anybody(
    receiver: Receiver, endpoint: Endpoint, company: Company, now: datetime
) -> None:
    complain(company, now)
    publish(now)
    run_for(now, 1)
    assert sorted(events(receiver)) == ["case.opened", "feedback.recorded"]
    key = queries.secret_of(endpoint.keys.get())
    for sent, body in receiver.taken:
        expected = headers(message=str(sent["webhook-id"]), at=now, body=body, secrets=[key])
        assert {name: sent[name] for name in expected} == expected
        told = json.loads(body)
        assert set(told) == {"type", "timestamp", "data"}
        assert set(told["data"]) == {"id", "url"}
        assert told["data"]["id"] in told["data"]["url"]
        assert len(body) < 20_000
        for secret in ("Amina", "parcel", "@"):
            assert secret.encode() not in body


@pytest.mark.trust(19)
def test_each_event_three_times_is_one_effect_at_a_receiver_that_looks_at_the_id(
    receiver: Receiver, endpoint: Endpoint, company: Company, now: datetime
) -> None:
    for number in range(5):
        complain(company, now, number)
    publish(now)
    run_for(now, 1)
    once = {str(sent["webhook-id"]) for sent, _ in receiver.taken}
    for row in Delivery.objects.all():
        for _ in range(2):
            webhooks.replay(endpoint_id=endpoint.id, delivery_id=row.id, by=SYSTEM, at=now)
            run_for(now, 1)
    effects = {str(sent["webhook-id"]): body for sent, body in receiver.taken}
    assert len(receiver.taken) == 3 * len(once)
    assert set(effects) == once
    assert len({body for _, body in receiver.taken}) == len(once)  # the control: without looking, three effects each


@pytest.mark.trust(19)
def test_a_receiver_that_is_down_for_three_days_gets_everything(settings: Any, company: Company, now: datetime) -> None:
    settings.HEEDFUL_JOBS, port = "db", free_port()
    settings.HEEDFUL_OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
    publish(now)
    webhooks.add(url=f"http://127.0.0.1:{port}/hook", kinds=OFFERED, by=SYSTEM, at=now)
    for number in range(10):
        complain(company, now, number)
    publish(now)
    asked = Delivery.objects.count()
    back = run_for(now, 72)
    assert Delivery.objects.filter(state="waiting", tries=9).count() == asked > 0
    with listening(port) as receiver:
        run_for(back, 24)
        assert len(receiver.taken) == asked
    assert Delivery.objects.filter(state="delivered").count() == asked


@pytest.mark.trust(19)
def test_a_receiver_that_stays_down_leaves_everything_parked_and_replay_brings_it(
    settings: Any, company: Company, now: datetime
) -> None:
    settings.HEEDFUL_JOBS, port = "db", free_port()
    settings.HEEDFUL_OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
    publish(now)
    made, _ = webhooks.add(url=f"http://127.0.0.1:{port}/hook", kinds=OFFERED, by=SYSTEM, at=now)
    complain(company, now)
    publish(now)
    later = run_for(now, 100)
    rows = list(Delivery.objects.all())
    assert {(row.state, row.tries, row.attempts.count()) for row in rows} == {("parked", 10, 10)}
    assert not Job.objects.exclude(state=JobState.DONE).exists()
    with listening(port) as receiver:
        assert webhooks.replay(endpoint_id=made.id, by=SYSTEM, at=later) == len(rows)
        run_for(later, 1)
        assert len(receiver.taken) == len(rows)


def test_the_tries_come_when_the_standard_says(
    receiver: Receiver, endpoint: Endpoint, company: Company, now: datetime
) -> None:
    receiver.statuses = [500, 302, 404, 200]
    webhooks.try_out(endpoint_id=endpoint.id, by=SYSTEM, at=now)
    run_for(now, 1)
    row = Delivery.objects.get()
    waits = [timedelta(0), timedelta(seconds=5), timedelta(minutes=5, seconds=5), timedelta(minutes=35, seconds=5)]
    tried = list(row.attempts.order_by("at"))
    assert [(each.at - now, each.status) for each in tried] == list(zip(waits, [500, 302, 404, 200], strict=True))
    assert (row.state, tried[-1].reply) == ("delivered", "thank you")


def test_410_switches_the_endpoint_off(receiver: Receiver, endpoint: Endpoint, company: Company, now: datetime) -> None:
    receiver.statuses = [410]
    complain(company, now)
    publish(now)
    run_for(now, 100)
    endpoint.refresh_from_db()
    assert (endpoint.active, endpoint.why_off) == (False, "it answered 410: gone")
    assert len(receiver.taken) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"parked"}
    assert AuditRow.objects.filter(action="webhook.switched_off", entity_id=str(endpoint.id)).exists()


def test_a_process_that_dies_after_the_call_sends_the_same_id_again(
    receiver: Receiver, endpoint: Endpoint, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhooks.try_out(endpoint_id=endpoint.id, by=SYSTEM, at=now)
    row = Delivery.objects.get()
    outbound.post(row.endpoint.url, row.body.encode(), {"webhook-id": row.event})  # called, and nothing kept
    jobs.claim(worker="dead", at=now)
    run_for(now + jobs.LEASE, 1)
    assert {str(sent["webhook-id"]) for sent, _ in receiver.taken} == {row.event}
    row.refresh_from_db()
    assert (row.state, row.attempts.count()) == ("delivered", 1)


def test_publishing_again_or_by_two_tells_nothing_twice(
    receiver: Receiver, endpoint: Endpoint, company: Company, now: datetime
) -> None:
    complain(company, now)
    publish(now)
    count = Delivery.objects.count()
    publish(now)
    assert webhooks.publish(at=now) == 0
    assert Delivery.objects.count() == count == 2


def test_a_row_that_commits_late_is_told_too(
    receiver: Receiver, endpoint: Endpoint, company: Company, now: datetime
) -> None:
    last = AuditRow.objects.latest("id").id
    for number, name in ((last + 9, "early"), (last + 5, "late")):  # its id was drawn first, its commit came second
        AuditRow.objects.create(
            id=number, at=now, actor_kind="system", action="case.opened", entity="case", entity_id=name
        )
        publish(now)
    assert [json.loads(row.body)["data"]["id"] for row in Delivery.objects.order_by("id")] == ["early", "late"]


def test_an_endpoint_hears_its_kinds_while_it_is_on_and_since_it_was_added(
    receiver: Receiver, company: Company, now: datetime
) -> None:
    publish(now)
    complain(company, now, 1)
    later = now + timedelta(hours=1)
    made, _ = webhooks.add(url=receiver.url, kinds=["case.opened"], by=SYSTEM, at=later)
    publish(later)
    assert not Delivery.objects.exists()
    complain(company, later, 2)
    open_case(company, later)
    publish(later)
    assert set(Delivery.objects.values_list("kind", flat=True)) == {"case.opened"}
    count = Delivery.objects.count()
    webhooks.switch(endpoint_id=made.id, on=False, by=SYSTEM, at=later)
    open_case(company, later)
    publish(later)
    webhooks.switch(endpoint_id=made.id, on=True, by=SYSTEM, at=later)
    publish(later)
    assert Delivery.objects.count() == count


def open_case(company: Company, at: datetime) -> None:
    matter = cases.Matter(
        kind=CaseKind.ENQUIRY, subject="x", channel="web", received_at=at, unit_id=company.units["north-desk"]
    )
    cases.open_case(matter=matter, by=SYSTEM, at=at)


def test_a_new_key_signs_beside_the_old_one_for_a_day(receiver: Receiver, endpoint: Endpoint, now: datetime) -> None:
    first = queries.secret_of(endpoint.keys.get())
    second = webhooks.rotate(endpoint_id=endpoint.id, by=SYSTEM, at=now)
    assert base64.b64decode(second.removeprefix("whsec_")) != first
    for at, signatures in ((now + timedelta(hours=23), 2), (now + timedelta(hours=25), 1)):
        webhooks.try_out(endpoint_id=endpoint.id, by=SYSTEM, at=at)
        run_for(at, 0.1)
        sent, body = receiver.taken[-1]
        assert len(str(sent["webhook-signature"]).split()) == signatures
    only = headers(
        message=str(sent["webhook-id"]), at=at, body=body, secrets=[base64.b64decode(second.removeprefix("whsec_"))]
    )
    assert sent["webhook-signature"] == only["webhook-signature"]


def test_the_log_is_forgotten_after_thirty_days(receiver: Receiver, endpoint: Endpoint, now: datetime) -> None:
    webhooks.try_out(endpoint_id=endpoint.id, by=SYSTEM, at=now)
    run_for(now, 0.1)
    assert webhooks.forget(at=now + timedelta(days=30)) == 0
    assert webhooks.forget(at=now + timedelta(days=30, seconds=1)) == 1
    assert not Delivery.objects.exists()


def test_only_who_administers_the_whole_company_may(receiver: Receiver, company: Company, now: datetime) -> None:
    admin, leader = company.actor("admin"), company.actor("leader")
    made, _ = webhooks.add(url=receiver.url, kinds=["case.opened"], by=admin, at=now)
    assert list(queries.endpoints(admin)) == [made]
    assert list(queries.endpoints(leader)) == []
    with pytest.raises(NotFound):
        queries.endpoint(made.id, leader)
    for call in (
        lambda: webhooks.add(url=receiver.url, kinds=["case.opened"], by=leader, at=now),
        lambda: webhooks.rotate(endpoint_id=made.id, by=leader, at=now),
        lambda: webhooks.try_out(endpoint_id=made.id, by=leader, at=now),
        lambda: webhooks.replay(endpoint_id=made.id, by=leader, at=now),
        lambda: webhooks.switch(endpoint_id=made.id, on=False, by=leader, at=now),
    ):
        with pytest.raises(Denied):
            call()
    for kinds in ([], ["nonsense"], [EventKind.TEST]):
        with pytest.raises(Refused, match="told of"):
            webhooks.add(url=receiver.url, kinds=kinds, by=admin, at=now)


def test_every_kind_that_is_offered_has_its_action() -> None:
    assert set(KIND_OF.values()) == set(OFFERED)
    assert all(each.label for each in EventKind)
    assert {"feedback", "case", "problem", "version", "period"} == set(READ_AT)
