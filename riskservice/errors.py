"""What can go wrong, in words: one root, a handful of kinds, each with a stable code."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import ClassVar

import msgspec


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing that is wrong, where it is, and the way out.

    Attributes
    ----------
    pointer : str
        JSON pointer into what was sent (``/answers/total_sanctions``), or the place in a table.
    message : str
        What is wrong, in a practitioner's words.
    way_out : str
        What would put it right.
    question : str or None
        Key of the question concerned.
    wording : str or None
        The question as the form asks it.
    value : str or None
        What was given, as text, cut to 80 characters.
    """

    pointer: str
    message: str
    way_out: str
    question: str | None = None
    wording: str | None = None
    value: str | None = None

    def __str__(self) -> str:
        given = f" (given: {self.value})" if self.value is not None else ""
        return f"{self.pointer}: {self.message}{given}. {self.way_out}"


class RiskServiceError(Exception):
    """Root of every error this package raises on purpose; it always carries its faults."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something is wrong"

    def __init__(self, *faults: Fault) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


class InvalidCase(RiskServiceError):
    """
    What was sent cannot be scored as it stands.

    Attributes
    ----------
    sound : object
        What of the case could be read, to be searched for further faults; None where nothing.
    """

    code = "invalid-case"
    title = "The case record has faults"
    sound: object = None


class UnreadableBody(RiskServiceError):
    """What was sent is not JSON or MessagePack, or is not a case at all."""

    code = "unreadable-body"
    title = "What was sent cannot be read"


class UnknownName(RiskServiceError):
    """No instrument, ruleset, table or plug-in goes by that name."""

    code = "unknown-name"
    title = "Nothing goes by that name"


class NotInForce(RiskServiceError):
    """No table of the instrument was in force on the date."""

    code = "not-in-force"
    title = "No table was in force on that date"


class NotExplained(RiskServiceError):
    """A result is asked to be written out on the log-odds scale, and has no place on it."""

    code = "not-explained"
    title = "There is no score on the log-odds scale"


class BrokenPlugin(RiskServiceError):
    """A plug-in, its table or a ruleset cannot be used; raised at start-up, with every fault."""

    code = "broken-plug-in"
    title = "A plug-in or its tables cannot be used"


def written(value: object) -> str:
    """Return a value as text that can be written down, whatever it is."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except RecursionError:
        text = "a deeply nested value"
    except ValueError:
        text = "a number too long to print"
    if " object at 0x" in text:
        text = f"a value of type {type(value).__name__}"
    return text.encode("utf-8", "backslashreplace").decode()


def shown(value: object, limit: int = 80) -> str:
    """Return a value as short text for a fault."""
    text = written(value)
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


@contextmanager
def needed_from(
    extra: str, libraries: Collection[str], refusal: type[RiskServiceError], what: str
) -> Iterator[None]:
    """
    Say plainly which library of an extra is not installed, where it is imported.

    Parameters
    ----------
    extra : str
    libraries : collection of str
        Names under which they are imported.
    refusal : type of RiskServiceError
        Raised when one of them is missing.
    what : str
        The command, the address or the part that needs them.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in libraries:
            raise
        raise refusal(
            Fault(
                pointer=what,
                message=f"needs {error.name}, which is not installed",
                way_out=f"Install it with: pip install 'riskservice[{extra}]'",
            )
        ) from None
