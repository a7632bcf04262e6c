"""Which of two readings holds where the sources leave a point open; what a caller may choose."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, Literal

import msgspec
from msgspec import Struct

from riskservice.clocks.spans import ShortMonth
from riskservice.errors import Fault, RiskServiceError, shown

Counted = Literal["not_counted", "counted"]


class UnusableSetting(RiskServiceError):
    """A reading is chosen that there is none of."""

    code: ClassVar[str] = "unusable-setting"
    title: ClassVar[str] = "A setting cannot be used"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One reading for each open point; ``models/clocks`` says which holds unless told, and why.

    Attributes
    ----------
    intervals : dict of str to int
        Intervals of an area that differ from those of the data, each in the unit given there.
    """

    event_day: Counted
    recall_day: Counted
    short_month: ShortMonth
    short_month_deadline: ShortMonth
    leap_birthday: ShortMonth
    short_terms: Literal["days_from_sentence", "calendar_months"]
    detention_and_training: Literal["custodial_half", "whole_term"]
    suspended_term: Literal["imprisonment", "other_disposal"]
    extended_sentence: Literal["whole_term", "custodial_term"]
    concurrent_terms: Literal["first_start_to_last_end", "longest"]
    review_start: Literal["first_notification", "relevant_date"]
    revocation: Literal["indefinite_only", "everything"]
    reprimand_or_warning: Literal["other_disposal", "caution"]
    recall_age: Literal["day_of_recall", "day_of_case"]
    sds_plus_today: Literal["excluded", "standard_only"]
    sds40_new_sentences: Literal["first_tranche", "by_length"]
    tranche_length: Literal["consecutive_total", "sentence"]
    recall_discretion: Literal["may_refuse", "no_discretion"]
    blank_answer: Literal["cannot_tell", "does_not_stand_in_the_way"]
    receipt_day: Counted
    level_1_review: Literal["every_four_months", "lead_agency_decides"]
    intervals: dict[str, int] = {}


NAMES = tuple(name for name in Settings.__struct_fields__ if name != "intervals")
_LONGEST = 2000
"""Longest interval an area may choose, in whatever unit."""


def chosen(
    defaults: Settings, given: Mapping[str, str], intervals: Mapping[str, Any], pointer: str
) -> Settings:
    """
    Return the settings with what a caller chose in place of the defaults.

    Parameters
    ----------
    defaults : Settings
    given : mapping of str to str
        Name of a reading to its choice; ``interval.<name>`` to a whole number.
    intervals : mapping
        Intervals that may be chosen, by name.
    pointer : str
        Where they were given, for the faults.

    Raises
    ------
    UnusableSetting
        With every name and choice there is none of.
    """
    if faults := tuple(_faults(given, intervals, pointer)):
        raise UnusableSetting(*faults)
    readings = {name: value for name, value in given.items() if name in NAMES}
    numbers = {
        name.removeprefix("interval."): int(value)
        for name, value in given.items()
        if name not in NAMES
    }
    before = msgspec.to_builtins(defaults)
    return msgspec.convert(
        {**before, **readings, "intervals": {**defaults.intervals, **numbers}}, Settings
    )


def _faults(
    given: Mapping[str, str], intervals: Mapping[str, Any], pointer: str
) -> Iterator[Fault]:
    for name, value in given.items():
        place = f"{pointer}/{name}" if pointer.startswith("/") else pointer
        if name in NAMES:
            choices = _choices(name)
            if value not in choices:
                yield Fault(
                    pointer=place,
                    value=shown(value),
                    message=f"is no reading of {name}",
                    way_out=f"Give one of: {', '.join(choices)}.",
                )
        elif name.startswith("interval.") and name.removeprefix("interval.") in intervals:
            if not (value.isascii() and value.isdigit() and 0 < int(value[:9]) <= _LONGEST):
                yield Fault(
                    pointer=place,
                    value=shown(value),
                    message=f"is no number for {name}",
                    way_out=f"Give a whole number from 1 to {_LONGEST}.",
                )
        else:
            yield Fault(
                pointer=place,
                value=shown(name),
                message="is not a setting",
                way_out=f"Settings are: {', '.join(NAMES)}; and interval.NAME with NAME one of "
                f"{', '.join(intervals)}.",
            )


@cache
def _choices(name: str) -> tuple[str, ...]:
    field = next(f for f in msgspec.structs.fields(Settings) if f.name == name)
    choices: tuple[str, ...] = field.type.__args__
    return choices


def alternatives(settings: Settings) -> Iterator[tuple[str, str, Settings]]:
    """Yield each reading that does not hold: setting, choice, and settings where it does."""
    for name in NAMES:
        for choice in _choices(name):
            if choice != getattr(settings, name):
                yield name, choice, msgspec.structs.replace(settings, **{name: choice})
