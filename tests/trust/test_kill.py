"""The whole server is killed with -9 again and again: what was acknowledged is stored, whole and once (trust 17)."""

import random
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import Installation, Process, free_port, installation, wait_for
from tests.trust.storm import Api, Form, Heard, Storm

DETRACTOR = 6
CONTROLS = 8
BREATH = 0.8
"""Seconds of quiet service after each start, so that every life of the server acknowledges something."""


def killing(
    start: Callable[[], None], kill: Callable[[], None], times: int, enough: Callable[[], bool], breath: float = BREATH
) -> None:
    """Kill and start `times` times at unforeseen moments, and go on until `enough` was acknowledged."""
    chance = random.Random(17)
    for _ in range(times):
        time.sleep(breath + breath * chance.random())
        kill()
        start()
    until = time.monotonic() + 1_800
    while not enough() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(breath)


def sent(stored: str) -> str:
    """Return the id that a client sent: the door keeps it behind its own name and the key's."""
    return stored.rpartition(":")[2]


def faults(made: Installation, heard: Heard) -> list[str]:
    """Compare the database with what the clients know, by plain SQL."""
    found = list(heard.faults)
    submissions = {sent(name): (n, scored) for name, n, scored in made.rows(SUBMISSIONS)}
    responses = {name: (n, subs) for name, n, subs in made.rows(RESPONSES)}
    for name in heard.acknowledged["form"]:
        if responses.get(name) != (1, 1):
            found.append(f"form {name}: {responses.get(name)}, not one response with its submission")
    for door in ("wish", "complaint"):
        for name in heard.acknowledged[door]:
            if submissions.get(name) != (1, 1):
                found.append(f"{door} {name}: {submissions.get(name)}, not one submission with its record")
    with_case = {sent(name) for (name,) in made.rows(CASES)}
    wanted = set(heard.acknowledged["complaint"])
    wanted |= {name for name, score in heard.acknowledged["wish"].items() if score <= DETRACTOR}
    found += [f"{name} has no whole case" for name in wanted - with_case]
    queued = {sent(name) for (name,) in made.rows(MAILS)}
    found += [f"{name}: no receipt in the outbox" for name in set(heard.acknowledged["complaint"]) - queued]
    for what, query in HALVES.items():
        if count := made.rows(query)[0][0]:
            found.append(f"{count} {what}")
    if not made.database_url:
        found += [word for (word,) in made.rows("PRAGMA integrity_check") if word != "ok"]
    return found


SUBMISSIONS = """SELECT s.submission_id, count(DISTINCT s.id), count(r.id) FROM feedback_submission s
LEFT JOIN feedback_record r ON r.submission_id = s.id GROUP BY s.submission_id"""
RESPONSES = """SELECT r.idempotency_key, count(*), count(s.id) FROM surveys_response r
LEFT JOIN feedback_submission s ON s.response_id = r.id GROUP BY r.idempotency_key"""
CASES = """SELECT s.submission_id FROM feedback_submission s JOIN cases_followupdecision d ON d.submission_id = s.id
JOIN cases_case c ON c.id = d.case_id JOIN cases_episode e ON e.case_id = c.id
JOIN cases_event v ON v.case_id = c.id AND v.type = 'opened' JOIN cases_clock k ON k.episode_id = e.id
GROUP BY s.submission_id HAVING count(DISTINCT c.id) = 1 AND count(DISTINCT v.id) = 1 AND count(DISTINCT k.id) = 3"""
MAILS = """SELECT s.submission_id FROM feedback_submission s JOIN notify_mail m ON m."to" = s.sender_address
JOIN jobs_job j ON j.dedup_key = 'mail:' || m.key GROUP BY s.submission_id HAVING count(*) = 1"""
HALVES = {
    "detractors without a decision": f"""SELECT count(*) FROM feedback_record r
        LEFT JOIN cases_followupdecision d ON d.submission_id = r.submission_id
        WHERE r.field_type = 'nps' AND r.value_number <= {DETRACTOR} AND d.submission_id IS NULL""",
    "submissions without their audit row": """SELECT count(*) FROM feedback_submission s WHERE
        (SELECT count(*) FROM audit_auditrow a WHERE a.action = 'feedback.recorded'
         AND replace(a.entity_id, '-', '') = replace(CAST(s.id AS text), '-', '')) <> 1""",
    "responses without their submission": """SELECT count(*) FROM surveys_response r
        LEFT JOIN feedback_submission s ON s.response_id = r.id WHERE s.id IS NULL""",
    "cases nobody asked for": """SELECT count(*) FROM cases_case c
        LEFT JOIN cases_followupdecision d ON d.case_id = c.id WHERE d.case_id IS NULL""",
}


