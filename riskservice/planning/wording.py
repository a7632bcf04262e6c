"""How a proposal is put to this person: in which words, with which notes, done by which role."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from riskservice.planning.factor_entries import Variant
from riskservice.planning.facts import FACTS
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Factor
from riskservice.planning.proposal_entries import ActionEntry


class Wording(Struct, frozen=True, kw_only=True):
    """
    The variants of wording that fit a person, and notes on how to work with them.

    Attributes
    ----------
    variants : tuple of str
        Those that fit, the most telling first.
    roles : dict of str to str
        Roles that are taken by others for this person.
    """

    variants: tuple[str, ...]
    roles: dict[str, str]
    notes: tuple[str, ...]

    def role(self, key: str) -> str:
        """Return who does for this person what a role does."""
        return self.roles.get(key, key)

    def text(self, entry: ActionEntry, answered: tuple[Factor, ...]) -> str:
        """Return the words of an action, filled in, with its options and notes."""
        words = next(
            (entry.variants[key] for key in self.variants if key in entry.variants), entry.text
        )
        parts = [filled(words, answered)]
        if entry.options:
            lettered = (f"({chr(ord('a') + i)}) {option}" for i, option in enumerate(entry.options))
            parts.append(f"Choose, or put another: {'; '.join(lettered)}.")
        if entry.with_person:
            parts += self.notes
        return " ".join(parts)


def wording_for(picture: Picture, factors: Mapping[tuple[str, str], Iterable[Factor]]) -> Wording:
    """
    Return how things are put to a person.

    Parameters
    ----------
    factors : mapping of (str, str) to Factor
        By library key and rating.
    """
    library = picture.library
    fitting = [each for each in library.policy.variants if _fits(each, picture, factors)]
    roles: dict[str, str] = {}
    for each in reversed(fitting):
        roles |= each.roles
    notes = tuple(
        note.text
        for note in library.proposals.notes
        if any((key, rating) in factors for key in note.factors for rating in note.ratings)
    )
    return Wording(variants=tuple(each.key for each in fitting), roles=roles, notes=notes)


def _fits(
    each: Variant, picture: Picture, factors: Mapping[tuple[str, str], Iterable[Factor]]
) -> bool:
    if each.fact is not None:
        return FACTS[each.fact](picture) is not None
    if each.settings:
        return picture.setting in each.settings
    return picture.group == each.whom or (each.factor, each.rating) in factors


def filled(text: str, answered: tuple[Factor, ...]) -> str:
    """Return a text with what its placeholders stand for."""
    questions = [missing.wording for factor in answered for missing in factor.open_questions]
    told = {
        "titles": "; ".join(factor.title for factor in answered),
        "detail": " ".join(factor.evidence for factor in answered if factor.evidence),
        "questions": "; ".join(dict.fromkeys(questions)) or "see the result for what is missing",
    }
    # One pass, so that braces inside a question's wording stay as they are.
    parts = text.split("{")
    whole = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        whole.append(told[name] + rest)
    return "".join(whole)
