"""One individual as the annual tables need them, and what each column of a file says."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from msgspec import Meta, Struct

Category = Literal[1, 2, 3, 4]
Level = Literal[1, 2, 3]
Where = Literal["prison", "hospital"]
OrderMade = Literal["shpo", "shpo_foreign_travel", "notification_order"]
ReturnReason = Literal["licence", "shpo"]
CaseId = Annotated[str, Meta(min_length=1, max_length=100)]


class Spell(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A stretch of days.

    Attributes
    ----------
    starts_on : date
        First day. One that is not known exactly may be any day before the year.
    ends_on : date or None
        Last day, which still belongs to it; None while it goes on.
    """

    starts_on: dt.date
    ends_on: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether a day belongs to it."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class CategorySpell(Spell, frozen=True, kw_only=True):
    """Days in a MAPPA category; a person is in one at a time."""

    category: Category


class LevelSpell(Spell, frozen=True, kw_only=True):
    """Days at a MAPPA level."""

    level: Level


class AwaySpell(Spell, frozen=True, kw_only=True):
    """Days not lived in the community: in prison, or detained in hospital."""

    where: Where


class Order(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A restrictive order and the day on which it was made."""

    kind: OrderMade
    made_on: dt.date


class Return(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A return to custody: what was breached, and the day."""

    breach_of: ReturnReason
    returned_on: dt.date


class MappaCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One individual.

    An empty list says that there was none. None says that it is not known: no table is made of
    it, unless the caller says that a blank means none.

    Attributes
    ----------
    case_id : str
        Identifier, once in a file; it goes nowhere but into the check for doubles.
    away : tuple of AwaySpell
        Without one the individual lived in the community throughout.
    notification_breaches : tuple of date or None
        Days of caution or conviction for breach of notification.
    notification_revoked : tuple of date or None
        Days on which lifetime notification was revoked on application.
    returns_to_custody : tuple of Return or None
        The level is the one held on that day or the day before.
    registered_after_sro_breach : tuple of date or None
        Days on which the individual became subject to notification after breach of an SRO.
    """

    case_id: CaseId
    categories: tuple[CategorySpell, ...]
    levels: tuple[LevelSpell, ...]
    away: tuple[AwaySpell, ...]
    notification_breaches: tuple[dt.date, ...] | None = None
    notification_revoked: tuple[dt.date, ...] | None = None
    orders: tuple[Order, ...] | None = None
    returns_to_custody: tuple[Return, ...] | None = None
    registered_after_sro_breach: tuple[dt.date, ...] | None = None


class CaseFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of cases as JSON or MessagePack."""

    cases: tuple[MappaCase, ...]


class Column(Struct, frozen=True, kw_only=True):
    """
    What one column of a file says, and how its cells are written.

    Attributes
    ----------
    kind : {"text", "spells", "events", "dates"}
        ``spells`` are written ``NAME:FIRST/LAST``, ``events`` ``NAME:DAY``, ``dates`` ``DAY``.
    names : tuple of str
        What may stand for NAME.
    """

    key: str
    wording: str
    kind: Literal["text", "spells", "events", "dates"]
    example: str
    names: tuple[str, ...] = ()
    must: bool = False


NONE: Final = "NONE"
SEPARATOR: Final = "|"
EVENTS: Final = (
    "notification_breaches",
    "notification_revoked",
    "orders",
    "returns_to_custody",
    "registered_after_sro_breach",
)
"""Columns a file may do without; the table that needs one then says that it is not known."""

_COLUMNS = (
    Column(
        key="case_id",
        wording="Identifier, once in the file",
        kind="text",
        example="SYN-0001",
        must=True,
    ),
    Column(
        key="categories",
        wording="MAPPA category with its first and last day",
        kind="spells",
        names=tuple(map(str, get_args(Category))),
        example="1:2019-05-02/",
        must=True,
    ),
    Column(
        key="levels",
        wording="MAPPA level with its first and last day",
        kind="spells",
        names=tuple(map(str, get_args(Level))),
        example="2:2023-02-01/2023-09-30|1:2023-10-01/",
        must=True,
    ),
    Column(
        key="away",
        wording="Days in prison or detained in hospital; NONE where lived in the community",
        kind="spells",
        names=get_args(Where),
        example="prison:2023-06-01/2023-08-14",
        must=True,
    ),
    Column(
        key="notification_breaches",
        wording="Days cautioned or convicted for breach of notification",
        kind="dates",
        example="2023-11-30",
    ),
    Column(
        key="notification_revoked",
        wording="Day on which lifetime notification was revoked on application",
        kind="dates",
        example=NONE,
    ),
    Column(
        key="orders",
        wording="Restrictive orders made, with their days",
        kind="events",
        names=get_args(OrderMade),
        example="shpo:2023-07-14",
    ),
    Column(
        key="returns_to_custody",
        wording="Returns to custody, with what was breached and the day",
        kind="events",
        names=get_args(ReturnReason),
        example="licence:2023-06-01",
    ),
    Column(
        key="registered_after_sro_breach",
        wording="Day on which notification began after breach of an SRO",
        kind="dates",
        example=NONE,
    ),
)
COLUMNS: Final[Mapping[str, Column]] = {column.key: column for column in _COLUMNS}


def columns_to_text() -> str:
    """Return how a file of cases is written, column by column."""
    lines = [
        "One row for each individual, comma or semicolon between columns, UTF-8.",
        f"Days as YYYY-MM-DD. Several entries in one cell have {SEPARATOR} between them; {NONE}",
        "says that there was none; a blank says that it is not known. A spell is NAME:FIRST/LAST,",
        "both days included; LAST is left out while it goes on. A first day that is not known",
        "exactly may be any day before the year.",
        "",
    ]
    for column in COLUMNS.values():
        must = "needed" if column.must else "may be left out; its table is then not known"
        lines.append(f"{column.key}  ({must})")
        lines.append(f"    {column.wording}.")
        if column.names:
            lines.append(f"    NAME: {', '.join(column.names)}.")
        lines.append(f"    Such as {column.example}")
    return "\n".join(lines) + "\n"
