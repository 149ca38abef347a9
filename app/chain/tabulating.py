"""Run as a program of its own by `workbook`: a workbook into texts, or texts into a workbook, as JSON on the standard streams.

It imports nothing of the house, so that it starts fast and can be held in little memory: a workbook can be made to fill it."""
import json
import resource
import sys
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

MEMORY, SECONDS = 400_000_000, 40
MOST_ROWS, MOST_CELLS, MOST_LETTERS = 50_000, 500_000, 8_000_000
STATUS = Path("/proc/self/status")


def main(verb: str, path: str) -> dict[str, object]:
    try:
        return _read(path) if verb == "read" else _write(path, json.load(sys.stdin))
    except _TooLarge:
        return {"refused": "large"}
    except MemoryError:
        return {"refused": "large"}
    except Exception:                       # noqa: BLE001 - whatever a broken file makes a reader say
        return {"refused": "unreadable"}


class _TooLarge(Exception):
    pass


def _read(path: str) -> dict[str, object]:
    book, cells, letters = load_workbook(path, read_only=True, data_only=True), 0, 0
    sheets: dict[str, list[list[str]]] = {}
    for sheet in book.worksheets:
        rows = sheets[sheet.title] = []
        for row in sheet.iter_rows(values_only=True):
            cells += len(row)
            if len(rows) >= MOST_ROWS or cells > MOST_CELLS:
                raise _TooLarge
            rows.append([_text(value) for value in row])
            letters += sum(len(text) for text in rows[-1])      # many cells may share one long text
            if letters > MOST_LETTERS:
                raise _TooLarge
    return {"sheets": sheets}


def _text(value: object) -> str:
    """As somebody would have typed it: a spreadsheet program makes numbers, days and times of what looks like one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return str(value)


def _write(path: str, sheets: dict[str, list[list[str]]]) -> dict[str, object]:
    """Every cell is a text: 007 stays 007, and nothing is a formula."""
    book, bold = Workbook(write_only=True), Font(bold=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for number, row in enumerate(rows):
            cells = []
            for text in row:
                cell = WriteOnlyCell(sheet, value=text)
                cell.data_type, cell.number_format = "s", "@"
                if number == 0:
                    cell.font = bold
                cells.append(cell)
            sheet.append(cells)
    book.save(path)
    return {}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    answer = main(*sys.argv[1:])
    if STATUS.exists():
        answer["peak_kb"] = int(next(line.split()[1] for line in STATUS.read_text().splitlines() if line.startswith("VmHWM")))
    sys.stdout.write(json.dumps(answer))
