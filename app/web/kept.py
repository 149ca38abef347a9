"""Answers that are given again, before Flask is asked, while nothing they show has changed.

A page that was rendered behind its door says which versions it stands on (`keep`). The next request that is the same in address,
cookies and language gets the same bytes, if one small query finds these versions still the same: so a change is seen at once, by
every process of every machine. What shows nothing of a party may be a quarter of a second old. What changes with the hour is
rendered anew every half minute, and the key of the page's forms is another one every time."""
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask, request
from sqlalchemy.exc import SQLAlchemyError

from app import live
from app.clock import now
from app.codes import token
from app.db import db

HALF_A_MINUTE = 30
TRUSTED = 0.25          # seconds for which what everybody may see is given again without asking for its versions
MOST = 1000             # answers, of some kilobytes each: what many of them share is kept once
LONGEST = 1500          # characters of what tells requests apart; nobody fills the memory with names
KEY_BITS = 96
_OFFER = "regulars.kept"
Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stand:
    """What an answer stands on: the versions of its topics, read before its data, and a time until which it may be given again."""

    topics: tuple[str, ...]
    versions: tuple[int, ...]
    until: float

    @property
    def is_over(self) -> bool:
        return now().timestamp() >= self.until


@dataclass(slots=True)
class Answer:
    stand: Stand
    status: str
    headers: list[tuple[str, str]]
    head: bytes
    shared: bytes
    tail: list[bytes]           # the form key stands between these
    public: bool                # shows nothing that the visitor could just have changed
    asked_at: float             # when its versions were last found the same, on the clock that only goes forward

    def body(self) -> bytes:
        return self.head + self.shared + token(KEY_BITS).encode().join(self.tail)


def stand(topics: Iterable[str], versions: Iterable[int]) -> Stand:
    """From now until the half minute is over."""
    return Stand(tuple(topics), tuple(versions), (now().timestamp() // HALF_A_MINUTE + 1) * HALF_A_MINUTE)


def keep(found: Stand, *, key: str = "", shared: bytes = b"", seconds: int = HALF_A_MINUTE, public: bool = False) -> None:
    """The answer to this request may be given again, for so many seconds at most. `key` is that of its forms, made with
    KEY_BITS; `shared` a part that other answers have too. A `public` one may be a moment (TRUSTED) old."""
    until = min(found.until, now().timestamp() + seconds)
    request.environ[_OFFER] = (replace(found, until=until), key.encode(), shared, public)


class Kept:
    """Stands before Flask. Only addresses under the prefix are looked at."""

    def __init__(self, application: Flask, prefix: str) -> None:
        self._ask = application.wsgi_app
        self._prefix = prefix
        self._answers: OrderedDict[tuple[str, ...], Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._testing = application.testing
        with application.app_context():
            self._engine = db.engine

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        name = self._name(environ)
        if name is None:
            return self._ask(environ, start_response)
        answer = self._answers.get(name)
        if answer is not None and self._holds(answer):
            start_response(answer.status, answer.headers)
            return [answer.body()]
        self._forget(name)          # what is said now may be nothing to keep, and the old answer must not come back
        return self._ask_and_keep(name, environ, start_response)

    def _name(self, environ: Environ) -> tuple[str, ...] | None:
        """Whatever an answer depends on. None for requests that are never kept."""
        if environ["REQUEST_METHOD"] != "GET" or not environ.get("PATH_INFO", "").startswith(self._prefix):
            return None
        get = environ.get
        name = (environ["PATH_INFO"], get("QUERY_STRING", ""), get("HTTP_COOKIE", ""), get("HTTP_ACCEPT_LANGUAGE", ""),
                get("HTTP_HX_REQUEST", ""), environ["wsgi.url_scheme"])
        return name if sum(map(len, name)) <= LONGEST else None

    def _holds(self, answer: Answer) -> bool:
        if answer.stand.is_over:
            return False
        at = time.monotonic()
        if answer.public and at - answer.asked_at < TRUSTED and not self._testing:
            return True
        try:
            same = live.peek(self._engine, answer.stand.topics) == answer.stand.versions
        except (SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error):
            return False        # the page itself will say what is wrong with the database
        answer.asked_at = at
        return same

    def _ask_and_keep(self, name: tuple[str, ...], environ: Environ, start_response: Any) -> Iterable[bytes]:
        said: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], *problem: Any) -> Any:
            said[:] = [status, headers]
            return start_response(status, headers, *problem)

        body = self._ask(environ, note)
        offer = environ.pop(_OFFER, None)
        if offer is None or said[0][:3] not in ("200", "204") or any(header.lower() == "set-cookie" for header, _ in said[1]):
            return body
        content = _whole(body)
        self._put(name, _answer(*offer, said[0], list(said[1]), content))
        return [content]

    def _put(self, name: tuple[str, ...], answer: Answer) -> None:
        with self._lock:
            self._answers[name] = answer
            self._answers.move_to_end(name)
            while len(self._answers) > MOST or self._oldest_is_over():
                self._answers.popitem(last=False)

    def _forget(self, name: tuple[str, ...]) -> None:
        with self._lock:
            self._answers.pop(name, None)

    def _oldest_is_over(self) -> bool:
        """Nobody gets it again, and it may hold the last copy of a list of dishes."""
        oldest = next(iter(self._answers.values()), None)
        return oldest is not None and oldest.stand.is_over


def _answer(found: Stand, key: bytes, shared: bytes, public: bool, status: str, headers: list[tuple[str, str]], content: bytes) -> Answer:
    """The content in parts, to be put together with another key each time."""
    head, tail = content.split(shared, 1) if shared and shared in content else (b"", content)
    if key and key in head:         # it must change wherever it stands
        head, tail = b"", content
    return Answer(found, status, headers, head, shared if head else b"", tail.split(key) if key else [tail],
                  public, 0.0)


def _whole(body: Iterable[bytes]) -> bytes:
    try:
        return b"".join(body)
    finally:
        if hasattr(body, "close"):
            body.close()
