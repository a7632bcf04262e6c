"""
Structured logs: one JSON object per line on standard output, and no personal data in any of them.

An exception is written as its type and the places it passed through. Its message is left out,
because a message may quote what was sent.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from riskservice.settings import LogLevel

DEEPEST = 40
"""Innermost places of a traceback that are written down."""


def configure(level: LogLevel = "info", stream: TextIO | None = None) -> None:
    """
    Send every log of this process, those of libraries too, to one stream as JSON lines.

    Parameters
    ----------
    level : {"debug", "info", "warning", "error"}
        Least severity that is written.
    stream : text file, optional
        By default standard output.
    """
    out = stream or sys.stdout
    least = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_messages,
    ]
    structlog.configure(
        processors=[*shared, _as_json],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _as_json],
        foreign_pre_chain=shared,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=least, force=True)


def without_messages(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by :func:`told`; structlog's own rendering would quote its message."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()[1]
    if isinstance(given, tuple):
        given = given[1]
    if isinstance(given, BaseException):
        event["error"] = told(given)
    return event


def told(error: BaseException) -> list[dict[str, Any]]:
    """Return an exception and its causes, the outermost first: types and places, no messages."""
    return [
        {
            "type": f"{type(one).__module__}.{type(one).__qualname__}",
            "at": [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(one.__traceback__)[-DEEPEST:]
            ],
        }
        for one in _chain(error)
    ]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _as_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """Return the line; of a value that is no JSON only the type is written."""
    return msgspec.json.encode(event, enc_hook=lambda value: type(value).__name__).decode()
