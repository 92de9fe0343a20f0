"""A web server for tests that answers what it is told, one reply after the other, and keeps what it heard."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """One answer; status 0: the line is cut without one."""

    status: int
    media: str = "text/plain"
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0


@dataclass(frozen=True)
class Heard:
    """One request."""

    path: str
    headers: Message
    body: bytes


class ScriptedServer:
    """Runs until `stop`."""

    def __init__(self) -> None:
        self.replies: list[Reply] = []
        self.heard: list[Heard] = []
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                script.heard.append(Heard(self.path, self.headers, body))
                reply = script.replies.pop(0)
                time.sleep(reply.pause_s)
                self.close_connection = True
                if not reply.status:
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Type": reply.media, **reply.headers}.items():
                    if value:
                        self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.text.encode())

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()
