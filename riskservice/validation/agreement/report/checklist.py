"""Subjects of GRRAS (Kottner and others 2011): filled in where they are known here."""

from riskservice.validation.agreement.results import Agreement
from riskservice.validation.agreement.second_results import SecondRatings
from riskservice.validation.report.frame import Line
from riskservice.validation.report.source import Source

ABOUT = (
    (
        "Subjects that the guidelines for reporting reliability and agreement studies, GRRAS "
        "(Kottner and others 2011), ask a report to cover, in our words and not in their "
        "numbering. Filled in where the service knows; dotted lines are for the researcher."
    ),
    (
        "The paper has to be consulted: this is a help in filling in the list, not the list, and "
        "no conformance with it is claimed."
    ),
)


def of_raters(found: Agreement, source: Source) -> list[Line]:
    """Return the subjects of the list for raters compared."""
    it = found.frame
    numbers = f"{len(it.raters)} raters, {it.rated:,} people, {sum(it.ratings.values()):,} ratings."
    named = ("ICC(A,1)" if found.icc_a1 else "", "weighted kappa" if found.weighted_kappa else "",
             "Gwet AC1 and AC2" if found.gwet_ac2 is not None else "",
             "Krippendorff alpha" if found.krippendorff_alpha is not None else "")  # fmt: skip
    said = ", ".join(("percent agreement", *(name for name in named if name)))
    return _subjects(
        source,
        instrument=Line("Instrument", blank="name, version, kind of scale and what it is used for"),
        numbers=numbers,
        analysis=f"{said[:1].upper()}{said[1:]}; which form of each stands beside it.",
        estimates="Every coefficient stands with its 95% interval and its people.",
        details="Cross-tables, categories and bias of pairs are on this page.",
    )


def of_factors(found: SecondRatings, source: Source) -> list[Line]:
    """Return the subjects of the list for second ratings."""
    return _subjects(
        source,
        instrument=Line("Instrument", f"{found.title}.", "version, and what it is used for"),
        numbers=f"Two assessors a person; {found.n:,} people with a factor that both rated.",
        analysis="For each factor: percent agreement, weighted kappa "
        f"({found.weights}) and Gwet AC2; for none of them a total.",
        estimates="Every coefficient stands with its 95% interval and its people.",
        details="Cross-tables of every factor are on this page.",
    )


def _subjects(
    source: Source, *, instrument: Line, numbers: str, analysis: str, estimates: str, details: str
) -> list[Line]:
    return [
        Line("Title and summary", blank="say that agreement of raters was studied, and of what"),
        instrument,
        Line("Who is rated", blank="the people for whom the instrument is meant, and these"),
        Line("Who rates", blank="the kind of raters for whom it is meant, and these"),
        Line("What is known already", blank="earlier figures of agreement, and why this study"),
        Line("Size of the study", blank="how the numbers of people, raters and ratings were set"),
        Line("Choice of people and raters", blank="how each of them came into the study"),
        Line("How ratings were made", blank="on what information, when, how long apart, blind to "
             "what"),
        Line("Independence of ratings", blank="whether raters knew of each other's ratings"),
        Line("Analysis", analysis, "why these, and which was chosen beforehand"),
        Line("Numbers in the end", numbers),
        Line("What people and raters are like", blank="age, offences, level of risk; training and "
             "experience of raters"),
        Line("Estimates with their uncertainty", estimates),
        Line("What it means in practice", blank="whether decisions would be the same whoever "
             "rates"),
        Line("Further results", details, "where ratings can be had, if they can"),
        Line("Data", source.file and f"File {source.file}.", "who keeps them"),
    ]  # fmt: skip
