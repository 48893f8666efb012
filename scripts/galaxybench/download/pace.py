"""End a connection over which too little arrives.

The timeout of a socket is for one read. A server that sends a byte per second never
reaches it, and would hold a workflow for years.
"""

import math
import socket
import threading
from contextlib import suppress
from typing import Any

from requests import Session
from requests.adapters import HTTPAdapter

LEAST_BYTES_PER_SECOND = 4096


class Pace:
    """Watches the connections of a session during a `with` block.

    Each period of some seconds must bring a new connection, the head of an answer, or
    enough bytes of its body. Otherwise the connection is shut, and whoever reads from
    it gets an error.

    Attributes:
        least: bytes that each period must bring.
        lost: whether a connection was shut.
    """

    def __init__(self, session: Session, seconds: float) -> None:
        """Watch a session; `seconds` is the length of a period."""
        self.lost = False
        self._seconds = seconds
        self.least = math.ceil(LEAST_BYTES_PER_SECOND * seconds)
        self._arrived = 0
        self._socket: socket.socket | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        for scheme in ("http://", "https://"):
            session.mount(scheme, _Adapter(self))

    def __enter__(self) -> "Pace":
        """Begin the first period."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching."""
        self._done.set()
        self._thread.join()

    def connected(self, connection: socket.socket) -> None:
        """Note the connection that is used from now on."""
        self._socket = connection
        self.answered()

    def answered(self) -> None:
        """Note something that makes a period good."""
        self._arrived += self.least

    def arrived(self, count: int) -> None:
        """Note this many bytes of a body."""
        self._arrived += count

    def _watch(self) -> None:
        before = 0
        while not self._done.wait(self._seconds):
            if self._arrived - before < self.least:
                self.lost = True
                # Not the method of a TLS socket, which another thread reads from.
                with suppress(OSError, TypeError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
                return
            before = self._arrived


class _Adapter(HTTPAdapter):
    """Makes connections that a Pace knows."""

    def __init__(self, pace: Pace) -> None:
        super().__init__()
        self._pace = pace

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        pace = self._pace

        class Watched(pool.ConnectionCls):
            def connect(self) -> None:
                super().connect()
                pace.connected(self.sock)

        pool.ConnectionCls = Watched
        return pool
