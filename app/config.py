"""Every setting: its name in the environment, its default and what it means."""
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Misconfigured(Exception):
    """The environment asks for something that cannot or must not run; the text says what to change."""


@dataclass(frozen=True)
class Setting:
    name: str
    default: object
    meaning: str
    variable: str = ""

    @property
    def environment(self) -> str:
        return self.variable or f"FLASK_{self.name}"


SETTINGS = [
    Setting("DATABASE_URL", "", "Where the data is: sqlite:///… or postgresql://…; empty: regulars.db in the instance folder.", "DATABASE_URL"),
    Setting("INSTANCE", str(ROOT / "instance"), "The folder for what this installation makes: the database, pictures, the queue."),
    Setting("SECRET_KEY", "", "Signs cookies and forms. Needed outside the demo: 32 random characters or more."),
    Setting("PERSONAL_KEY", "", "Encrypts personal data in the database; empty: derived from the secret key. Keep it as long as the data."),
    Setting("PUBLIC_URL", "", "The address guests use, such as https://eat.example.com; the base of every printed code."),
    Setting("DEMO", False, "Runs as the demo: demo accounts may sign in, a secret key is made up. Never on the open internet."),
    Setting("PROXIES", 0, "How many trusted proxies stand in front; their X-Forwarded headers are believed."),
    Setting("POLL_MS", 1500, "How often a page in use asks whether something changed, in milliseconds."),
    Setting("LOG_LEVEL", "WARNING", "DEBUG, INFO, WARNING or ERROR."),
    Setting("WORKERS", 1, "Processes that serve pages."),
    Setting("THREADS", 8, "Requests that one process works on at once."),
]


def _typed(text: str, default: object) -> object:
    if isinstance(default, bool):
        return text.strip().lower() in {"1", "true", "yes", "on"}
    return type(default)(text)


def from_environment() -> dict[str, object]:
    """All settings as Flask configuration. Raises Misconfigured where a value is of the wrong type."""
    values = {}
    for setting in SETTINGS:
        text = os.environ.get(setting.environment)
        try:
            values[setting.name] = setting.default if text is None else _typed(text, setting.default)
        except ValueError:
            raise Misconfigured(f"{setting.environment}={text!r} is not a number. {setting.meaning}") from None
    return values


def database_uri(url: str, instance: str) -> str:
    """What SQLAlchemy wants: psycopg 3 for PostgreSQL, an absolute file for SQLite."""
    if url.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    return url or f"sqlite:///{Path(instance) / 'regulars.db'}"
