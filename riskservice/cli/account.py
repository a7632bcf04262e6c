"""A scored case as people read it in a terminal."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from riskservice.assessment import Assessment
from riskservice.cli.overview import header, overall_panel, summary
from riskservice.cli.results import Blocks
from riskservice.cli.sources import Sources
from riskservice.cli.terminal import safe
from riskservice.kit.assessors import Assessor
from riskservice.kit.outcome import NotApplicable, Outcome, Scored
from riskservice.policies import Policy
from riskservice.registry import Registry
from riskservice.scoring import Service


def account(
    assessment: Assessment, service: Service, *, width: int, brief: bool = False
) -> Iterator[RenderableType]:
    """
    Yield what is printed for one case; the brief form stops after one line per instrument.

    The order is that in which it is read: overall band, one line per instrument, then every
    instrument in full (scored, answers missing, not applicable), tables and sources last.
    """
    assessment = safe(assessment)
    registry, policy = service.registry, service.policy(assessment.on)
    results = _ordered(assessment.results, policy, registry)
    sources = Sources(results)
    blocks = Blocks(
        questions=registry.questions,
        assessors=_assessors(assessment, registry),
        sources=sources,
        width=width,
    )
    yield header(assessment, width=width)
    yield Text("")
    yield overall_panel(assessment.overall, policy, results, width=width)
    yield summary(results, width=width)
    if brief:
        return
    for result in results:
        if not isinstance(result, NotApplicable):
            yield blocks.block(result)
    if excluded := [result for result in results if isinstance(result, NotApplicable)]:
        yield blocks.not_applicable(excluded)
    yield sources.account(width=width)
    yield Text(
        f"\n  Grid {assessment.overall.policy}, {policy.digest}\n"
        f"  Ruleset {assessment.ruleset.name}, {assessment.ruleset.digest}\n"
        f"  Date and answers {assessment.input_digest}",
        style="dim",
    )


def _assessors(assessment: Assessment, registry: Registry) -> Mapping[str, Assessor]:
    ruleset = registry.ruleset(assessment.ruleset.name)
    return {
        result.instrument: registry.assessor(result.instrument, assessment.on, ruleset)
        for result in assessment.results
    }


def _ordered(results: Sequence[Outcome], policy: Policy, registry: Registry) -> list[Outcome]:
    """Return results as they feed the overall band, a composite after its parts, gaps last."""
    feeds = [key for group in policy.static for key in group] + [*policy.dynamic, *policy.harm]
    places = {key: float(place) for place, key in enumerate(feeds)}
    for result in results:
        parts = registry.definition(result.instrument).parts
        after = max((places.get(part, len(feeds)) for part in parts), default=len(feeds)) + 0.5
        places.setdefault(result.instrument, after)

    def rank(result: Outcome) -> tuple[int, float]:
        kind = 0 if isinstance(result, Scored) else 2 if isinstance(result, NotApplicable) else 1
        return kind, places[result.instrument]

    return sorted(results, key=rank)
