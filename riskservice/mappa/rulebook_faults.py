"""What can be wrong with the rules of a screening beyond their types, found all at once."""

from collections.abc import Iterable, Iterator
from typing import get_args

from msgspec.structs import fields

from riskservice.circumstances import Disposal, Grounds, OrderKind, Screening
from riskservice.errors import Fault, shown
from riskservice.mappa.entries import Entry, Rule, RuleFile
from riskservice.mappa.readings import CHOICES

ROOTS = (
    "category_1",
    "category_2",
    "category_3",
    "category_4",
    "level_1",
    "level_2",
    "level_3",
    "potentially_dangerous_person",
)
"""The rules a screening asks for by name; the others are what these are made of."""

FINDINGS = frozenset(
    {
        "category_differs",
        "level_differs",
        "high_risk_at_level_1",
        "category_3_at_level_1",
        "category_3_without_level",
        "level_without_category",
        "escalation",
        "category_ended",
        "referral_overdue",
        "referral_due",
        "referral_not_agreed",
        "child_protection",
        "tests_conflict",
        "facts_conflict",
        "pdp_in_mappa",
        "assessment_of_risk",
        "review_overdue",
        "review_not_set",
        "minutes_overdue",
        "initial_overdue",
        "urgent_referral",
        "pro_forma_incomplete",
        "not_allocated",
        "serious_harm_assessment",
    }
)

DERIVED = frozenset(
    {
        "subject_to_notification",
        "liability_running",
        "has_offence",
        "subject_to_sro",
        "high_risk_of_serious_harm",
    }
)
"""Facts of a person that are worked out from the record; the others are recorded grounds."""

OF_SENTENCE = frozenset(
    {
        "murder",
        "schedule_15_offence",
        "controlling_or_coercive_offence",
        "custody_of_12_months",
        "suspended_12_months",
        "hospital_order",
        "guardianship_order",
        "sentence_running",
        "terrorism_offence",
    }
)
"""Facts of a sentence that can be read off the record."""

_CATEGORIES = (1, 2, 3, 4)


def rulebook_faults(file: RuleFile) -> Iterator[Fault]:
    """Yield everything wrong with a file whose types are sound."""
    yield from _sources(file)
    yield from _settings(file)
    yield from _lists(file)
    names = list(_names(file))
    yield from names
    if not names:
        yield from _trees(file)


def _entries(file: RuleFile) -> Iterator[tuple[str, Entry]]:
    yield from ((f"rules.{rule.key}", rule) for rule in file.rules)
    yield from ((f"settings.{setting.key}", setting) for setting in file.settings)
    yield from ((f"categories.{entry.category}", entry) for entry in file.categories)
    yield from ((f"chairs.{e.level}.{e.category}", e) for e in file.chairs)
    yield from ((f"findings.{key}", entry) for key, entry in file.findings.items())
    for field in fields(RuleFile):
        value = getattr(file, field.name)
        if isinstance(value, Entry):
            yield field.name, value


def _sources(file: RuleFile) -> Iterator[Fault]:
    known = [source.id for source in file.sources]
    for place, entry in _entries(file):
        yield from _unknown(f"{place}.cite", [entry.cite], known, "source")
    yield from _twice("sources", known)


def _settings(file: RuleFile) -> Iterator[Fault]:
    given = {setting.key: setting for setting in file.settings}
    yield from _exactly("settings", list(given), CHOICES)
    yield from _twice("settings", [setting.key for setting in file.settings])
    for key, setting in given.items():
        if key in CHOICES:
            yield from _exactly(f"settings.{key}.readings", setting.readings, CHOICES[key])
            yield from _unknown(
                f"settings.{key}.default", [setting.default], CHOICES[key], "reading"
            )
    for rule in file.rules:
        place = f"rules.{rule.key}.when"
        yield from _unknown(place, rule.when, CHOICES, "setting")
        for key, reading in rule.when.items():
            yield from _unknown(f"{place}.{key}", [reading], CHOICES.get(key, ()), "reading")


