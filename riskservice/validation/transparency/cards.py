"""Model cards made from the tables in use."""

import datetime as dt
from collections.abc import Iterator, Mapping

from riskservice.errors import Fault, NotInForce, UnknownName
from riskservice.kit.assessors import Definition
from riskservice.kit.blocks import Rates, Source
from riskservice.kit.choice import Choice
from riskservice.kit.instrument import Instrument
from riskservice.kit.outcome import Confidence
from riskservice.kit.questions import questions_of
from riskservice.kit.rating import Judgement
from riskservice.kit.tables import Table
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET, Ruleset, unknown_name
from riskservice.validation.transparency.card import (
    BandEdge,
    DecidedRule,
    MissingAnswer,
    ModelCard,
    ObservedRate,
    PublishedFinding,
)
from riskservice.validation.transparency.entries import TransparencyFile
from riskservice.validation.transparency.library import load_transparency

NO_FIGURE = (
    "No figure on how well this instrument predicts has been found in what was read for this "
    "service."
)


def card_of(
    registry: Registry,
    key: str,
    *,
    on: dt.date,
    version: str | None = None,
    ruleset: str = DEFAULT_RULESET,
    library: TransparencyFile | None = None,
) -> ModelCard:
    """
    Return the model card of an instrument's table.

    Parameters
    ----------
    on : date
        Day whose table counts where no version is named.
    version : str, optional
        One table of the instrument, whatever the day.
    ruleset : str
        Named choice of tables, where no version is named.

    Raises
    ------
    UnknownName, NotInForce
        When there is no such instrument, ruleset, version or table.
    """
    definition = registry.definition(key)
    table = _table(registry, key, on, version, registry.ruleset(ruleset))
    library = library or load_transparency()
    own = {source.id: _cited(source) for source in table.sources}
    read = {source.id: _cited(source) for source in library.sources}
    return ModelCard(
        instrument=key,
        title=definition.title,
        version=table.version,
        kind=kind_of(definition, table),
        status=table.status,
        predicts=definition.about,
        not_for=tuple(_excluded(registry, definition)),
        asks=tuple(question.wording for question in questions_of(definition.answers)),
        counts=tuple(_counted(definition)),
        parts=definition.parts,
        output=_output(definition, table),
        bands=tuple(_bands(table)),
        effective_from=table.effective_from,
        effective_to=table.effective_to,
        withdrawn_on=table.withdrawn_on,
        corrects=table.corrects,
        note=" ".join(table.note.split()),
        confidence=weakest(registry, table, definition, on, registry.ruleset(ruleset)),
        unconfirmed=tuple(p for p, b in table.blocks() if b.confidence == "unconfirmed"),
        rules=tuple(
            DecidedRule(name=name, value=r.value, disputed=r.disputed, why=r.why, cite=own[r.cite])
            for name, r in table.rules.items()
        ),
        missing=tuple(
            MissingAnswer(question=asked, counts_as=str(rule.counts_as), why=rule.why)
            for asked, rule in table.missing.items()
        ),
        rates=tuple(_rates(table, own)),
        refit=table.refit,
        validity=tuple(_studies(library, key, read)),
        beside=tuple(_comparators(library, key, read)),
        gaps=tuple(gaps_of(library, key)),
        sources=tuple(own.values()),
        digest=table.digest,
    )


def kind_of(definition: Definition, table: Table) -> str:
    """Return how an instrument comes to its result, in words."""
    match definition:
        case Judgement():
            return "structured professional judgement: factors are rated, the level is a person's"
        case Choice():
            return "the first of several models whose answers are there"
        case Instrument() if definition.unit == "log_odds":
            return "logistic regression with fixed, published coefficients"
        case Instrument() if definition.unit == "line" or table.lines:
            return "hierarchy of lines, of which the first that fits decides"
        case Instrument():
            return "points for each answer, added up"
        case _:
            return "sum of the chances of its parts"


def weakest(
    registry: Registry, table: Table, definition: Definition, on: dt.date, ruleset: Ruleset
) -> Confidence:
    """Return the weakest word on any number of a table, or of the tables of its parts."""
    found = {table.confidence}
    for part in definition.parts:
        inner = registry.table(part, on, ruleset)
        if inner is not None:
            found.add(weakest(registry, inner, registry.definition(part), on, ruleset))
    words: tuple[Confidence, ...] = ("unconfirmed", "house policy", "confirmed")
    return next(word for word in words if word in found)


