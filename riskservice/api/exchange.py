"""What is noted about one request and its answer: sizes, times and counts, never what was said."""

from typing import Any

from litestar.types import Scope

from riskservice.api.trace import Trace

_PLACE = "exchange"


class Exchange:
    """
    Notes on one request, filled in along the way and logged at its end.

    Attributes
    ----------
    bytes_in, bytes_out : int
        Sizes of the bodies, as far as they were read and sent. [bytes]
    status : int or None
        None until an answer has begun.
    media : str
        Media type of the answer the client would rather have.
    gone : bool
        Whether the client left before its request was complete.
    results : list of (str, str)
        Instrument and outcome of every result given.
    people : int
        Rows of a table that were scored, whose results are not listed one by one.
    problem : str or None
        Code of the problem that was answered, with the number of its faults.
    error : Exception or None
        What nobody expected.
    """

    def __init__(self, trace: Trace, method: str) -> None:
        self.trace, self.method = trace, method
        self.bytes_in = self.bytes_out = self.faults = self.people = 0
        self.status: int | None = None
        self.media = ""
        self.gone = False
        self.results: list[tuple[str, str]] = []
        self.problem: str | None = None
        self.error: Exception | None = None

    def outcomes(self) -> dict[str, int]:
        """Return how many results had each outcome."""
        found = [outcome for _, outcome in self.results]
        return {outcome: found.count(outcome) for outcome in dict.fromkeys(found)}


def begin(scope: Scope, trace: Trace, method: str) -> Exchange:
    """Return new notes, kept with the request they are about."""
    state: dict[str, Any] = scope.setdefault("state", {})
    state[_PLACE] = found = Exchange(trace, method)
    return found


def exchange_of(scope: Scope) -> Exchange:
    """Return the notes on the request of a scope."""
    found: Exchange = scope["state"][_PLACE]
    return found