def _lists(file: RuleFile) -> Iterator[Fault]:
    kinds, disposals = get_args(OrderKind), file.disposals
    for name in ("without_length", "with_length", "suspended", "hospital", "guardianship"):
        yield from _unknown(
            f"disposals.{name}", getattr(disposals, name), get_args(Disposal), "disposal"
        )
    yield from _unknown(
        "convicted.disposals", file.convicted.disposals, get_args(Disposal), "disposal"
    )
    yield from _unknown("orders.sexual_risk", file.orders.sexual_risk, kinds, "order")
    yield from _exactly("categories", [e.category for e in file.categories], _CATEGORIES)
    yield from _twice("chairs", [f"{e.level}.{e.category}" for e in file.chairs])
    yield from _exactly("findings", file.findings, FINDINGS)
    screening = {field.name for field in fields(Screening)} | {"date_of_birth"}
    yield from _unknown("initial.fields", file.initial.fields, screening, "field")


def _names(file: RuleFile) -> Iterator[Fault]:
    grounds = DERIVED | {field.name for field in fields(Grounds)}
    for key, fact in file.facts.items():
        readable = OF_SENTENCE if fact.sentence else grounds
        yield from _unknown(f"facts.{key}", [key], readable, "fact that can be read off a record")
    rules = [rule.key for rule in file.rules]
    yield from _twice("rules", [*rules, *file.facts])
    yield from _unknown("rules", ROOTS, rules, "rule given here")
    for rule in file.rules:
        place = f"rules.{rule.key}"
        yield from _unknown(place, rule.names, [*rules, *file.facts], "fact or rule")
        if sum(bool(part) for part in (rule.all, rule.any, rule.none, rule.each)) != 1:
            yield _fault(place, "needs one of all, any, none and each", "Give exactly one.")
        if rule.each and rule.each not in rules:
            yield _fault(f"{place}.each", "is no rule", "Name a rule put to each sentence.")
        if rule.day_unknown_until is not None and rule.effective_from is None:
            yield _fault(f"{place}.day_unknown_until", "has no first day", "Give effective_from.")


def _trees(file: RuleFile) -> Iterator[Fault]:
    rules = {rule.key: rule for rule in file.rules}
    for root in ROOTS:
        yield from _walk(root, file, rules, (), within=False)
    dated = {rule.key for rule in file.rules if rule.effective_from or rule.when}
    for rule in file.rules:
        for name in dated.intersection(rule.all) if len(rule.all) > 1 else ():
            place = f"rules.{rule.key}"
            yield _fault(place, f"needs {name}, which may not hold", "Put it among any or none.")


def _walk(
    key: str, file: RuleFile, rules: dict[str, Rule], above: tuple[str, ...], *, within: bool
) -> Iterator[Fault]:
    place = f"rules.{above[-1] if above else key}"
    if key in above:
        yield _fault(place, f"leads back to {key}", "Take the circle apart.")
        return
    if key in file.facts:
        if file.facts[key].sentence != within:
            where = "outside" if within else "inside"
            yield _fault(place, f"asks {key} {where} the sentences", "Use a fact of that place.")
        return
    rule = rules[key]
    for name in rule.names:
        yield from _walk(name, file, rules, (*above, key), within=within or bool(rule.each))


def _exactly(place: str, given: Iterable[object], known: Iterable[object]) -> Iterator[Fault]:
    given, known = list(given), list(known)
    yield from _unknown(place, given, known, "name here")
    for name in known:
        if name not in given:
            yield _fault(place, f"lacks {name}", "Add it.")


def _unknown(
    place: str, names: Iterable[object], known: Iterable[object], what: str
) -> Iterator[Fault]:
    allowed = {str(each) for each in known}
    for name in names:
        if str(name) not in allowed:
            ways = ", ".join(sorted(allowed)[:12])
            yield _fault(place, f"names no known {what}", f"Possible: {ways}.", name)


def _twice(place: str, keys: list[str]) -> Iterator[Fault]:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield _fault(f"{place}.{key}", "is there more than once", "Keep one.", key)


def _fault(pointer: str, message: str, way_out: str, value: object = None) -> Fault:
    return Fault(
        pointer=f"mappa.{pointer}",
        message=message,
        way_out=way_out,
        value=None if value is None else shown(value),
    )
