"""What the API description says of a handler beyond its signature."""

from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from riskservice.api.media import RECORDS

Takes = Literal[
    "case",
    "part",
    "cases",
    "answered",
    "official",
    "cohort",
    "cohorts",
    "sample",
    "statistics",
    "plan",
    "plan_check",
    "plan_pair",
    "plan_change",
    "plan_redraft",
    "papers",
]

_PLACE = "described"


class Described(Struct, frozen=True, kw_only=True):
    """
    Bodies of a handler.

    Attributes
    ----------
    gives : type, callable or None
        Type of the answer, or what returns it where it must not be loaded before it is needed;
        None for text, pages and tables.
    or_gives : type or None
        Another type that the answer may have.
    takes : str or None
        ``case``, ``part``, ``cases``, ``answered`` or ``official``: a whole case record, one with a
        single instrument's answers, a case record or a list of them, one with all that a score
        needs, or an official request. ``cohort`` and ``cohorts``: a table of many cases, and also
        with last time's beside it. ``sample``: a table of scored people. ``statistics``: a file of
        individuals for the annual tables. ``plan`` and what begins with it: a plan, with what
        stands beside it.
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
    or_gives: Any = None

    def loaded(self) -> "Described":
        """Return the same with the type of the answer itself, whatever it takes to load it."""
        if isinstance(self.gives, type) or not callable(self.gives):
            return self
        return replace(self, gives=self.gives())


def described(
    gives: Any = None,
    takes: Takes | None = None,
    media: tuple[str, ...] = RECORDS,
    *,
    down: bool = False,
    many: Any = None,
    refuses: Any = None,
    or_gives: Any = None,
) -> dict[str, Any]:
    """Return the options that carry a handler's description."""
    return {
        _PLACE: Described(
            gives=gives,
            takes=takes,
            media=media,
            down=down,
            many=many,
            refuses=refuses,
            or_gives=or_gives,
        )
    }


def description_of(opt: dict[str, Any]) -> Described | None:
    """Return the description a handler's options carry; None when it is not described."""
    found: Described | None = opt.get(_PLACE)
    return found
