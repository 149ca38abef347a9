"""Log lines: one JSON object each, with the request they belong to, without personal data."""
import json
import logging
import logging.config
from datetime import UTC, datetime

from app.personal import PersonalDataFilter, without_personal_data


class JsonLines(logging.Formatter):
    """{"at": …, "level": …, "logger": …, "message": …, "error": …}"""

    def format(self, record: logging.LogRecord) -> str:
        line = {"at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
                "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["error"] = without_personal_data(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def install(level: str) -> None:
    """Everything the program says goes to standard error."""
    logging.config.dictConfig({
        "version": 1, "disable_existing_loggers": False,
        "filters": {"personal": {"()": PersonalDataFilter}},
        "formatters": {"json": {"()": JsonLines}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["personal"]}},
        "loggers": {"regulars": {"level": level, "handlers": ["stderr"], "propagate": False},
                    "app": {"level": level, "handlers": ["stderr"], "propagate": False},
                    "huey": {"level": "WARNING", "handlers": ["stderr"], "propagate": False}}})
