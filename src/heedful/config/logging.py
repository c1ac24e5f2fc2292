"""JSON logs on standard error: one object a line, no personal data, no address line with a token."""

import logging
import re
from typing import Any

import structlog

_TOKEN = re.compile(r"(/r/[a-z]+/)[A-Za-z0-9_\-.]{16,}")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


def scrub(_logger: Any, _name: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """Replace links' tokens and mail addresses in every text of a log line."""
    return {key: _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _ADDRESS.sub("[address]", _TOKEN.sub(r"\1[token]", value))
    return value


_SHARED: list[structlog.types.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

structlog.configure(
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
)

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                scrub,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": [*_SHARED, structlog.stdlib.PositionalArgumentsFormatter()],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"heedful": {"level": "INFO"}, "django.request": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
