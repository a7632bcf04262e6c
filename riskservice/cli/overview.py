"""The top of the account: whose case, the overall band and all that qualifies it, and a summary."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from riskservice.assessment import Assessment
from riskservice.cli import words
from riskservice.cli.layout import ends, labelled, several
from riskservice.cli.terminal import NARROW
from riskservice.combining import Overall
from riskservice.kit.dates import in_words
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome, Scored
from riskservice.policies import Policy


def header(assessment: Assessment, *, width: int) -> RenderableType:
    """Return case, day, ruleset and engine."""
    today = " (today; the record gives no date)" if assessment.on_defaulted else ""
    case = Text(assessment.case_id or "case without an identifier", style="bold")
    date = Text(f"Assessed on {in_words(assessment.on)}{today}")
    ruleset = Text(f"Ruleset {assessment.ruleset.name}: {assessment.ruleset.title}")
    if width < NARROW:
        return Group(case, date, ruleset, Text(assessment.engine))
    return Group(ends(case, date), ends(ruleset, Text(assessment.engine)))


def overall_panel(
    overall: Overall, policy: Policy, results: Sequence[Outcome], *, width: int
) -> RenderableType:
    """Return the overall band, big, with everything that qualifies it."""
    parts = [_headline(overall, policy, width), Text("")]
    parts += [labelled(_reasons(overall, policy, results), indent=0)]
    return Panel(
        Group(*parts),
        title=Text("OVERALL BAND", style="bold"),
        title_align="left",
        box=box.ROUNDED if width < NARROW else box.HEAVY,
        border_style=words.border_style(overall.band),
        padding=(1, 2) if width >= NARROW else (0, 1),
    )


def _headline(overall: Overall, policy: Policy, width: int) -> RenderableType:
    name = overall.band
    said = "NO BAND YET" if name is None and overall.provisional else words.badge(name).plain
    big = Text.assemble((f"  {said}  ", words.block_style(name)))
    if overall.provisional:
        big.append("  ")
        big.append("PROVISIONAL", style="bold")
    if overall.decision is not None and name != overall.calculated_band:
        big.append("  DECIDED BY A NAMED PERSON", style="bold")
    scale = words.ladder(policy.bands, name, overall.possible_bands, overall.calculated_band)
    if width < NARROW:
        return Group(big, scale)
    return ends(big, scale)


def _reasons(
    overall: Overall, policy: Policy, results: Sequence[Outcome]
) -> Iterator[tuple[str, RenderableType]]:
    yield "Why", Text(overall.why)
    if decision := overall.decision:
        calculated = overall.calculated_band
        yield "Calculated", Text(words.band(calculated) if calculated else "no band")
        yield (
            "Decided",
            Text(
                f"{words.band(decision.band)}, by {decision.by}, {decision.role}, on "
                f"{in_words(decision.on)}. Reason: {decision.reason}"
            ),
        )
    if overall.provisional:
        yield "Provisional", several(overall.provisional_because)
    others = [name for name in overall.possible_bands if name != overall.calculated_band]
    if others:
        yield "Could become", Text(_could(overall, others, policy, results))
    yield "Policy", Text(f"{overall.policy}. {policy.why}")
    said = (policy.why, *(n.text for n in overall.notices if n.code.startswith("band-")))
    if notices := [notice.text for notice in overall.notices if notice.text not in said]:
        yield "Note", several(notices)


def _could(
    overall: Overall, others: Sequence[str], policy: Policy, results: Sequence[Outcome]
) -> str:
    """Say which bands are still possible, and where to find the questions that decide."""
    bands = words.listed(map(words.band, others), "or")
    if overall.calculated_band is None and len(others) == 1:
        return f"No other band than {bands} is possible, whatever the missing answers are."
    feeds = {key for group in policy.static for key in group} | {*policy.dynamic}
    undecided = [
        result.instrument
        for result in results
        if result.instrument in feeds and result.range is not None and not result.range.settled
    ]
    text = f"{bands[:1].upper()}{bands[1:]}"
    if undecided:
        text += f"; the questions that would settle it stand under {words.listed(undecided)}"
    return f"{text}."


def summary(results: Sequence[Outcome], *, width: int) -> RenderableType:
    """Return one line per instrument."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=width >= NARROW)
    grid.add_column(overflow="fold")
    for result in results:
        grid.add_row(Text(result.instrument, style="bold"), *_line(result))
    return Padding(grid, (1, 0, 0, 2))


def _line(result: Outcome) -> tuple[Text, Text]:
    match result:
        case Scored(band=None):
            return Text("scored"), Text(words.figures(result))
        case Scored():
            return words.badge(result.band, result.band_title), Text(words.figures(result))
        case NotApplicable():
            rule = words.sentence(result.rule or "")
            return Text("not applicable", style="dim"), Text(rule, style="dim")
        case NotScorable(range=None):
            return Text("answers missing"), Text("")
        case NotScorable(range=reach):
            assert reach is not None
            bands = words.possible(reach)
            return Text("answers missing"), Text(
                f"settled: {bands}, whatever they are" if reach.settled else f"could be {bands}"
            )
