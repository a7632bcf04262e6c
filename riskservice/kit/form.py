"""Blank and filled scoring forms, read off the same arrays that score."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Protocol

import jinja2
import msgspec

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.outcome import Outcome, Stamp
from riskservice.kit.questions import Question
from riskservice.kit.tables import Table
from riskservice.kit.wording import counted, whole

LONGEST = 40
"""A term with more stretches than this is described, not printed row by row."""


class Bound(Protocol):
    """What a form is printed from: an instrument bound to a table."""

    @property
    def instrument(self) -> Any:
        """Return the definition."""

    @property
    def table(self) -> Table:
        """Return the table it is bound to."""

    @property
    def stamp(self) -> Stamp:
        """Return what results say of the table."""

    @property
    def questions(self) -> Sequence[Question]:
        """Return its questions, in form order."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a scoring grid: an answer and what it gives."""

    label: str
    gives: str


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """What one term gives, row by row, with its citation."""

    title: str
    rows: tuple[Row, ...]
    note: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One question as the form prints it."""

    key: str
    wording: str
    guidance: str
    answers: str
    optional: str
    """What happens when it is not answered; empty where it must be."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A scoring form: who it is for, what to ask, what each answer gives, what it means."""

    key: str
    title: str
    about: str
    stamp: Stamp
    entries: tuple[Entry, ...]
    exclusions: tuple[str, ...]
    grids: tuple[Grid, ...]
    bands: tuple[Row, ...]
    definitions: tuple[Row, ...]
    rules: tuple[Row, ...]


def form_of(assessor: Bound) -> Form:
    """Return the form of an instrument bound to a table."""
    instrument, table = assessor.instrument, assessor.table
    scored = isinstance(assessor, InstrumentAssessor)
    return Form(
        key=instrument.key,
        title=instrument.title,
        about=instrument.about,
        stamp=assessor.stamp,
        entries=tuple(_entry(assessor, question) for question in assessor.questions),
        exclusions=_exclusions(assessor),
        grids=tuple(_grids(assessor)) if isinstance(assessor, InstrumentAssessor) else (),
        bands=tuple(_bands(table)) if scored else (),
        definitions=tuple(_definitions(table)),
        rules=tuple(
            Row(label=name.replace("_", " "), gives=f"{'yes' if rule.value else 'no'}. {rule.why}")
            for name, rule in table.rules.items()
        ),
    )


def _exclusions(assessor: Bound) -> tuple[str, ...]:
    if isinstance(assessor, InstrumentAssessor):
        return tuple(predicate.text for predicate in assessor.kernel.excluded)
    return tuple(predicate.text for predicate in assessor.instrument.excluded)


def _entry(assessor: Bound, question: Question) -> Entry:
    kinds = {
        "date": "Date: DD / MM / YYYY",
        "yes_no": "Yes / No",
        "code": "Code in digits",
        "choices": "Any of the list, or none",
        "text": "In words",
        "record": "Rating, evidence, date, source",
    }
    match question.kind:
        case "count":
            answers = f"Number, {question.low} to {question.high}"
        case "choice":
            answers = " / ".join(question.say(choice) for choice in question.choices)
        case kind:
            answers = kinds[kind]
    rules = (
        assessor.kernel.missing_rules
        if isinstance(assessor, InstrumentAssessor)
        else assessor.table.missing
    )
    rule = rules.get(question.key)
    return Entry(
        key=question.key,
        wording=question.wording,
        guidance=question.guidance,
        answers=answers,
        optional=f"If not known: {rule.why}" if rule else "",
    )


def _grids(assessor: InstrumentAssessor) -> Iterator[Grid]:
    kernel = assessor.kernel
    if kernel.table.lines:
        yield Grid(
            title="First line that fits",
            rows=tuple(
                Row(label=line.when, gives=f"{line.probability * 100:f} per cent, {line.band}")
                for line in kernel.table.lines
            ),
        )
        return
    for term in kernel.terms:
        title = assessor.title_of(term)
        if not term.sizes:
            everyone = Row(label="everyone", gives=gives(assessor, term.as_list[0]))
            yield Grid(title=title, rows=(everyone,))
            continue
        if len(term.sizes) > 1:
            yield Grid(title=title, rows=(), note="Worked out from several answers together.")
            continue
        stretches = assessor.stretches(term)
        rows = tuple(
            Row(label=stretch.label, gives=gives(assessor, stretch.points)) for stretch in stretches
        )
        yield Grid(title=title, rows=rows if len(rows) <= LONGEST else ())
    if kernel.shift is not None:
        yield Grid(
            title=kernel.shift.term.title, rows=tuple(_moves(assessor)), note="Moves the band."
        )


def gives(assessor: InstrumentAssessor, points: float) -> str:
    """Return what an answer gives, in the unit of the instrument."""
    return f"{points:+.4f}" if assessor.instrument.unit == "log_odds" else counted(points)


