"""What is kept beside the code agrees with it: migrations, translations, locked requirements."""
import io
import re
import subprocess
import sys
from pathlib import Path

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "app/translations"
CATALOGUES = sorted(TEXTS.glob("*/LC_MESSAGES/messages.po"))


def test_migrations_make_what_the_models_say(app: Flask) -> None:
    flask_migrate.check()           # exits when a model differs from the migrated database


def test_migrations_are_one_line() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"))
    assert len(scripts.get_heads()) == 1


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_every_text_is_translated(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file)
    empty = [message.id for message in catalogue if message.id and not all(texts(message.string))]
    fuzzy = [message.id for message in catalogue if message.id and message.fuzzy]
    assert (empty, fuzzy) == ([], [])
    for message in catalogue:
        if message.id:
            names = placeholders(texts(message.id)[-1])
            assert all(placeholders(text) == names for text in texts(message.string)), f"{message.id!r} asks for {sorted(names)}"


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parts[-3])
def test_compiled_translations_are_fresh(path: Path) -> None:
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    assert path.with_suffix(".mo").read_bytes() == compiled.getvalue(), "run: make messages"


def test_every_text_of_the_interface_is_in_the_catalogues(tmp_path: Path) -> None:
    gathered = tmp_path / "messages.pot"
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract",
                    "-F", "pyproject.toml", "-k", "lazy_gettext", "-o", str(gathered), "."], cwd=ROOT, check=True)
    used = ids(gathered)
    for path in CATALOGUES:
        assert ids(path) == used, "run: make messages"
    assert CATALOGUES or not used, "run: make messages"


def ids(path: Path) -> set[str | tuple[str, ...]]:
    with path.open("rb") as file:
        return {message.id for message in read_po(file) if message.id}


def texts(message: str | tuple[str, ...]) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else message


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", text))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_requirement_is_locked_with_a_hash(name: str) -> None:
    locked = re.split(r"\n(?=[a-z0-9])", (ROOT / f"{name}.txt").read_text().strip())
    for requirement in locked:
        assert re.match(r"[a-z0-9.-]+==[^ ]+ .*\\\n +--hash=sha256:[0-9a-f]{64}", requirement), requirement.splitlines()[0]
    wanted = re.findall(r"^([a-z0-9][a-z0-9-]*)", (ROOT / f"{name}.in").read_text(), re.MULTILINE)
    assert set(wanted) <= {requirement.split("==")[0] for requirement in locked}, "run: make lock"


def test_tests_run_on_what_is_served() -> None:
    """The development lock adds to the other one and changes nothing in it."""
    served, tested = (set(re.findall(r"^[a-z0-9.-]+==\S+", (ROOT / name).read_text(), re.MULTILINE))
                      for name in ("requirements.txt", "requirements-dev.txt"))
    assert served <= tested
