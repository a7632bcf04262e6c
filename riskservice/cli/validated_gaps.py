"""Missing items in words: the AUC with them dealt with in three ways, and what was imputed."""

from collections.abc import Iterator

from riskservice.validation.estimates import Estimate
from riskservice.validation.filling.pooling import Pooled
from riskservice.validation.results import Validation

Figure = tuple[str, Estimate | Pooled]


def gap_figures(found: Validation) -> Iterator[Figure]:
    """Yield the figures of people with every item, and those with gaps filled, by name."""
    it = found.missing
    if it is None or it.imputed is None or not it.imputed.imputed:
        return
    if found.auc is not None:
        yield "AUC, as scored", found.auc
    if it.auc_complete is not None:
        yield "AUC, only with every item", it.auc_complete
    made = it.imputed
    for name, figure in (("AUC", made), ("Harrell's C", made.harrell_c), ("E/O", made.eo)):
        if figure is not None:
            yield f"{name}, gaps imputed", figure


def gap_words(found: Validation) -> Iterator[tuple[str, str]]:
    """Yield what was imputed, and what a reader must know of it."""
    it = found.missing
    if it is None:
        return
    made = it.imputed
    whom = " (of people with a score)" if made and made.unscored else ""
    yield "Missing", ", ".join(f"{item.item}: {item.missing:,}" for item in it.items) + whom
    yield "Every item", f"{it.complete:,} people"
    if made is None:
        return
    if not made.imputed:
        yield "Imputed", "nothing, as nothing is missing"
        return
    without = f", {made.unscored:,} of them left out above for want of a score"
    said = f"{made.imputed:,} people{without if made.unscored else ''}; {made.imputations:,} times"
    yield "Imputed", said
    yield "Information", f"{100 * made.missing_information:.1f}% of that in the AUC is missing"
    yield "Holds if", "items are missing at random, given all that the imputations rest on"
    if made.eo_reason:
        yield "E/O", f"not pooled: {made.eo_reason}"