def _moves(assessor: InstrumentAssessor) -> Iterator[Row]:
    """Yield a rise and fall that only counts its yes answers, by their number."""
    shift = assessor.kernel.shift
    assert shift is not None
    steps = assessor.table.steps.get(shift.term.key)
    if steps is None:
        return
    starts = [0, *(int(at) for at in steps.at)]
    for i, (start, moved) in enumerate(zip(starts, steps.points, strict=True)):
        last = i == len(steps.points) - 1
        stop = len(shift.sizes) if last else starts[i + 1] - 1
        label = str(start) if start == stop else f"{start} to {stop}"
        number, way = whole(abs(float(moved))), "up" if moved > 0 else "down"
        gives = f"band {way} by {number}" if number else "band stays"
        yield Row(label=f"{label} of these {len(shift.sizes)}", gives=gives)


def _bands(table: Table) -> Iterator[Row]:
    if table.bands is None:
        return
    unit = "points" if table.bands.on == "points" else "per cent"
    edges = [None, *table.bands.at, None]
    for i, name in enumerate(table.bands.names):
        low, high = edges[i], edges[i + 1]
        label = (
            f"below {high} {unit}"
            if low is None
            else f"{low} {unit} and over"
            if high is None
            else f"{low} to below {high} {unit}"
        )
        yield Row(label=label, gives=name.replace("_", " ").capitalize())


def _definitions(table: Table) -> Iterator[Row]:
    for block in (*table.levels.values(), *table.definitions.values()):
        if block.text:
            unsure = " (unconfirmed)" if block.confidence == "unconfirmed" else ""
            yield Row(label=block.title, gives=block.text + unsure)


# Printing ----------------------------------------------------------------------------------------


@cache
def templates() -> jinja2.Environment:
    """Return the pages and pictures of the kit."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("riskservice.kit"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def blank_form_html(assessor: Bound) -> str:
    """Return the blank form as one self-contained, printable page."""
    page = templates().get_template("form.html")
    return page.render(form=form_of(assessor), answers={}, outcome=None)


def filled_form_html(assessor: Bound, answers: Mapping[str, Any], outcome: Outcome) -> str:
    """
    Return the form filled in, with what each answer gave and the result.

    Parameters
    ----------
    answers : mapping
        Question to checked value, unanswered left out.
    outcome : Outcome
        The result of the same answers.
    """
    said = {q.key: _said(q, answers[q.key]) for q in assessor.questions if q.key in answers}
    page = templates().get_template("form.html")
    return page.render(form=form_of(assessor), answers=said, outcome=outcome)


def _said(question: Question, value: Any) -> str:
    if question.kind == "record":
        raw = msgspec.to_builtins(value)
        return "; ".join(f"{key.replace('_', ' ')}: {item}" for key, item in raw.items() if item)
    return question.say(value)


def form_text(assessor: Bound) -> str:
    """Return the blank form as plain text, at most 100 columns wide."""
    form = form_of(assessor)

    def wrapped(text: str, indent: str) -> list[str]:
        return textwrap.wrap(text, 98, initial_indent=indent, subsequent_indent=indent)

    lines = [form.title, "=" * len(form.title), *wrapped(form.about, ""), ""]
    lines.append(
        f"Table {form.stamp.version} ({form.stamp.status}), from {form.stamp.effective_from}, "
        f"{form.stamp.confidence}, {form.stamp.digest}"
    )
    if form.exclusions:
        lines += ["", "Not for", "-------"]
        lines += [line for text in form.exclusions for line in wrapped(f"* {text}", "  ")]
    lines += ["", "Questions", "---------"]
    for i, entry in enumerate(form.entries, 1):
        lines += wrapped(f"{i}. {entry.wording}  [{entry.answers}]", "")
        lines += wrapped(entry.guidance, "     ") if entry.guidance else []
        lines += wrapped(entry.optional, "     ") if entry.optional else []
        lines.append("     ____________________")
    for title, grids in (("What each answer gives", form.grids),):
        lines += ["", title, "-" * len(title)] if grids else []
        for grid in grids:
            note = f" ({grid.note})" if grid.note else ""
            lines += wrapped(f"{grid.title}{note}", "")
            for row in grid.rows:
                *above, label = textwrap.wrap(row.label, 60) or [""]
                lines += [*(f"  {part}" for part in above), f"  {label:<60} {row.gives}"]
    for title, rows in (
        ("Bands", form.bands),
        ("Meaning", form.definitions),
        ("Rules", form.rules),
    ):
        lines += ["", title, "-" * len(title)] if rows else []
        lines += [line for row in rows for line in wrapped(f"{row.label}: {row.gives}", "  ")]
    lines += ["", "Sources", "-------"]
    lines += [line for source in form.stamp.sources for line in wrapped(source, "  ")]
    return "\n".join(lines) + "\n"
