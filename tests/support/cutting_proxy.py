"""A TCP proxy that can cut, stall and refuse: the network between a worker and a server."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_CHUNK = 65_536


class CuttingProxy:
    """Forwards connections to a server of loopback, until told otherwise."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._pairs: list[tuple[socket.socket, socket.socket]] = []
        self._lock = threading.Lock()
        self.cut_after: Callable[[bytes], bool] | None = None
        """Asked of each piece that a client sends: if true, it is passed on, and the connection
        cut before the server's answer."""
        self.refusing = False
        """Whether new connections end at once."""
        self.stalled = threading.Event()
        """While set, what the server says is held back."""
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def cut(self) -> None:
        """End all connections that there are."""
        with self._lock:
            pairs, self._pairs = self._pairs, []
        for pair in pairs:
            for end in pair:
                _end(end)

    def close(self) -> None:
        self.stalled.clear()
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                if self.refusing:
                    _end(client)
                    continue
                server = socket.create_connection(("127.0.0.1", self._target_port))
                with self._lock:
                    self._pairs.append((client, server))
                threading.Thread(target=self._upstream, args=(client, server), daemon=True).start()
                threading.Thread(
                    target=self._downstream, args=(server, client), daemon=True
                ).start()

    def _upstream(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while piece := client.recv(_CHUNK):
                cut = self.cut_after is not None and self.cut_after(piece)
                if cut:
                    _end(client)
                server.sendall(piece)
                if cut:
                    # The server gets to read it, and to do it.
                    with suppress(OSError):
                        server.settimeout(0.3)
                        server.recv(_CHUNK)
                    break
        _end(client)
        _end(server)

    def _downstream(self, server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while piece := server.recv(_CHUNK):
                while self.stalled.is_set():
                    threading.Event().wait(0.02)
                client.sendall(piece)
        _end(server)
        _end(client)


@contextmanager
def cutting_proxy(target_port: int) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(target_port)
    try:
        yield proxy
    finally:
        proxy.close()


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
