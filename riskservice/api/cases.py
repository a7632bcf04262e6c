"""A list of cases: taken apart, scored one by one, put together again in the same order."""

import asyncio
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from riskservice.api.exchange import exchange_of
from riskservice.api.problems import AnyRequest, Refused, problem_of
from riskservice.api.shapes import RefusedCase
from riskservice.case import Media
from riskservice.errors import Fault, InvalidCase, NotInForce, UnreadableBody

if TYPE_CHECKING:
    from riskservice.api.door import Door
    from riskservice.assessment import Assessment

MOST: Final = 1_000
TURN: Final = 16
"""Cases after which other requests have their turn."""

_json = msgspec.json.Decoder(list[msgspec.Raw])
_msgpack = msgspec.msgpack.Decoder(list[msgspec.Raw])


class Parts(NamedTuple):
    """The bodies of a list of cases, and how each is encoded."""

    media: Media
    bodies: list[bytes]


class _Named(msgspec.Struct):
    case_id: str | None = None


def parts_of(raw: bytes, media: Media) -> list[bytes]:
    """
    Return the bodies of a list of cases.

    Raises
    ------
    UnreadableBody
        When it is not well formed.
    Refused
        When there are more than are taken at once.
    """
    try:
        parts = (_json if media == "json" else _msgpack).decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableBody(
            Fault(
                pointer="",
                message=f"is not {'JSON' if media == 'json' else 'MessagePack'}: {error}",
                way_out="Send a case record, or a list of them.",
            )
        ) from None
    if len(parts) > MOST:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            f"The limit is {MOST} cases at once, and there are {len(parts)}.",
        )
    return [bytes(part) for part in parts]


async def score_each(
    request: AnyRequest,
    door: "Door",
    parts: Parts,
    *,
    ruleset: str,
    instruments: list[str] | None,
    reasons: bool,
) -> list["Assessment | RefusedCase"]:
    """Return each case's assessment, or its problem, in the order of the list."""
    found: list[Assessment | RefusedCase] = []
    today = door.today()
    for i, part in enumerate(parts.bodies):
        if i % TURN == 0:
            await asyncio.sleep(0)
        try:
            case = door.read(part, parts.media, today, ruleset, instruments)
            found.append(
                door.score(request, case, ruleset=ruleset, instruments=instruments, reasons=reasons)
            )
        except (InvalidCase, UnreadableBody, NotInForce) as error:
            problem = problem_of(request, error)
            found.append(RefusedCase(case_id=_name(part, parts.media), problem=problem))
    exchange = exchange_of(request.scope)
    exchange.problem, exchange.faults = None, 0  # of a place in the list, not of the request
    return found


def _name(part: bytes, media: Media) -> str | None:
    """Return the case identifier of a body that may have any fault, None if it has none."""
    decode = msgspec.json.decode if media == "json" else msgspec.msgpack.decode
    try:
        return decode(part, type=_Named).case_id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
