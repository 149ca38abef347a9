"""How often to try: few in everyday tests, the full count under --prove, which also writes down what was tried."""
import platform
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

PROOF = Path(__file__).parent.parent / "docs/proof.md"
HEAD = """# Proof

What was tried at the full counts, and came out as it must. Cases are made from fixed seeds; run it again with

    make prove

Python {python}, SQLite {sqlite}, {machine}.

| test | tries | outcome |
|---|---:|---|
"""

proving = False         # set from --prove before any test is read


def count(small: int, full: int) -> int:
    """For loops and for `@settings(max_examples=count(100, 10_000))`."""
    return full if proving else small


def tries(test: pytest.Item) -> int | None:
    """How many cases hypothesis makes for this test."""
    chosen = getattr(getattr(test, "obj", None), "_hypothesis_internal_use_settings", None)
    chosen = chosen or getattr(getattr(test, "cls", None), "settings", None)
    return chosen.max_examples if isinstance(chosen, settings) else None


def rows(reports: list[pytest.TestReport]) -> Iterator[str]:
    for report in sorted(reports, key=lambda report: report.nodeid):
        number = max((each for name, each in report.user_properties if name == "tries"), default=0)     # cases; steps of a case count beside them
        if number:
            yield f"| {report.nodeid.replace('|', '/')} | {number:,} | {report.outcome} |\n"


def write_proof(reports: list[pytest.TestReport]) -> None:
    PROOF.parent.mkdir(exist_ok=True)
    head = HEAD.format(python=sys.version.split()[0], sqlite=sqlite3.sqlite_version, machine=f"{platform.system()} {platform.machine()}")
    PROOF.write_text(head + "".join(rows(reports)))
