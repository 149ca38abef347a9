"""Writes a chain's files: what `load` reads back, and, loaded again, changes nothing."""
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from shutil import copyfile
from typing import Any

from app.chain.describing import Described
from app.texts import masked


def write(found: Described, folder: Path, pictures: Path) -> list[str]:
    """The files of a chain into a folder, made where there is none; the names written, in order.

    `pictures` is where the stored ones lie; one that is not there any more is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in contents(found):
        (folder / name).write_bytes(content)
        written.append(name)
    for name, stored in found.pictures.items():
        if (pictures / stored).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            copyfile(pictures / stored, folder / name)
            written.append(name)
    return written


def contents(found: Described) -> Iterator[tuple[str, bytes]]:
    """Every file but the pictures, by name."""
    yield "chain.toml", toml(found.settings).encode()
    for name, rows in found.tables.items():
        yield name, table(rows)


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """As spreadsheet programs open it: UTF-8 with a byte order mark, no cell that they would run."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([masked(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def toml(settings: Mapping[str, Any]) -> str:
    """Values first, then the tables. What is blank is left out, for it may be."""
    said = {key: value for key, value in settings.items() if value not in ("", {}, [])}
    lines = [f"{key} = {_value(value)}" for key, value in said.items() if not _is_table(key, value)]
    for key, value in said.items():
        if _is_table(key, value):
            for heading, keys in _tables(key, value):
                lines += ["", heading, *(f"{name} = {_value(each)}" for name, each in keys.items() if each not in ("", {}))]
    return "\n".join(lines) + "\n"


def _is_table(key: str, value: Any) -> bool:
    return key != "name" and (isinstance(value, dict) or (isinstance(value, list) and isinstance(value[0], dict)))


def _tables(key: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, list):
        yield from ((f"[[{key}]]", each) for each in value)
    elif all(isinstance(each, dict) for each in value.values()):
        yield from ((f"[{key}.{name}]", each) for name, each in value.items())
    else:
        yield f"[{key}]", value


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(int(value) if value.is_integer() else value)
    if isinstance(value, dict):
        same = set(value.values()) if value and not any(isinstance(each, str) for each in value.values()) else set()
        if len(same) == 1:          # one rate for all kinds of order
            return _value(same.pop())
        return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)        # TOML's texts are escaped like JSON's
