"""The menu page, its bytes, its freshness and the memory behind it, on the real program under its real server."""
import gzip
import re
from collections.abc import Iterator
from multiprocessing.pool import Pool

from bench.client import Load, repeat, request
from bench.figures import Figure, median, ratio
from bench.servers import Server
from bench.world import Party, World

ROUNDS = 21
SECONDS = 0.3               # of each sample
WARM_UP = 0.3
FOLD = 6                    # pictures that a phone of 390 × 844 shows of the menu before it is scrolled
KB = 1024
PROMISE = 2.0               # seconds until a change is seen


def speed(client: Pool, ours: Server, hello: Server, party: Party) -> Iterator[Figure]:
    """Requests a second against Flask's hello under the same server; the three are sampled in turn."""
    wanted = {"hello": (hello.port, request("/")),
              "guest": (ours.port, request(f"{party.address}/", f"guest={party.secret}")),
              "public": (ours.port, request(f"{party.address}/"))}
    for port, bytes_ in wanted.values():
        client.apply(repeat, (port, bytes_, WARM_UP))
    samples: dict[str, list[Load]] = {name: [] for name in wanted}
    for _round in range(ROUNDS):
        for name, (port, bytes_) in wanted.items():
            samples[name].append(client.apply(repeat, (port, bytes_, SECONDS)))
    rates = {name: [load.rate for load in loads] for name, loads in samples.items()}
    yield Figure("menu page, a guest with a sitting / Flask hello", ratio(rates["guest"], rates["hello"]), 0.45)
    yield Figure("menu page, the public menu / Flask hello", ratio(rates["public"], rates["hello"]), 0.75)
    yield Figure("  errors among these answers", sum(load.failed(200) for loads in samples.values() for load in loads), 0, at_most=True)
    yield Figure("  the client's own share of a core, at its busiest", max(median([load.busy / load.seconds for load in loads])
                                                                          for loads in samples.values()), 0.9, at_most=True)


def memory(ours: Server) -> Iterator[Figure]:
    if resident := ours.memory():
        yield Figure("memory of a worker after load", resident, 150, " MB", at_most=True)


def size(world: World, party: Party) -> Iterator[Figure]:
    """What a first view sends, in KiB: texts as gzip -6 makes them, pictures too where they are text."""
    visitor = world.application.test_client()
    page = visitor.get(f"{party.address}/", headers={"Accept-Language": "zh"}).get_data()
    text = page.decode()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    scripts = re.findall(r'<script src="([^"]+)"', text)
    pictures = list(dict.fromkeys(re.findall(r'<img src="([^"]+)"', text)))
    first = _zipped(page) + sum(_zipped(_body(visitor.get(path))) for path in styles)
    above = sum(_sent(path, _body(visitor.get(path))) for path in pictures[:FOLD])
    yield Figure("first menu view, HTML and CSS, gzip -6", first / KB, 18, " KB", at_most=True)
    yield Figure("  with the pictures above the fold", (first + above) / KB, 100, " KB", at_most=True)
    yield Figure("  requests beside pictures", 1 + len(styles) + len(scripts), 5, at_most=True)


def freshness(client: Pool, ours: Server, party: Party, poll_ms: int) -> Figure:
    """A change falls just after a poll: it is seen one poll later, when the answer with the new fragment is there."""
    poll = request(f"{party.address}/cart/dock?v=old", f"guest={party.secret}", more="HX-Request: true\r\n")
    client.apply(repeat, (ours.port, poll, WARM_UP))
    loads = [client.apply(repeat, (ours.port, poll, SECONDS)) for _ in range(3)]
    return Figure("a change is on a phone that is looked at within, under load", poll_ms / 1000 + median([_wait(load) for load in loads]),
                  PROMISE, " s", at_most=True)


def _wait(load: Load) -> float:
    """How long one of the connections waited for an answer."""
    return load.seconds * load.connections / load.answers


def _body(response) -> bytes:
    return response.get_data()


def _sent(path: str, content: bytes) -> int:
    return _zipped(content) if path.endswith(".svg") else len(content)


def _zipped(content: bytes) -> int:
    return len(gzip.compress(content, 6, mtime=0))
