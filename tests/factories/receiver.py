"""A program outside that is called: it keeps what it is sent and answers as told."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Receiver:
    """What has arrived, and the statuses of the next replies (200 when none is left)."""

    port: int = 0
    statuses: list[int] = field(default_factory=list)
    reply: bytes = b"thank you"
    location: str = ""
    taken: list[tuple[Message, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def place(self) -> str:
        """How HEEDFUL_OUTBOUND_ALLOW names it."""
        return f"127.0.0.1:{self.port}"


@contextlib.contextmanager
def listening(port: int = 0) -> Iterator[Receiver]:
    """Run a receiver on loopback."""
    told = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            told.taken.append((self.headers, body))
            self.send_response(told.statuses.pop(0) if told.statuses else 200)
            if told.location:
                self.send_header("Location", told.location)
            self.send_header("Content-Length", str(len(told.reply)))
            self.end_headers()
            with contextlib.suppress(OSError):  # a caller that has read enough hangs up
                self.wfile.write(told.reply)

        do_GET = do_POST  # noqa: N815  http.server's name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    told.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
