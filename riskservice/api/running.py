"""Long work behind HTTP: in a thread of its own, within limits, as long as its client waits."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Event
from typing import NoReturn, TypeVar

from riskservice.api.exchange import exchange_of
from riskservice.api.problems import AnyRequest, Refused

Ran = TypeVar("Ran")


async def while_there(
    request: AnyRequest, pool: ThreadPoolExecutor, run: Callable[[Event], Ran]
) -> Ran:
    """
    Return what a run gives that stops soon after the client has left.

    Parameters
    ----------
    request : Request
        Its body must have been read.
    pool : ThreadPoolExecutor
    run : callable
        Takes an event that is set when the client has left; :class:`Bounds` looks at it.
    """
    gone = Event()
    running = asyncio.get_running_loop().run_in_executor(pool, run, gone)
    leaving = asyncio.ensure_future(_leaving(request))
    await asyncio.wait((running, leaving), return_when=asyncio.FIRST_COMPLETED)
    leaving.cancel()
    if not running.done():
        exchange_of(request.scope).gone = True
        gone.set()
    return await running


async def _leaving(request: AnyRequest) -> None:
    """Return when the client has left."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


class Bounds:
    """
    What ends a run before it is done; counted from now.

    Parameters
    ----------
    gone : Event
        Set when the client has left.
    rows, seconds : int
        [people, seconds]
    way_out : str
        What to do where it would take too long.
    """

    def __init__(
        self, gone: Event, *, rows: int, seconds: int, way_out: str = "Send fewer people."
    ) -> None:
        self._gone, self._rows, self._seconds, self._way_out = gone, rows, seconds, way_out
        self._end = time.monotonic() + seconds

    def check(self, rows: int = 0) -> None:
        """
        Go on.

        Parameters
        ----------
        rows : int
            Read so far.

        Raises
        ------
        Refused
            When the client has left, there are too many people, or it takes too long.
        """
        if self._gone.is_set():
            raise Refused(HTTPStatus.BAD_REQUEST, "The client left before the answer.")
        if rows > self._rows:
            too_much(f"The limit is {self._rows:,} people at once.")
        if time.monotonic() > self._end:
            too_much(f"It would take longer than {self._seconds:,} seconds. {self._way_out}")


def too_much(detail: str) -> NoReturn:
    """Refuse what is more than is taken here."""
    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
