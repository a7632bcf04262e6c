"""The rules of the legal clocks, read, checked and fingerprinted."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TypeVar, get_args

import msgspec
from msgspec import Struct

from riskservice.circumstances import Disposal, OrderKind
from riskservice.clocks.rules import PeriodName, Policy, Rule, SchemeFile
from riskservice.clocks.settings import NAMES, Settings
from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.shapes import shape_faults
from riskservice.kit.tables import digest_of

PACKAGE, VERSION = "models", "2026.1"
INTERVALS = frozenset(
    {
        "first_notification", "name_and_address", "notification_after_release", "change",
        "annual_notification",
        "weekly_notification", "review_adult", "review_young", "arms_first_visit",
        "arms_complete", "arms_review", "level_1_review", "level_2_review", "level_2_backstop",
        "level_3_review", "level_3_backstop", "referral", "first_meeting", "minutes",
        "initial_screening", "licence", "sentence", "hospital_liability", "release",
        "notification_end", "order_end", "order_travel_end", "record_review", "record_disposal",
    }
)  # fmt: skip
ADJUSTABLE = (
    "arms_first_visit",
    "arms_complete",
    "arms_review",
    "level_1_review",
    "level_2_review",
    "level_2_backstop",
    "level_3_review",
    "level_3_backstop",
    "first_meeting",
    "minutes",
    "initial_screening",
)
"""Intervals that are no law and differ by area."""


class RuleStamp(Struct, frozen=True, kw_only=True):
    """Which rules were used, with their fingerprints."""

    clocks_version: str
    clocks_digest: str
    schemes_version: str
    schemes_digest: str


class Rulebook(Struct, frozen=True, kw_only=True):
    """Both files, checked, with the readings that hold unless told."""

    policy: Policy
    schemes: SchemeFile
    defaults: Settings
    stamp: RuleStamp
    cites: dict[str, str]

    def cite(self, rule: Rule) -> str:
        """Return the full citation of a rule."""
        return self.cites[rule.cite]


T = TypeVar("T", bound=Struct)


def decode_rules(clocks: bytes, schemes: bytes) -> Rulebook:
    """
    Return the rules two TOML files hold.

    Raises
    ------
    BrokenPlugin
        With every fault: wrong types, missing citations, dead names, an open point without a
        default, a disposal, an order or an interval without its rule.
    """
    policy, found = _typed(clocks, Policy, "clocks"), _typed(schemes, SchemeFile, "schemes")
    faults = [*_policy_faults(policy), *_scheme_faults(found), *_unlike(policy, found)]
    if faults:
        raise BrokenPlugin(*(_fault(place, message) for place, message in faults))
    return Rulebook(
        policy=policy,
        schemes=found,
        defaults=msgspec.convert(
            {name: reading.default for name, reading in policy.readings.items()}, Settings
        ),
        stamp=RuleStamp(
            clocks_version=policy.version,
            clocks_digest=digest_of(clocks),
            schemes_version=found.version,
            schemes_digest=digest_of(schemes),
        ),
        cites={source.id: source.cite for source in (*policy.sources, *found.sources)},
    )


def _typed(raw: bytes, kind: type[T], place: str) -> T:
    try:
        value = msgspec.toml.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenPlugin(_fault(place, f"is not TOML: {error}")) from None
    if faults := list(shape_faults(value, kind, place)):
        raise BrokenPlugin(*faults)
    return msgspec.convert(value, kind)


def _policy_faults(policy: Policy) -> Iterator[tuple[str, str]]:
    yield from _cites("clocks", [source.id for source in policy.sources], policy.rules())
    for place, wanted, given in (
        ("readings", NAMES, policy.readings),
        ("periods", get_args(PeriodName), policy.periods),
        ("disposals", get_args(Disposal), policy.disposals),
        ("orders", get_args(OrderKind), policy.orders),
        ("intervals", INTERVALS, policy.intervals),
    ):
        for name in sorted(set(wanted) ^ set(given)):
            yield f"clocks.{place}.{name}", "is missing, or not known here"
    for name, reading in policy.readings.items():
        field = next((f for f in msgspec.structs.fields(Settings) if f.name == name), None)
        choices = set(field.type.__args__) if field else set()
        if set(reading.choices) != choices or reading.default not in choices:
            yield f"clocks.readings.{name}", f"needs its default and choices from {sorted(choices)}"
    for name, disposal in policy.disposals.items():
        if disposal.period is None and not disposal.by_term:
            yield f"clocks.disposals.{name}", "brings neither a period nor one by its term"
        if disposal.reading is not None and disposal.reading not in policy.readings:
            yield f"clocks.disposals.{name}.reading", "is not an open reading"
    if sorted(rule.group for rule in policy.records) != [1, 2, 3, 4]:
        yield "clocks.records", "needs each of the four groups once"


def _scheme_faults(schemes: SchemeFile) -> Iterator[tuple[str, str]]:
    yield from _cites("schemes", [source.id for source in schemes.sources], schemes.rules())
    for scheme in schemes.schemes:
        place = f"schemes.{scheme.key}"
        if (scheme.about == "sentence") is not bool(scheme.disposals):
            yield place, "needs the sentences it reaches, or none where it is about the person"
        for test in scheme.tests:
            for fact in set(test.facts) - set(schemes.facts):
                yield f"{place}.{test.key}", f"asks about {fact}, which is not worded"
            if not test.facts and test.shorter_than_months is None:
                yield f"{place}.{test.key}", "asks about nothing"
        days = [tranche.effective_from for tranche in scheme.tranches]
        if days != sorted(set(days)):
            yield f"{place}.tranches", "must follow one another"


def _unlike(policy: Policy, schemes: SchemeFile) -> Iterator[tuple[str, str]]:
    """Yield each source that both files name and cite differently."""
    cites = {source.id: source.cite for source in policy.sources}
    for source in schemes.sources:
        if cites.get(source.id, source.cite) != source.cite:
            yield f"schemes.sources.{source.id}", "is cited otherwise in the file of clocks"


def _cites(
    place: str, sources: list[str], rules: Iterator[tuple[str, Rule]]
) -> Iterator[tuple[str, str]]:
    for where, rule in rules:
        if rule.cite not in sources:
            yield f"{place}.{where}.cite", f"{rule.cite} is no source of this file"


def _fault(place: str, message: str) -> Fault:
    return Fault(pointer=place, message=message, way_out="Correct the file.")


@cache
def load_rules(package: str = PACKAGE, version: str = VERSION) -> Rulebook:
    """
    Return a released pair of files by package and version, read once.

    Raises
    ------
    BrokenPlugin
        When they are not sound; see :func:`decode_rules`.
    """
    folder, name = files(package), f"{version}.toml"
    return decode_rules(
        (folder / "clocks" / name).read_bytes(),
        (folder / "release_schemes" / name).read_bytes(),
    )
