"""`python -m bench [part …]`: one line a figure. Parts: pages, sending, kitchen; without one, all of them."""
import sys
from collections.abc import Iterator
from multiprocessing.pool import Pool

from app.db import db
from bench import kitchen, pages, sending
from bench.client import a_client
from bench.figures import Figure
from bench.servers import serving
from bench.world import World, a_party, a_world


def _pages(client: Pool, world: World) -> Iterator[Figure]:
    with world.application.app_context():
        party = a_party()
        db.session.remove()
    with serving("wsgi:app", world.environment) as ours, serving("bench.hello:app", {}) as hello:
        yield from pages.speed(client, ours, hello, party)
        yield pages.freshness(client, ours, party, world.application.config["POLL_MS"])
        yield from pages.memory(ours)
    yield from pages.size(world, party)


PARTS = {"pages": _pages, "sending": sending.figures, "kitchen": kitchen.figures}


def main(names: list[str]) -> None:
    with a_client() as client:
        for name in names or PARTS:
            with a_world() as world:
                for figure in PARTS[name](client, world):
                    print(figure, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
