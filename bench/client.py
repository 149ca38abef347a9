"""A light client: keep-alive connections on bare sockets, bytes made beforehand, in a process of its own."""
import multiprocessing
import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.pool import Pool

CONNECTIONS = 8             # as many as the server works on at once
BUFFER = 1 << 18


@dataclass
class Load:
    """What a client saw."""

    connections: int
    answers: int = 0
    seconds: float = 0.0
    busy: float = 0.0               # the client's own processor time
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return self.answers / self.seconds

    def failed(self, wanted: int) -> int:
        return sum(count for status, count in self.statuses.items() if status != wanted)


@contextmanager
def a_client() -> Iterator[Pool]:
    """A process that `repeat` and `send_all` run in: `pool.apply(repeat, …)`."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        yield pool


def request(path: str, cookies: str = "", body: str = "", *, more: str = "") -> bytes:
    """The bytes of a GET, or of a POST with a form."""
    head = (f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\n" + more
            + (f"Cookie: {cookies}\r\n" if cookies else "")
            + (f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n" if body else ""))
    return f"{head}\r\n{body}".encode()


def repeat(port: int, wanted: bytes, seconds: float) -> Load:
    """The same request over a few connections, again and again."""
    sockets = [_connect(port) for _ in range(CONNECTIONS)]
    until = time.perf_counter() + seconds
    return _run(sockets, lambda _socket: wanted if time.perf_counter() < until else None)


def send_all(port: int, queues: list[list[bytes]]) -> Load:
    """Each client sends its own requests, one after the other."""
    waiting = {_connect(port): iter(queue) for queue in queues}
    return _run(list(waiting), lambda socket_: next(waiting[socket_], None))


def _run(sockets: list[socket.socket], next_request) -> Load:
    load, began, cpu = Load(len(sockets)), time.perf_counter(), time.process_time()
    with selectors.DefaultSelector() as ready:
        for each in sockets:
            ready.register(each, selectors.EVENT_READ)
            each.sendall(next_request(each))
        while ready.get_map():
            for key, _mask in ready.select(60):
                status = _answer(key.fileobj)
                load.statuses[status] = load.statuses.get(status, 0) + 1
                load.answers += 1
                following = next_request(key.fileobj)
                if following is None:
                    ready.unregister(key.fileobj)
                    key.fileobj.close()
                else:
                    key.fileobj.sendall(following)
    load.seconds, load.busy = time.perf_counter() - began, time.process_time() - cpu
    return load


def _connect(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), 60)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _answer(connection: socket.socket) -> int:
    """Read one whole answer; its status."""
    data = connection.recv(BUFFER)
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _more(connection)
    length = data[:end].lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
    left = end + 4 + int(length or 0) - len(data)
    while left > 0:
        left -= len(_more(connection))
    return int(data[9:12])


def _more(connection: socket.socket) -> bytes:
    data = connection.recv(BUFFER)
    if not data:
        raise ConnectionError("the server hung up")
    return data
