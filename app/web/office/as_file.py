"""A list of the office as a file: every row that its filters find, in the order of its key, a few hundred at a time."""
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Response, request, stream_with_context
from sqlalchemy import Select

from app.db import db
from app.texts import masked

BATCH = 500
Cells = Callable[[Sequence[Any]], Iterable[Sequence[str]]]      # of some rows at once, so that what they name is looked up together


def is_asked() -> bool:
    return request.args.get("as") == "csv"


def csv_of(name: str, columns: Sequence[str], query: Select[Any], key: Any, cells: Cells) -> Response:
    """UTF-8 with a byte order mark, as spreadsheet programs open it; no cell is one that they would run."""
    return _answer(name, _written(columns, query, key, cells))


def csv_of_all(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """The same of a short list that is at hand already."""
    return _answer(name, iter([b"\xef\xbb\xbf" + _lines([columns, *rows])]))


def _answer(name: str, parts: Iterator[bytes]) -> Response:
    response = Response(stream_with_context(parts), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(columns: Sequence[str], query: Select[Any], key: Any, cells: Cells) -> Iterator[bytes]:
    yield b"\xef\xbb\xbf" + _lines([columns])
    rows = db.session.scalars(query.order_by(key.desc()).limit(BATCH)).all()
    while rows:
        yield _lines(cells(rows))
        last = rows[-1].id
        rows = db.session.scalars(query.where(key < last).order_by(key.desc()).limit(BATCH)).all() if len(rows) == BATCH else []


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([masked(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
