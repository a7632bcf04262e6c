"""What the record says of the person, as more than one document shows it."""

from collections.abc import Iterator

from riskservice.circumstances.law import Order, Sentence, Term
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome
from riskservice.planning.documents.blocks import (
    UNKNOWN,
    joined,
    known,
    notice,
    said,
    sentence,
    table,
)
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Block, Paragraph, Row, Table
from riskservice.planning.reading import Reading

_ROSH_TEXT = (
    "rosh_who_is_at_risk",
    "rosh_nature_of_risk",
    "rosh_greatest_when",
    "rosh_increases_risk",
    "rosh_reduces_risk",
)
_FLAGS = (
    ("notifiable", "brings notification"),
    ("sexual", "sexual"),
    ("domestic_abuse", "domestic abuse"),
    ("terrorism", "terrorism"),
    ("controlling_or_coercive", "controlling or coercive behaviour"),
)
_ORDERS = {
    "shpo": "Sexual harm prevention order",
    "interim_shpo": "Interim sexual harm prevention order",
    "sro": "Sexual risk order",
    "interim_sro": "Interim sexual risk order",
    "voo": "Violent offender order",
    "interim_voo": "Interim violent offender order",
    "sopo": "Sexual offences prevention order",
    "rosho": "Risk of sexual harm order",
}


def term_text(term: Term | None) -> str:
    """Return the length of a sentence in words; nothing where there is none or it is not known."""
    if term is None:
        return ""
    lengths = ((name, getattr(term, name)) for name in ("years", "months", "weeks", "days"))
    parts = (f"{number} {name if number > 1 else name[:-1]}" for name, number in lengths if number)
    return " ".join(parts)


def sentences_table(sentences: tuple[Sentence, ...]) -> Table:
    """Return every offence and how it was disposed of, served ones too."""
    columns = (("Offence", 6), ("Dates", 5), ("Disposal and length", 5), ("In the record", 4))
    return table("Offences and sentences, served ones too", columns, map(_sentence, sentences))


def _sentence(each: Sentence) -> Row:
    custody = term_text(each.custodial_term)
    served = {True: "SERVED", False: "not served in full", None: "served or not: not recorded"}
    follows = f"after {each.consecutive_to}" if each.consecutive_to else ""
    flags = [words for name, words in _FLAGS if getattr(each, name)]
    schedule = each.schedule_15 if each.schedule_15 != "neither" else None
    return Row(
        cells=(
            joined(f"{each.sentence_id}: {each.offence or UNKNOWN}", each.offence_code),
            joined(
                f"Committed: {said(each.offence_date)}",
                f"{label_of(each.finding)}: {said(each.relevant_date)}",
                f"Sentenced: {said(each.sentenced_on)}" if each.sentenced_on else "",
            ),
            joined(
                said(each.disposal),
                term_text(each.term),
                f"custodial part {custody}" if custody else "",
                follows,
            ),
            joined(
                served[each.served],
                *flags,
                f"Schedule 15: {schedule}" if schedule else "",
            ),
        )
    )


def label_of(finding: str | None) -> str:
    """Return what stands before the day of a conviction, caution or finding."""
    return said(finding).capitalize() if finding else "Found"


def orders_table(orders: tuple[Order, ...]) -> Table:
    """Return the civil orders with what they forbid and require."""
    columns = (("Order", 4), ("Dates", 4), ("Forbids and requires", 8))
    return table("Civil orders", columns, map(_order, orders))


def _order(each: Order) -> Row:
    ends = "until further order" if each.until_further_order else said(each.ends_on)
    breaches = ", ".join(said(on) for on in each.breached_on)
    return Row(
        cells=(
            f"{each.order_id}: {_ORDERS.get(each.kind, said(each.kind))}",
            joined(
                f"Made: {said(each.made_on)}",
                f"Ends: {ends}",
                f"Travel until: {said(each.travel_until)}" if each.travel_until else "",
                f"Breached: {breaches}" if breaches else "",
            ),
            joined(*each.prohibitions, *each.requirements) or UNKNOWN,
        )
    )


def figures(result: Outcome) -> str:
    """Return points, per cent and band of one result, or what is still possible."""
    if isinstance(result, NotApplicable):
        return f"not applicable: {result.rule}"
    parts = [
        f"{result.points} point{'' if result.points == 1 else 's'}"
        if result.points is not None
        else "",
        f"{result.percent} per cent" if result.percent is not None else "",
        f"band {result.band_title or said(result.band)}" if result.band else "",
    ]
    text = ", ".join(part for part in parts if part)
    if isinstance(result, NotScorable):
        return joined("not scorable", text, range_text(result), by="; ")
    return text or "no band"


def range_text(result: Outcome) -> str:
    """Return what a result could still be; nothing where it has no range."""
    found = result.range
    if found is None:
        return ""
    low, high = found.lowest, found.highest
    parts = []
    if low.points is not None and high.points is not None:
        parts.append(f"{low.points} to {high.points} points")
    if low.percent is not None and high.percent is not None:
        parts.append(f"{low.percent} to {high.percent} per cent")
    bands = ", ".join(said(band) for band in found.bands)
    if bands:
        parts.append(f"{'settled at' if found.settled else 'still possible:'} {bands}")
    return "; ".join(parts)


def results_table(papers: Papers) -> Table:
    """Return every result that applies, each with the table it was made with."""
    columns = (("Instrument", 5), ("Result", 6), ("Table", 4))
    rows = (
        Row(
            cells=(
                result.title,
                figures(result),
                f"{result.table.version} ({result.table.status}, {result.table.confidence})",
            )
        )
        for result in papers.assessment.results
        if not isinstance(result, NotApplicable)
    )
    return table("Results of the instruments that apply", columns, rows)


def band_blocks(papers: Papers) -> Iterator[Block]:
    """Yield the overall band, why, and everything that keeps it open."""
    overall = papers.assessment.overall
    if overall.provisional:
        possible = ", ".join(said(band) for band in overall.possible_bands) or "not known"
        reasons = " ".join(overall.provisional_because)
        yield notice(f"{reasons} Still possible: {possible}.", "Provisional band")
    band = said(overall.band) if overall.band else "cannot be formed"
    level = sentence(Reading(papers.plan).title("level", papers.plan.level))
    decided, words = overall.decision, None
    if decided is not None:
        words = (
            f"{said(decided.band)} in place of {said(overall.calculated_band)}, by {decided.by} "
            f"({decided.role}) on {said(decided.on)}: {decided.reason}"
        )
    yield known(
        [
            ("Overall band", sentence(band)),
            ("How", f"{overall.why} Policy: {overall.policy}."),
            ("Decided by a person", words),
            ("Planned for", f"{level} {papers.plan.level_why}"),
        ]
    )


def harm_blocks(papers: Papers) -> Iterator[Block]:
    """Yield the risk of serious harm: the rating of each group, and the assessor's own words."""
    answers, questions = papers.case.answers, papers.questions
    cells = [key for key in answers if key.startswith("rosh_") and key not in _ROSH_TEXT]
    rated = [key for key in cells if key in questions and questions[key].kind == "choice"]
    if rated:
        rows = (Row(cells=(questions[k].wording, questions[k].say(answers[k]))) for k in rated)
        yield table("Risk of serious harm", (("Group and setting", 6), ("Level", 3)), rows)
    else:
        yield Paragraph(text="No level of risk of serious harm is recorded.")
    for key in _ROSH_TEXT:
        if key in answers and key in questions:
            yield Paragraph(text=str(answers[key]), style="quote", label=questions[key].wording)
