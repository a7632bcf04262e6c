"""What the API description says of a handler beyond its signature."""

from typing import Any, Literal

from msgspec import Struct

from riskservice.api.media import RECORDS

_PLACE = "described"


class Described(Struct, frozen=True, kw_only=True):
    """
    Bodies of a handler.

    Attributes
    ----------
    gives : type or None
        Type of the answer; None for text and pages.
    takes : {"case", "part"} or None
        A whole case record, or one with a single instrument's answers.
    media : tuple of str
        Media types of the answer, the default first.
    down : bool
        Whether it also answers 503 with the same type.
    """

    gives: Any = None
    takes: Literal["case", "part"] | None = None
    media: tuple[str, ...] = RECORDS
    down: bool = False


def described(
    gives: Any = None,
    takes: Literal["case", "part"] | None = None,
    media: tuple[str, ...] = RECORDS,
    *,
    down: bool = False,
) -> dict[str, Any]:
    """Return the options that carry a handler's description."""
    return {_PLACE: Described(gives=gives, takes=takes, media=media, down=down)}


def description_of(opt: dict[str, Any]) -> Described | None:
    """Return the description a handler's options carry; None when it is not described."""
    found: Described | None = opt.get(_PLACE)
    return found
