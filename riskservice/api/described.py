"""What the API description says of a handler beyond its signature."""

from typing import Any, Literal

from msgspec import Struct

from riskservice.api.media import RECORDS

Takes = Literal["case", "part", "cases", "answered", "official"]

_PLACE = "described"


class Described(Struct, frozen=True, kw_only=True):
    """
    Bodies of a handler.

    Attributes
    ----------
    gives : type or None
        Type of the answer; None for text and pages.
    takes : {"case", "part", "cases", "answered", "official"} or None
        A whole case record, one with a single instrument's answers, a case record or a list of
        them, one with all that a score needs, or an official request.
    many : type or None
        Of a handler that takes a list too: what one place of the answer's list holds.
    refuses : type or None
        Body of a refusal where it is not a problem.
    media : tuple of str
        Media types of the answer, the default first.
    down : bool
        Whether it also answers 503 with the same type.
    """

    gives: Any = None
    takes: Takes | None = None
    media: tuple[str, ...] = RECORDS
    down: bool = False
    many: Any = None
    refuses: Any = None


def described(
    gives: Any = None,
    takes: Takes | None = None,
    media: tuple[str, ...] = RECORDS,
    *,
    down: bool = False,
    many: Any = None,
    refuses: Any = None,
) -> dict[str, Any]:
    """Return the options that carry a handler's description."""
    return {
        _PLACE: Described(
            gives=gives, takes=takes, media=media, down=down, many=many, refuses=refuses
        )
    }


def description_of(opt: dict[str, Any]) -> Described | None:
    """Return the description a handler's options carry; None when it is not described."""
    found: Described | None = opt.get(_PLACE)
    return found
