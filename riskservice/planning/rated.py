"""A factor from its entry in the policy file and a rating."""

from riskservice.planning.factor_entries import FactorEntry
from riskservice.planning.library import Library
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Factor


def factor_of(
    entry: FactorEntry, picture: Picture, rating: str | None, *, evidence: str | None = None
) -> Factor:
    """Return the factor of an entry; with rating None one that nobody has rated."""
    return Factor(
        factor_id=f"factor:{entry.key}",
        key=entry.key,
        library_key=entry.key,
        title=entry.title,
        kind=entry.scale if rating else "missing",
        rating=rating,
        rating_title=rating_title(entry, picture.library, rating),
        source_instrument=entry.instrument or None,
        source_question=entry.key if entry.found_in in ("rating", "cell") else None,
        evidence=evidence,
    )


def rating_title(entry: FactorEntry, library: Library, rating: str | None) -> str:
    """Return a rating in words."""
    titles, scale = library.policy.level.titles, library.policy.scales[entry.scale]
    if rating is None:
        return "not rated" if scale.rises else scale.word
    word = scale.titles.get(rating) or titles.get(rating, rating.replace("_", " "))
    return f"{word} {scale.word}".strip()
