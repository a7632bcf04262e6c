"""Reading the body of a request, and refusing what is too large or in no known format."""

from http import HTTPStatus
from typing import Final, NamedTuple

from riskservice.api.exchange import exchange_of
from riskservice.api.media import BLANK, READABLE, holds_list, readable
from riskservice.api.problems import AnyRequest, Refused
from riskservice.case import Media
from riskservice.errors import Fault, UnreadableBody

PATIENCE: Final = 16_777_216
"""Most that is read and thrown away so that the client hears the refusal. [bytes]"""


_CASE: Final = 'Send an object: {"case_id": ..., "on": ..., "answers": {...}}.'


class Limits(NamedTuple):
    """
    Largest bodies that are read. [bytes]

    Attributes
    ----------
    most : int
    lists : int
        Of a body that begins as a list; 0 where none is taken.
    """

    most: int
    lists: int = 0


async def body_of(request: AnyRequest, limits: Limits, way_out: str = _CASE) -> tuple[Media, bytes]:
    """
    Return the body of a request and how it is encoded.

    Parameters
    ----------
    request : Request
    limits : Limits
    way_out : str
        What to say where it is empty.

    Raises
    ------
    Refused
        When it is too large, compressed, or in a format that is not read here.
    UnreadableBody
        When it is empty.
    """
    media = readable(request.headers.get("content-type", ""))
    raw = await _read(request, limits, media)
    if not raw:
        raise UnreadableBody(Fault(pointer="", message="is empty", way_out=way_out))
    if media is None or request.headers.get("content-encoding", "identity") != "identity":
        names = ", ".join(READABLE)
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send one of: {names}; uncompressed, as UTF-8."
        )
    return media, raw


async def _read(request: AnyRequest, limits: Limits, media: Media | None) -> bytes:
    """Return the bytes; a body that is too large is read to its end first, within reason."""
    exchange = exchange_of(request.scope)
    waits = request.headers.get("expect", "").lower() == "100-continue"
    largest = max(limits)
    if declared(request) > (largest if waits else max(largest, PATIENCE)):
        raise too_large(largest)
    chunks: list[bytes] = []
    begun = False
    limit = limits.most
    more = True
    while more:
        event = await request.receive()
        if event["type"] != "http.request":
            exchange.gone = True
            raise Refused(HTTPStatus.BAD_REQUEST, "The client left before the body was complete.")
        chunk = event.get("body", b"")
        if not begun and (begun := bool(chunk.strip(BLANK))) and holds_list(chunk, media):
            limit = largest
        exchange.bytes_in += len(chunk)
        if exchange.bytes_in <= limit:
            chunks.append(chunk)
        elif exchange.bytes_in > max(limit, PATIENCE):
            break
        more = event.get("more_body", False)
    if exchange.bytes_in > limit:
        raise too_large(limit)
    return b"".join(chunks)


def declared(request: AnyRequest) -> int:
    """Return the announced size, 0 where there is none; a number no body reaches is cut."""
    given = request.headers.get("content-length", "")
    return int(given[:15]) if given.isdecimal() else 0


def too_large(limit: int) -> Refused:
    """Return the refusal of a body that is larger than a number of bytes."""
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The limit is {limit} bytes.")
