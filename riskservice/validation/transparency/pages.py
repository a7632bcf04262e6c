"""Model cards and transparency records as pages and as plain text."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from textwrap import wrap

from jinja2 import DictLoader, Environment, StrictUndefined, Template

from riskservice.kit.dates import in_words
from riskservice.validation.transparency.card import ModelCard, PublishedFinding
from riskservice.validation.transparency.record import RecordMetadata, TransparencyRecord

WIDTH = 96
NAMES = ("page.html", "record.html", "card.html")

Sections = list[tuple[str, list[str]]]


@cache
def _template(name: str) -> Template:
    folder = files("riskservice.validation.transparency") / "templates"
    environment = Environment(
        loader=DictLoader({n: (folder / n).read_text(encoding="utf-8") for n in NAMES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def card_to_html(made: ModelCard) -> str:
    """Return a model card as a page that needs nothing from elsewhere; every text is escaped."""
    return _template("card.html").render(made=made, sections=card_sections(made))


def record_to_html(made: TransparencyRecord) -> str:
    """Return a transparency record as a page that needs nothing from elsewhere."""
    return _template("record.html").render(made=made, dates=_dates(made.metadata))


def card_to_text(made: ModelCard) -> str:
    """Return a model card as plain text."""
    draft = "DRAFT: nobody has released these numbers. Not for a decision about anyone."
    lines = [made.title, "=" * min(len(made.title), WIDTH)]
    lines += _wrapped(f"Model card of table {made.instrument} {made.version}: {made.kind}.")
    lines += ["", draft] if made.status == "draft" else []
    for title, texts in [*card_sections(made), ("How well it predicts", list(_known(made)))]:
        lines += ["", title, "-" * len(title)]
        for text in texts:
            lines += _wrapped(text, bullet=len(texts) > 1)
    return "\n".join([*lines, "", f"Fingerprint {made.digest}", ""])


def record_to_text(made: TransparencyRecord) -> str:
    """Return a transparency record as plain text."""
    lines = ["Transparency record", "===================", ""]
    lines += _wrapped(
        f"{made.metadata.standard} {made.metadata.standard_version}. Ruleset {made.ruleset} "
        f"({made.ruleset_title}). {made.blanks} fields are still to be filled in by the deploying "
        f"organisation. {made.metadata.applies}"
    )
    for section in made.sections:
        title = f"{section.number} {section.title}"
        lines += ["", title, "-" * len(title)]
        for entry in section.entries:
            lines += ["", *_field(entry.title, entry.value, made.blank)]
        if section.number == "2.4":
            lines += list(_models(made))
    lines += ["", "Metadata", "--------", f"id: {made.metadata.id}"]
    lines += [f"{name}: {value or f'[{made.blank}]'}" for name, value in _dates(made.metadata)]
    lines += _wrapped(f"Fields with several values: {', '.join(made.metadata.multiple_values)}")
    return "\n".join([*lines, ""])


def card_sections(made: ModelCard) -> Sections:
    """Return what a card says, in its order; what it has nothing for is left out."""
    found: Sections = [
        ("What it predicts, for whom, and not for what", [made.predicts]),
        ("Who is not scored", [f"{text}." for text in made.not_for]),
        ("Result", [made.output.capitalize() + "."]),
        ("Bands", [_band(b.name, b.begins) for b in made.bands]),
        ("Made of", list(made.parts)),
        ("What it asks", list(made.asks)),
        ("What counts", list(made.counts)),
        ("Dates and standing", list(_standing(made))),
        ("How well its numbers are confirmed", list(_confirmed(made))),
        ("Rules", [_rule(r.name, r.disputed, r.why, value=r.value) for r in made.rules]),
        ("Not answered", [f"{m.question}: counts as {m.counts_as}. {m.why}" for m in made.missing]),
        ("Rates once observed", list(_rates(made))),
        ("Fitted anew", list(_refit(made))),
        ("Sources", list(made.sources)),
    ]
    return [(title, lines) for title, lines in found if lines]


def _standing(made: ModelCard) -> Iterator[str]:
    last = f" to {in_words(made.effective_to)}" if made.effective_to else ""
    yield f"{made.status.capitalize()}, from {in_words(made.effective_from)}{last}."
    if made.withdrawn_on:
        yield f"The instrument was withdrawn by {in_words(made.withdrawn_on)}."
    if made.corrects:
        yield f"Corrects version {made.corrects}."
    if made.note:
        yield made.note


def _confirmed(made: ModelCard) -> Iterator[str]:
    yield f"Weakest word on any of them: {made.confidence}."
    if made.unconfirmed:
        yield f"Not yet compared with the publication: {', '.join(made.unconfirmed)}."


def _rates(made: ModelCard) -> Iterator[str]:
    for rate in made.rates:
        yield f"History, not a present chance. {rate.cohort} Source: {rate.source}"
        yield from (f"{figure[:1].upper()}{figure[1:]}." for figure in rate.figures)


def _refit(made: ModelCard) -> Iterator[str]:
    if made.refit is None:
        return
    refit = made.refit
    yield (
        f"From version {refit.base}, method {refit.method}, to: {refit.sample}, "
        f"{in_words(refit.first_day)} to {in_words(refit.last_day)}; {refit.counted}."
    )
    if refit.follow_up:
        yield f"Follow-up: {refit.follow_up}."
    if refit.intercept is not None:
        yield f"Log-odds times {refit.slope:f}, and {refit.intercept:f} added."


def _known(made: ModelCard) -> Iterator[str]:
    yield from made.gaps
    yield from map(_finding, made.validity)
    yield from (f"For comparison, {_finding(found)}" for found in made.beside)


def _finding(found: PublishedFinding) -> str:
    return f"{found.measure}: {found.value}; {found.people}. {found.source}. Read: {found.seen}."


def _band(name: str, begins: str) -> str:
    said = name.replace("_", " ")
    return f"{said}, from {begins}" if begins else said


def _rule(name: str, disputed: str, why: str, *, value: bool) -> str:
    dispute = f" (disputed rule {disputed})" if disputed else ""
    return f"{name.replace('_', ' ')}: {'yes' if value else 'no'}{dispute}. {why}"


def _models(made: TransparencyRecord) -> Iterator[str]:
    for model in made.models:
        title = f"Model: {model.name}, version {model.version}"
        yield from ("", title, "." * len(title))
        if model.status == "draft":
            yield "DRAFT: nobody has released these numbers."
        for name in (
            "task", "input", "output", "architecture", "performance", "datasets_and_purposes",
        ):  # fmt: skip
            label = name.replace("_", " ").capitalize()
            yield from ("", *_field(label, getattr(model, name), made.blank))


def _field(title: str, value: str | None, blank: str) -> list[str]:
    lines = [f"{title}:"]
    for line in (value or f"[{blank}]").split("\n"):
        lines += [f"  {part}" for part in wrap(line, WIDTH - 2) or [""]]
    return lines


def _wrapped(text: str, *, bullet: bool = False) -> list[str]:
    if not bullet:
        return wrap(text, WIDTH)
    return wrap(text, WIDTH, initial_indent="- ", subsequent_indent="  ")


def _dates(metadata: RecordMetadata) -> list[tuple[str, str | None]]:
    return [
        ("date_completion", metadata.date_completion),
        ("date_updated", metadata.date_updated),
        ("date_archived", metadata.date_archived),
    ]
