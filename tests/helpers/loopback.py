"""An HTTP server on the loopback that fails on request."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count, repeat


@dataclass
class Answer:
    """How one request is answered; as it is, like a good server."""

    status: int | None = None  # answers with this and nothing else
    retry_after: str | None = None
    drop_after: int | None = None  # bytes of the body, then the connection is cut
    short_by: int = 0  # bytes missing at the end, and left out of Content-Length too
    body: bytes | None = None  # instead of the file
    ranges: bool = True
    etag: str | None = '"one"'
    length: bool = True  # whether Content-Length is sent
    wait: threading.Event | None = None  # set before the rest after drop_after is sent
    headers: dict[str, str] = field(default_factory=dict)  # in place of the usual ones
    beyond: int = 0  # bytes sent after the end of the file
    chunked: bool = False  # sent in chunks, which need no Content-Length
    reason: str | None = None  # the words after the status
    head_pause: float = 0  # seconds between the bytes of an endless header
    body_pause: float = 0  # seconds between the bytes of the body, which has no end
    stops: bool = False  # whether it ends where the file ends


@dataclass
class Request:
    path: str
    range: str | None
    if_range: str | None
    authorization: str | None = None
    sent: int = 0  # bytes of the body
    status: int = 0


@dataclass
class Loopback:
    url: str
    files: dict[str, bytes]
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    usual: Answer = field(default_factory=Answer)  # where no other is scripted

    def script(self, path: str, *answers: Answer) -> None:
        """Answers to the next requests for this path; good ones after them."""
        self.answers[path] = list(answers)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        loopback: Loopback = self.server.loopback
        names = ("Range", "If-Range", "Authorization")
        request = Request(self.path, *(self.headers[name] for name in names))
        loopback.requests.append(request)
        planned = loopback.answers.get(self.path)
        answer = planned.pop(0) if planned else loopback.usual
        content = loopback.files.get(self.path)
        if answer.head_pause:
            return self._slowly(b"HTTP/1.1 200 OK\r\nX-A: ", answer.head_pause)
        if answer.status or content is None:
            return self._status(request, answer.status or 404, answer)
        body = content if answer.body is None else answer.body
        start = 0
        asked = re.fullmatch(r"bytes=(\d+)-", request.range or "")
        if asked and answer.ranges and request.if_range in (None, answer.etag):
            start = int(asked[1])
            if start >= len(body):
                return self._status(request, 416, answer, f"bytes */{len(body)}")
        request.status = 206 if start else 200
        rest = body[start : len(body) - answer.short_by]
        headers = {"ETag": answer.etag} if answer.etag else {}
        if answer.length and not answer.chunked:
            headers["Content-Length"] = str(len(rest))
        if answer.chunked:
            headers["Transfer-Encoding"] = "chunked"
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self.send_response(request.status)
        for name, value in (headers | answer.headers).items():
            self.send_header(name, value)
        self.end_headers()
        if answer.body_pause:
            return self._slowly(rest, answer.body_pause, answer.stops)
        if answer.drop_after is not None:
            first = rest[: answer.drop_after]
            self.wfile.write(first)
            request.sent = len(first)
            self.wfile.flush()
            if answer.wait is None:
                return None
            answer.wait.wait(30)
            return None
        with suppress(ConnectionError):  # who asked had enough
            for piece in (rest, *repeat(bytes(1 << 16), answer.beyond >> 16)):
                frame = f"{len(piece):x}\r\n".encode(), piece, b"\r\n"
                self.wfile.write(b"".join(frame) if answer.chunked else piece)
                request.sent += len(piece)
            if answer.chunked:
                self.wfile.write(b"0\r\n\r\n")
        return None

    def _slowly(self, first: bytes, pause: float, stops: bool = False) -> None:
        """Send bytes one at a time, and then without end, until nobody listens."""
        with suppress(ConnectionError):
            for number in range(len(first)) if stops else count():
                self.wfile.write(first[number : number + 1] or b"a")
                self.wfile.flush()
                time.sleep(pause)

    def _status(
        self, request: Request, status: int, answer: Answer, content_range: str = ""
    ) -> None:
        request.status = status
        self.send_response(status, answer.reason)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.retry_after:
            self.send_header("Retry-After", answer.retry_after)
        if content_range:
            self.send_header("Content-Range", content_range)
        self.send_header("Content-Length", str(answer.beyond))
        self.end_headers()
        with suppress(ConnectionError):  # who asked had enough
            for piece in repeat(bytes(1 << 16), answer.beyond >> 16):
                self.wfile.write(piece)
                request.sent += len(piece)

    def log_message(self, *args) -> None:
        pass


@contextmanager
def serve(files: dict[str, bytes]) -> Iterator[Loopback]:
    """Serve files, keyed by path, on a free port of 127.0.0.1."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.loopback = Loopback(f"http://127.0.0.1:{server.server_port}", files)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server.loopback
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
