"""The top of the account: whose case, the overall band and all that qualifies it, and a summary."""

from collections.abc import Iterator, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from riskservice.cli import words
from riskservice.cli.layout import bullets, labelled
from riskservice.cli.terminal import NARROW
from riskservice.combining import Overall, Policy
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome, Scored
from riskservice.scoring import Assessment


def header(assessment: Assessment, *, width: int) -> RenderableType:
    """Return case, day, ruleset and engine."""
    today = " (today; the record gives no date)" if assessment.on_defaulted else ""
    case = Text(assessment.case_id or "case without an identifier", style="bold")
    date = Text(f"Assessed on {words.day(assessment.on)}{today}")
    ruleset = Text(f"Ruleset {assessment.ruleset.name}: {assessment.ruleset.title}")
    if width < NARROW:
        return Group(case, date, ruleset, Text(assessment.engine))
    grid = Table.grid(expand=True, padding=(0, 2, 0, 0))
    grid.add_column(ratio=1)
    grid.add_column(justify="right")
    grid.add_row(case, date)
    grid.add_row(ruleset, assessment.engine)
    return grid


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
        border_style=words.style_of(overall.band).removesuffix(" on red"),
        padding=(1, 2) if width >= NARROW else (0, 1),
    )


def _headline(overall: Overall, policy: Policy, width: int) -> RenderableType:
    name = overall.band
    big = Text.assemble((f"  {words.badge(name).plain}  ", f"{words.style_of(name)} reverse"))
    if overall.provisional:
        big.append("  ")
        big.append("PROVISIONAL", style="bold")
    if overall.decision is not None and name != overall.calculated_band:
        big.append("  DECIDED BY A NAMED PERSON", style="bold")
    scale = words.ladder(policy.bands, name, overall.possible_bands)
    if width < NARROW:
        return Group(big, scale)
    grid = Table.grid(expand=True)
    grid.add_column(ratio=1)
    grid.add_column(justify="right")
    grid.add_row(big, scale)
    return grid


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
                f"{words.band(decision.band)}, on {words.day(decision.on)}, by {decision.by}; "
                f"role: {decision.role}. Reason: {decision.reason}"
            ),
        )
    if overall.provisional:
        yield "Provisional", bullets(overall.provisional_because, indent=0)
    others = [name for name in overall.possible_bands if name != overall.calculated_band]
    if others:
        yield "Could become", Text(_could(overall, others, results))
    yield "Policy", Text(f"{overall.policy}. {policy.why}")
    notices = [notice.text for notice in overall.notices if notice.text != policy.why]
    if notices:
        yield "Note", bullets(notices, indent=0)


def _could(overall: Overall, others: Sequence[str], results: Sequence[Outcome]) -> str:
    """Say which bands are still possible, and where to find the questions that decide."""
    verb = "The calculated band could still become" if overall.calculated_band else "It could be"
    text = f"{verb} {words.listed(map(words.band, others), 'or')}."
    open_ones = [
        r.instrument for r in results if r.range is not None and not r.range.settled
    ]
    if open_ones:
        text += f" The questions that would settle it stand under {words.listed(open_ones)}."
    return text


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
            return Text("not applicable", style="dim"), Text(_sentence(result.rule or ""), style="dim")
        case NotScorable(range=None):
            return Text("answers missing"), Text("")
        case NotScorable(range=reach):
            assert reach is not None
            bands = words.listed(map(words.band, reach.bands), "or")
            return Text("answers missing"), Text(
                f"{bands} whatever they are" if reach.settled and bands else f"could be {bands}"
            )


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
