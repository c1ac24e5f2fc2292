"""Clients that send answers with ids of their own while the server is killed, and keep what was acknowledged."""

import contextlib
import http.client
import json
import random
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode
from uuid import uuid4

from tests.servers import SURVEY

FORM = f"/r/s/{SURVEY}/"


class Door(Protocol):
    """One way in: sends the answer of `name` with `score` and says whether the server has acknowledged it."""

    def send(self, connection: http.client.HTTPConnection, name: str, score: int) -> bool: ...


def ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: str = "", headers: Mapping[str, str] = {}
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Make one request and read the whole answer."""
    connection.request(method, path, body.encode(), dict(headers))
    response = connection.getresponse()
    return response.status, response.headers, response.read()


@dataclass
class Form:
    """The public survey page, as a browser without JavaScript sends it."""

    cookie: str = ""
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def opened(cls, port: int) -> "Form":
        """Open the page, keep its hidden fields, and wait as long as a person would at least."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
            status, headers, body = ask(connection, "GET", FORM)
        if status != 200:
            raise AssertionError(f"the form answered {status}")
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|stamp|page)" value="([^"]*)"', body.decode()))
        cookie = (headers.get("Set-Cookie") or "").split(";")[0]
        return cls(cookie, {"page": "0", "action": "send", **hidden})

    def send(self, connection: http.client.HTTPConnection, name: str, score: int) -> bool:
        """Post an answer; the page of thanks is the acknowledgement."""
        told = {**self.fields, "key": name, "q.nps": str(score), "q.why": f"because of {name}"}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        status, _, body = ask(connection, "POST", FORM, urlencode(told), headers)
        if status not in (303, 503):
            raise AssertionError(f"the form answered {status}: {body[:400].decode()}")
        return status == 303


@dataclass
class Api:
    """`POST /api/v1/feedback` with a key; the same submission_id is one submission."""

    key: str
    complaints: bool = False

    def send(self, connection: http.client.HTTPConnection, name: str, score: int) -> bool:
        """Post a complaint or a scored wish of a customer who can be reached."""
        told = {
            "submission_id": name,
            "kind": "complaint" if self.complaints else "wish",
            "body": f"because of {name}",
            "email": f"{name.lower()}@customer.example",
            "fields": [
                {"field_id": "nps", "field_type": "nps", "value_number": score, "scale_low": 0, "scale_high": 10}
            ],
        }
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}"}
        status, _, body = ask(connection, "POST", "/api/v1/feedback", json.dumps(told), headers)
        if status not in (200, 201, 503):
            raise AssertionError(f"the API answered {status}: {body[:400].decode()}")
        return status in (200, 201)


@dataclass
class Heard:
    """What the clients know: the score of every acknowledged id by door, how often they had to try again."""

    acknowledged: dict[str, dict[str, int]] = field(default_factory=dict)
    retries: int = 0
    doubled: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Return how many answers were acknowledged."""
        return sum(len(each) for each in self.acknowledged.values())


@dataclass
class Storm:
    """Client threads against one port, until told to stop; nobody leaves before the answer at hand is acknowledged."""

    port: int
    doors: Mapping[str, Door]
    clients: int = 6
    heard: Heard = field(default_factory=Heard)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, during: Callable[[], None]) -> Heard:
        """Send while `during` runs, and let every client end the answer it is at."""
        self.heard.acknowledged = {name: {} for name in self.doors}
        names = list(self.doors)
        threads = [
            threading.Thread(target=self._client, args=(names[n % len(names)], n), daemon=True)
            for n in range(self.clients)
        ]
        for thread in threads:
            thread.start()
        try:
            during()
        finally:
            self._stop.set()
            for thread in threads:
                thread.join(timeout=90)
        self.heard.faults += ["a client never got its acknowledgement"] * sum(t.is_alive() for t in threads)
        return self.heard

    def _client(self, door: str, number: int) -> None:
        chance = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with contextlib.closing(connection):
            while not self._stop.is_set():
                name, score = uuid4().hex, chance.randint(0, 10)
                self._until_acknowledged(connection, door, name, score)
                with self._lock:
                    self.heard.acknowledged[door][name] = score
                if chance.random() < 0.05:
                    self._until_acknowledged(connection, door, name, score)
                    with self._lock:
                        self.heard.doubled += 1

    def _until_acknowledged(self, connection: http.client.HTTPConnection, door: str, name: str, score: int) -> None:
        until = time.monotonic() + 80
        while time.monotonic() < until:
            try:
                if self.doors[door].send(connection, name, score):
                    return
            except (OSError, http.client.HTTPException):
                connection.close()  # the next request opens it again
            except AssertionError as error:
                self.heard.faults.append(str(error))
                raise
            with self._lock:
                self.heard.retries += 1
            time.sleep(0.05)
        raise TimeoutError(name)
