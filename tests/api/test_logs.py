"""Logs of this service and of the libraries under it, in one form."""

import io
import json
import logging
from typing import NoReturn

import structlog

from riskservice.logs import configure, told
from tests.api.conftest import Lines


def test_libraries_log_in_the_same_form(lines: Lines) -> None:
    logging.getLogger("uvicorn.error").info("Started server process [%d]", 7)
    structlog.get_logger().info("ours", count=1)
    theirs, ours = lines()
    assert (theirs["event"], theirs["level"]) == ("Started server process [7]", "info")
    assert (ours["event"], ours["level"], ours["count"]) == ("ours", "info", 1)
    assert theirs.keys() <= ours.keys()


def fails() -> NoReturn:
    raise ValueError("born in 1971")


def test_a_message_of_an_exception_is_never_written(log: io.StringIO, lines: Lines) -> None:
    try:
        fails()
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
        structlog.get_logger().exception("failed")
    assert "1971" not in log.getvalue()
    assert [line["error"][0]["type"] for line in lines()] == ["builtins.ValueError"] * 2
    assert all("fails" in line["error"][0]["at"][-1] for line in lines())


def test_a_value_that_is_no_json_is_written_as_its_type(lines: Lines) -> None:
    structlog.get_logger().info("odd", value=object())
    assert lines()[0]["value"] == "object"


def test_what_is_below_the_level_is_not_written(log: io.StringIO) -> None:
    configure("error", log)
    structlog.get_logger().warning("quiet")
    logging.getLogger("uvicorn.error").warning("quiet")
    structlog.get_logger().error("loud")
    (line,) = log.getvalue().splitlines()
    assert json.loads(line)["event"] == "loud"


def test_an_exception_that_is_its_own_cause_is_told_once() -> None:
    error = ValueError()
    error.__context__ = other = KeyError()
    other.__context__ = error
    assert [each["type"] for each in told(error)] == ["builtins.ValueError", "builtins.KeyError"]