def gaps_of(library: TransparencyFile, key: str) -> Iterator[str]:
    """Yield what is not known of an instrument, said plainly."""
    told = [gap.text for gap in library.gaps if key in gap.instruments]
    yield from told
    if not told and not any(key in study.instruments for study in library.studies):
        yield NO_FIGURE


def _table(
    registry: Registry, key: str, on: dt.date, version: str | None, ruleset: Ruleset
) -> Table:
    known = {table.version: table for table in registry.tables[key]}
    if version is not None:
        if version not in known:
            raise UnknownName(unknown_name("version", version, known))
        return known[version]
    table = registry.table(key, on, ruleset)
    if table is None:
        raise NotInForce(
            Fault(
                pointer="/on",
                value=str(on),
                message=f"no table of {key} was in force on that date",
                way_out=f"Choose another date, or a version: {', '.join(known)}.",
            )
        )
    return table


def _excluded(registry: Registry, definition: Definition) -> Iterator[str]:
    """
    Yield every rule that takes people out of scope, once.

    A total scores whom one of its parts leaves out, and so has only rules of its own.
    """
    found = dict.fromkeys(predicate.text for predicate in definition.excluded)
    for part in definition.parts if isinstance(definition, Instrument | Choice) else ():
        found |= dict.fromkeys(_excluded(registry, registry.definition(part)))
    yield from found


def _counted(definition: Definition) -> Iterator[str]:
    if not isinstance(definition, Instrument):
        return
    titles = {question.key: question.wording for question in questions_of(definition.answers)}
    titles |= {column.key: column.title for column in definition.derived}
    for term in definition.terms:
        yield term.title or titles.get(term.key, term.key.replace("_", " "))


def _output(definition: Definition, table: Table) -> str:
    found = []
    if isinstance(definition, Instrument) and definition.unit == "points":
        found.append("points")
    if table.lines or table.chances or getattr(definition, "probability", None) is not None:
        found.append("a chance in per cent")
    if not isinstance(definition, Instrument | Judgement):
        found.append("a chance in per cent")
    if table.band_names or table.levels:
        found.append("a band")
    return ", ".join(found) or "a result"


def _bands(table: Table) -> Iterator[BandEdge]:
    if table.bands is None:
        yield from (BandEdge(name=name, begins="") for name in table.band_names)
        return
    unit = "per cent" if table.bands.on == "percent" else "points"
    edges = ["the bottom", *(f"{edge:f} {unit}" for edge in table.bands.at)]
    for name, edge in zip(table.bands.names, edges, strict=True):
        yield BandEdge(name=name, begins=edge)


def _rates(table: Table, own: Mapping[str, str]) -> Iterator[ObservedRate]:
    for name, rates in table.rates.items():
        figures = tuple(
            f"{band.replace('_', ' ')}: {_over_time(rates, band)}" for band in rates.percent
        )
        yield ObservedRate(name=name, cohort=rates.cohort, figures=figures, source=own[rates.cite])


def _over_time(rates: Rates, band: str) -> str:
    pairs = zip(rates.percent[band], rates.years, strict=True)
    return ", ".join(f"{percent:f} per cent in {years} years" for percent, years in pairs)


def _studies(
    library: TransparencyFile, key: str, read: Mapping[str, str]
) -> Iterator[PublishedFinding]:
    for study in library.studies:
        if key in study.instruments:
            yield PublishedFinding(
                measure=study.measure,
                value=study.value,
                people=study.people,
                seen=study.seen,
                source=read[study.cite],
            )


def _comparators(
    library: TransparencyFile, key: str, read: Mapping[str, str]
) -> Iterator[PublishedFinding]:
    for other in library.comparators:
        if key in other.beside:
            yield PublishedFinding(
                measure=other.name,
                value=other.value,
                people=other.people,
                seen=other.seen,
                source=read[other.cite],
            )


def _cited(source: Source) -> str:
    locator = f", {source.locator}" if source.locator else ""
    return f"{source.cite}{locator} ({source.licence})"
