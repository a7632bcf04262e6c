"""What can be wrong with where factors come from and how proposals are put to people."""

from collections.abc import Iterable, Iterator

from riskservice.planning.entries import Policy
from riskservice.planning.factor_entries import MISSING, FactorEntry
from riskservice.planning.proposal_entries import ActionFile
from riskservice.planning.reads import place_exists

Wrong = tuple[str, str, str]
"""Place, message and way out."""

NEEDED = {"value": "reads", "each": "each", "fact": "fact", "group": "whom"}
"""What a factor of a kind cannot be found without."""


def source_faults(policy: Policy) -> Iterator[Wrong]:
    """Yield what leads nowhere in the sources of factors."""
    for factor in policy.factors:
        place = f"plans.factors.{factor.key}"
        needed = NEEDED.get(factor.found_in)
        if needed and not getattr(factor, needed):
            yield (
                f"{place}.{needed}",
                "is missing",
                f"What is found by {factor.found_in} needs it.",
            )
        yield from _places(factor, place)
        yield from _names(place, factor.settings, policy.settings, "setting")
        yield from _names(place, [factor.area] if factor.area else [], policy.areas, "area")
        yield from _readings(factor, policy, place)
    for variant in policy.variants:
        place = f"plans.variants.{variant.key}"
        yield from _names(place, (*variant.roles, *variant.roles.values()), policy.roles, "role")
        yield from _names(place, variant.settings, policy.settings, "setting")


def _places(factor: FactorEntry, place: str) -> Iterator[Wrong]:
    inside = [f"{factor.each}.{field}" for field in (factor.named_by, *factor.tells, *factor.where)]
    listed = [factor.each, *inside] if factor.each else []
    if factor.ends:
        listed.append(f"{factor.each}.{factor.ends}")
    for read in (*factor.reads, *listed):
        if not place_exists(read):
            yield place, f"reads {read}, which is not there", "Name an answer or a recorded field."
    for read in factor.enough:
        if read not in factor.reads:
            yield f"{place}.enough", f"names {read}, which is not read", "Read it, or leave it out."


def _readings(factor: FactorEntry, policy: Policy, place: str) -> Iterator[Wrong]:
    scale = policy.scales.get(factor.scale)
    ratings = {MISSING, *(scale.rises if scale else ())}
    yield from _names(place, factor.bands.values(), ratings, "rating")
    for read, reading in factor.reads.items():
        if reading not in policy.readings:
            yield from _names(f"{place}.reads.{read}", [reading], policy.readings, "reading")
        else:
            given = policy.readings[reading].values()
            yield from _names(f"{place}.reads.{read}", given, ratings, "rating")


def wording_faults(proposals: ActionFile, policy: Policy) -> Iterator[Wrong]:
    """Yield variants and notes that no person can be given."""
    variants = {variant.key for variant in policy.variants}
    factors = {factor.key: policy.scales.get(factor.scale) for factor in policy.factors}
    for action in proposals.actions:
        yield from _names(f"actions.actions.{action.key}", action.variants, variants, "variant")
    for note in proposals.notes:
        place = f"actions.notes.{note.key}"
        yield from _names(place, note.factors, factors, "factor")
        known = {r for key in note.factors if (scale := factors.get(key)) for r in scale.rises}
        yield from _names(place, note.ratings, known, "rating")


def _names(place: str, given: Iterable[str], known: Iterable[str], what: str) -> Iterator[Wrong]:
    allowed = set(known)
    for name in given:
        if name not in allowed:
            ways = ", ".join(sorted(allowed)[:12]) or "it must be added"
            yield place, f"names no known {what}: {name}", f"Possible: {ways}."