def lives(made: Installation, kills: int, acknowledged: int) -> Heard:
    """Let clients of all three doors send while the server has `kills` violent deaths."""
    made.serve()
    forms = Form.opened(made.port)
    time.sleep(2.1)
    doors = {"form": forms, "wish": Api(made.key), "complaint": Api(made.key, complaints=True)}
    storm = Storm(made.port, doors)

    def during() -> None:
        killing(made.serve, made.kill, kills, lambda: storm.heard.total >= acknowledged)

    heard = storm.run(during)
    made.kill()
    return heard


def proven(folder: Path, kills: int, acknowledged: int) -> None:
    with installation(folder) as made:
        heard = lives(made, kills, acknowledged)
        wrong = faults(made, heard)
    database = "PostgreSQL" if made.database_url else "SQLite"
    print(
        f"{database}: N = {kills} kills, {heard.total} acknowledged, {heard.retries} retries, "
        f"{heard.doubled} sent twice: {len(wrong)} lost, doubled or halved"
    )
    assert wrong == []
    assert heard.total >= acknowledged
    assert heard.retries > 0
    assert all(heard.acknowledged.values())


@pytest.mark.trust(17)
@pytest.mark.django_db
def test_what_was_acknowledged_survives_a_few_kills(tmp_path: Path) -> None:
    proven(tmp_path / "var", kills=2, acknowledged=300)


@pytest.mark.trust(17)
@pytest.mark.slow
@pytest.mark.django_db
def test_what_was_acknowledged_survives_a_hundred_kills(tmp_path: Path) -> None:
    proven(tmp_path / "var", kills=100, acknowledged=50_000)


def careless(folder: Path, way: str) -> tuple[int, int]:
    """Let the same clients send to a server without care; return how many answers it lost and how many it halved."""
    port, file = free_port(), folder / f"{way}.sqlite3"
    command = [sys.executable, "-m", "tests.trust.careless", way, str(port), str(file)]
    process = Process(command, {"PYTHONPATH": "."}, folder / f"{way}.log")

    def start() -> None:
        process.start()
        wait_for(port, process=process)

    start()
    storm = Storm(port, {"wish": Api("")}, clients=3)

    def during() -> None:
        killing(start, process.kill, CONTROLS, lambda: True, breath=0.25)

    try:
        heard = storm.run(during)
        time.sleep(0.5)
    finally:
        process.kill()
    connection = sqlite3.connect(file)
    stored = dict(connection.execute("SELECT name, score FROM answer"))
    opened = {name for (name,) in connection.execute("SELECT name FROM opened")}
    connection.close()
    lost = sum(name not in stored for name in heard.acknowledged["wish"])
    halved = sum(score <= DETRACTOR and name not in opened for name, score in stored.items())
    return lost, halved


@pytest.mark.trust(17)
def test_negative_control_an_early_acknowledgement_loses_answers(tmp_path: Path) -> None:
    lost, _ = careless(tmp_path, "early")
    print(f"N = {CONTROLS} kills: {lost} acknowledged answers lost")
    assert lost > 0


@pytest.mark.trust(17)
def test_negative_control_two_transactions_leave_answers_without_their_case(tmp_path: Path) -> None:
    _, halved = careless(tmp_path, "halves")
    print(f"N = {CONTROLS} kills: {halved} answers without their case")
    assert halved > 0
