"""Taking in a table of many cases: to a file that is gone when it is closed, not to memory."""

import tempfile
from collections.abc import AsyncIterator, Collection, Iterator
from http import HTTPStatus
from typing import IO, Any, Final, NoReturn, cast

from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from riskservice.api.body import PATIENCE, declared, too_large
from riskservice.api.exchange import exchange_of
from riskservice.api.media import COHORTS, FORM
from riskservice.api.problems import AnyRequest, Refused
from riskservice.errors import Fault, UnreadableBody

PIECE: Final = 262_144
IN_MEMORY: Final = 4_194_304
"""What is held before it goes to a file without a name. [bytes]"""
PACKED: Final = ("identity", "gzip", "zstd")
"""How a body may be packed; by what means, its own first bytes say."""


def held() -> IO[bytes]:
    """Return a place for bytes, in memory as long as they are few."""
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))


def format_of(media: str) -> str:
    """
    Return the format of a table by its media type.

    Raises
    ------
    Refused
        When it is none that is read here.
    """
    found = COHORTS.get(media.partition(";")[0].strip().lower())
    if found is None:
        names = ", ".join(COHORTS)
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send one of: {names}.")
    return found


def boundary_of(request: AnyRequest) -> str | None:
    """Return what stands between the parts of a form, None where the body is no form."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    return options.get("boundary", "") if kind == FORM else None


def parts_of(body: IO[bytes], boundary: str, names: Collection[str]) -> dict[str, IO[bytes]]:
    """
    Return the parts of a form, each at its beginning, and close the form.

    Parameters
    ----------
    body : binary stream
    boundary : str
        What stands between them.
    names : collection of str
        What they may be called; the first has to be there.

    Raises
    ------
    UnreadableBody
        When it is no form, or has other parts.
    """
    found: dict[str, IO[bytes]] = {}
    try:
        with body, PushMultipartParser(boundary, max_segment_count=len(names) + 1) as parser:
            for event in _events(body, parser):
                if isinstance(event, MultipartSegment):
                    if event.name not in names or event.name in found:
                        _refuse_form(names)
                    part = found[event.name] = held()
                elif event:
                    part.write(event)
    except (MultipartError, ValueError):
        _close(found)
        _refuse_form(names)
    except BaseException:
        _close(found)
        raise
    if next(iter(names)) not in found:
        _close(found)
        _refuse_form(names)
    for part in found.values():
        part.seek(0)
    return found


def _events(body: IO[bytes], parser: PushMultipartParser) -> Iterator[Any]:
    while not parser.closed:
        yield from parser.parse(body.read(PIECE))


def _close(parts: dict[str, IO[bytes]]) -> None:
    for part in parts.values():
        part.close()


def _refuse_form(names: Collection[str]) -> NoReturn:
    first, *others = names
    raise UnreadableBody(
        Fault(
            pointer="",
            message="is not a form with the parts that belong in it",
            way_out=f"Send the part {first}, and if you like {' and '.join(others)}, each once, "
            "as multipart/form-data.",
        )
    ) from None


def refuse_packing(request: AnyRequest) -> None:
    """Refuse a body packed in a way that is not read here."""
    if request.headers.get("content-encoding", "identity").strip().lower() not in PACKED:
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Encoding may be {', '.join(PACKED)}."
        )


async def body_of(request: AnyRequest, most: int) -> IO[bytes]:
    """
    Return the body of a request, at its beginning.

    Parameters
    ----------
    request : Request
    most : int
        Larger ones are refused. [bytes]

    Raises
    ------
    Refused
        When it is too large, or the client leaves before its end.
    UnreadableBody
        When it is empty.
    """
    waits = request.headers.get("expect", "").lower() == "100-continue"
    if declared(request) > (most if waits else max(most, PATIENCE)):
        raise too_large(most)
    body = held()
    try:
        async for chunk in _chunks(request, most):
            body.write(chunk)
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


async def _chunks(request: AnyRequest, most: int) -> AsyncIterator[bytes]:
    """Yield a body as it comes; one that is too large is read to its end first, within reason."""
    exchange = exchange_of(request.scope)
    more = True
    while more:
        event = await request.receive()
        if event["type"] != "http.request":
            exchange.gone = True
            raise Refused(HTTPStatus.BAD_REQUEST, "The client left before the body was complete.")
        chunk = event.get("body", b"")
        exchange.bytes_in += len(chunk)
        if exchange.bytes_in <= most:
            yield chunk
        elif exchange.bytes_in > max(most, PATIENCE):
            break
        more = event.get("more_body", False)
    if exchange.bytes_in > most:
        raise too_large(most)
    if not exchange.bytes_in:
        raise UnreadableBody(
            Fault(pointer="", message="is empty", way_out="Send a table with a row a person.")
        )
