"""Of a validation what another score, or a judgement beside the score, was found to add."""

from collections.abc import Iterator

from riskservice.cli.validated_asked import Line, line_of, p_words
from riskservice.validation.incremental import Incremental
from riskservice.validation.results import Validation


def gain_lines(found: Validation) -> Iterator[Line]:
    """Yield the figures of the other score, how far the score is ahead, and adjusted ratios."""
    if (more := found.comparison) is not None:
        if more.auc is not None:
            yield line_of(f"AUC of {more.compare}", more.auc.second)
            yield line_of("AUC, difference", more.auc.difference)
        if more.harrell_c:
            _, second, gap = more.harrell_c
            yield line_of(f"Harrell's C of {more.compare}", second)
            yield line_of("Harrell's C, difference", gap)
    if found.added is not None:
        for name, ratio in zip(found.spec.added, found.added.added, strict=True):
            yield line_of(f"{name}, adjusted", ratio)


def gains(found: Validation) -> Iterator[tuple[str, str]]:
    """Yield what was added to the score, and whether that tells more than the score alone."""
    if found.added is not None:
        yield ", ".join(found.spec.added), _gain(found.added)
    if found.comparison is not None and found.comparison.added is not None:
        yield found.comparison.compare, _gain(found.comparison.added)


def _gain(it: Incremental) -> str:
    test = it.test
    said = f"likelihood ratio {test.statistic:.2f}, df {test.df}; {p_words(test.p)}"
    gap = it.difference
    if gap is None or gap.estimate is None or gap.low is None or gap.high is None:
        return said
    return f"{said}; Harrell's C {gap.estimate:+.3f} ({gap.low:+.3f} to {gap.high:+.3f})"
