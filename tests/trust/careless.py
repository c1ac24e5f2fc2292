"""The negative control of the kill test: a server that acknowledges too early, or writes in two transactions.

`python -m tests.trust.careless early|halves PORT FILE`
"""

import json
import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LAST_BATCH = 0.2
BETWEEN = 0.05


class Store:
    """Answers and their cases in one SQLite file, kept without care."""

    def __init__(self, file: Path, way: str) -> None:
        self.file, self.way = file, way
        self.waiting: queue.Queue[tuple[str, int]] = queue.Queue()
        self.lock = threading.Lock()
        with self.connect() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS answer (name TEXT PRIMARY KEY, score INT)")
            connection.execute("CREATE TABLE IF NOT EXISTS opened (name TEXT PRIMARY KEY)")
        if way == "early":
            threading.Thread(target=self.write_later, daemon=True).start()

    def connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self.file, timeout=20)

    def take(self, name: str, score: int) -> None:
        if self.way == "early":
            self.waiting.put((name, score))
            return
        with self.lock:
            with self.connect() as connection:
                known = connection.execute("SELECT 1 FROM answer WHERE name = ?", [name]).fetchone()
                if known:
                    return
                connection.execute("INSERT INTO answer VALUES (?, ?)", [name, score])
            if score <= 6:
                time.sleep(BETWEEN)
                with self.connect() as connection:
                    connection.execute("INSERT INTO opened VALUES (?)", [name])

    def write_later(self) -> None:
        while True:
            time.sleep(LAST_BATCH)
            batch = [self.waiting.get() for _ in range(self.waiting.qsize())]
            with self.connect() as connection:
                connection.executemany("INSERT OR IGNORE INTO answer VALUES (?, ?)", batch)
                opened: Iterable[tuple[str]] = [(name,) for name, score in batch if score <= 6]
                connection.executemany("INSERT OR IGNORE INTO opened VALUES (?)", opened)


def handler(take: Callable[[str, int], None]) -> type[BaseHTTPRequestHandler]:
    """Make the request handler."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.say(200)

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            take(told["submission_id"], int(told["fields"][0]["value_number"]))
            self.say(201)

        def say(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    return Handler


if __name__ == "__main__":
    store = Store(Path(sys.argv[3]), sys.argv[1])
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), handler(store.take)).serve_forever()
