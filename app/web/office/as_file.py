"""A list of the office as a file: every row that its filters find, in the order of its key, a few hundred at a time."""
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flask import Response, request, stream_with_context
from sqlalchemy import Select, func, select

from app.chain.workbook import tabulated
from app.db import db
from app.errors import Refused
from app.i18n import _
from app.texts import masked

BATCH = 500
MOST_ROWS = 50_000          # of a workbook
KINDS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Cells = Callable[[Sequence[Any]], Iterable[Sequence[str]]]      # of some rows at once, so that what they name is looked up together


def is_asked() -> bool:
    """?as=csv or ?as=xlsx, at the address of the list with its filters."""
    return request.args.get("as") in ("csv", "xlsx")


def of(name: str, columns: Sequence[str], query: Select[Any], key: Any, cells: Cells, *, newest_first: bool = True) -> Response:
    """A long list, row by row from the database. Raises Refused for a workbook of more rows than one holds."""
    if request.args.get("as") == "csv":
        return _answer(name, "csv", stream_with_context(_written(columns, _batches(query, key, newest_first), cells)))
    if (db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0) >= MOST_ROWS:
        raise Refused(_("A workbook holds %(most)s rows at most. Choose fewer days, or take the CSV.", most=MOST_ROWS))
    return _workbook(name, columns, [row for rows in _batches(query, key, newest_first) for row in cells(rows)])


def of_all(name: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """A short list that is at hand already."""
    if request.args.get("as") == "xlsx":
        return _workbook(name, columns, list(rows))
    return _answer(name, "csv", [b"\xef\xbb\xbf" + _lines([columns, *rows])])


def _workbook(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Response:
    return _answer(name, "xlsx", [tabulated({name: [columns, *rows]})])


def _answer(name: str, kind: str, parts: Iterable[bytes]) -> Response:
    response = Response(parts, mimetype=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(columns: Sequence[str], batches: Iterable[Sequence[Any]], cells: Cells) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, as spreadsheet programs open it; no cell is one that they would run."""
    yield b"\xef\xbb\xbf" + _lines([columns])
    for rows in batches:
        yield _lines(cells(rows))


def _batches(query: Select[Any], key: Any, newest_first: bool) -> Iterator[Sequence[Any]]:
    ordered = query.order_by(key.desc() if newest_first else key).limit(BATCH)
    rows = db.session.scalars(ordered).all()
    while rows:
        yield rows
        last = rows[-1].id
        rows = db.session.scalars(ordered.where(key < last if newest_first else key > last)).all() if len(rows) == BATCH else []


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([masked(cell) for cell in row] for row in rows)
    return text.getvalue().encode()
