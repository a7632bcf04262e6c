"""The frame of an agreement: what the file tells, and blank lines where only a researcher knows."""

from collections.abc import Sequence

from riskservice.validation.agreement.basis import LeftOut
from riskservice.validation.agreement.results import Agreement
from riskservice.validation.agreement.second_results import SecondRatings
from riskservice.validation.report.frame import Line
from riskservice.validation.report.source import Source

MOST_NAMED = 30
"""Categories up to which a scale is written out."""
_KINDS = {"numbers": "numbers", "ordered": "words in order", "named": "words without an order"}


def of_raters(found: Agreement, source: Source) -> list[Line]:
    """Return the lines of the frame of raters compared."""
    it = found.frame
    said = ", ".join(f"{who} ({n:,} ratings)" for who, n in it.ratings.items())
    people = (f"{it.rows:,} rows; {it.rated_twice:,} rated twice or more, {it.complete:,} by every "
              "rater.")  # fmt: skip
    return [
        *_head(),
        Line("Instrument", blank="name and version of what was rated, total or item"),
        Line("Scale", f"{_KINDS[it.kind].capitalize()}: {_scale(found)}."),
        Line("Raters", f"{said}.", "their profession, training and experience with the instrument"),
        *_how(source),
        Line("People", people, "how they were chosen, and from whom"),
        Line("One row a person", f"By the column {it.unit}." if it.unit else "",
             "" if it.unit else "how it was made sure"),
        Line("Missing ratings", _missing(found.left_out), "why they are missing"),
    ]  # fmt: skip


def of_factors(found: SecondRatings, source: Source) -> list[Line]:
    """Return the lines of the frame of second ratings."""
    each = "Each factor rests on the people whom both assessors rated on it; see its line."
    people = f"{found.people:,} rows; {found.n:,} with a factor that both assessors rated."
    return [
        *_head(),
        Line("Instrument", f"{found.title}, factor by factor.", "version of the guidance"),
        Line("Raters", "A first and a second assessor of each person.",
             "how many there are, their training and experience"),
        *_how(source),
        Line("People", people, "how they were chosen for a second rating"),
        Line("Missing ratings", f"{each} {_missing(found.left_out)}", "why they are missing"),
    ]  # fmt: skip


def _head() -> list[Line]:
    return [
        Line("Protective marking", blank="marking of this report"),
        Line("Report made by, on", blank="name, organisation, date"),
    ]


def _how(source: Source) -> list[Line]:
    file = f"The file {source.file}." if source.file else ""
    return [
        Line("Source of the ratings", file, "setting, dates; in the field or for research"),
        Line("Independent of each other", blank="whether raters knew each other's ratings"),
        Line("On what they rated", blank="the same papers or interview, and the time between"),
    ]


def _scale(found: Agreement) -> str:
    it = found.frame
    if not it.scale:
        return "too many different ones for categories"
    many = len(it.scale) > MOST_NAMED
    told = f"{len(it.scale)} categories" if many else ", ".join(it.scale)
    return told if it.scale_given else f"{told} (as they occur)"


def _missing(left_out: Sequence[LeftOut]) -> str:
    if not left_out:
        return "Nobody is left out."
    return " ".join(f"{each.count:,} rows, {each.why}: out of {each.figures}." for each in left_out)
