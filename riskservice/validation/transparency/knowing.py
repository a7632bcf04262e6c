"""What the service knows of itself, field by field, read off the tables in use."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from riskservice.assessment import ENGINE
from riskservice.kit.assessors import Assessor
from riskservice.kit.questions import questions_of
from riskservice.kit.rating import Judgement
from riskservice.rulesets import Ruleset
from riskservice.scoring import Service
from riskservice.validation.transparency.card import ModelCard, PublishedFinding
from riskservice.validation.transparency.entries import TransparencyFile


@dataclass(frozen=True)
class Known:
    """
    What a record is made from.

    Attributes
    ----------
    assessors : sequence of Assessor
        Instruments in use on the day under the ruleset.
    cards : sequence of ModelCard
        One for each of them.
    parts : sequence of ModelCard
        Of the models they are made of, which nobody is scored with by themselves.
    """

    service: Service
    ruleset: Ruleset
    on: dt.date
    library: TransparencyFile
    assessors: Sequence[Assessor]
    cards: Sequence[ModelCard]
    parts: Sequence[ModelCard] = ()

    @property
    def every(self) -> tuple[ModelCard, ...]:
        """Cards of every table in use."""
        return (*self.cards, *self.parts)

    @property
    def asked(self) -> dict[str, str]:
        """Every question that is asked, with its wording."""
        return {
            question.key: question.wording
            for assessor in self.assessors
            for question in questions_of(assessor.instrument.answers)
        }


def _name(known: Known) -> str:
    return f"{ENGINE}, rules: {known.ruleset.title} ({known.ruleset.name})"


def _description(known: Known) -> str:
    return (
        f"Scores {len(known.cards)} risk instruments for people convicted of sexual and violent "
        "offences in England and Wales from the answers a professional gives, says for each item "
        "what it counted for and on whose word, and drafts a plan skeleton. It is there so that "
        "scores are repeatable, dated and explained. It informs a professional's decision and "
        "never makes it."
    )


def _detail(known: Known) -> str:
    return _listed(f"{card.title}, table {card.version}: {card.kind}" for card in known.every)


def _scope(known: Known) -> str:
    out = (f"{card.title}: {'; '.join(card.not_for)}" for card in known.cards if card.not_for)
    return f"Predictions and judgements of the instruments named. Not scored: {_listed(out)}"


def _provided(known: Known) -> str:
    del known
    return _listed(
        [
            "points, chance and band of each instrument, each with its table, dates and sources",
            "each item with the answer given and what it counted for",
            "what is missing, which results are still possible, and what would settle them",
            "notices where numbers are unconfirmed, rules are disputed or a table was withdrawn",
            "an overall band, and why it is provisional where it is",
        ]
    )


def _decisions(known: Known) -> str:
    policy = known.service.policy(known.on)
    judged = [a.instrument.title for a in known.assessors if isinstance(a.instrument, Judgement)]
    return _listed(
        [
            f"Overall band, {policy.key} {policy.version} ({policy.status}): {policy.why}",
            f"Levels that only a named assessor decides, with a reason: {', '.join(judged)}",
            "A missing answer is never taken as no; it leaves the result open",
            "Plans are skeletons: what only a professional can write is left open and marked",
        ]
    )


def _architecture(known: Known) -> str:
    return (
        f"{ENGINE}: a Python package with a command line and an HTTP API. Scoring is a function of "
        "the answers, the day of assessment and the version of each table; the same three give the "
        "same result. Nothing is learnt while it runs. Numbers stand in dated tables beside their "
        f"citations; this record is of ruleset {known.ruleset.name} ({known.ruleset.digest})."
    )


def _maintenance(known: Known) -> str:
    latest = max(card.effective_from for card in known.every)
    return (
        "A released table is never edited: a correction is a new version, dated, which names what "
        "it corrects, and old results stay repeatable. The newest table in use begins on "
        f"{day(latest)}. Tables, rulesets and grids carry fingerprints, which every result repeats."
    )


def _data(known: Known) -> str:
    return (
        f"Answers to {len(known.asked)} questions, as far as they are known, and the day of "
        "assessment, for one person at a time or for many."
    )


def _sensitive(known: Known) -> str:
    asked = known.asked
    found = []
    for block in known.library.sensitive:
        words = [asked[key] for key in block.questions if key in asked]
        if words:
            found.append(f"{block.kind}: {'; '.join(words)}")
    return _listed(found)


def _risks(known: Known) -> str:
    unsure = [f"{c.title} ({c.version})" for c in known.every if c.confidence != "confirmed"]
    disputed = [c.title for c in known.every if any(rule.disputed for rule in c.rules)]
    gaps = [f"{c.title}: {' '.join(c.gaps)}" for c in known.cards if c.gaps]
    drafts = [f"{c.title} ({c.version})" for c in known.every if c.status == "draft"]
    found = [
        ("DRAFT numbers nobody has released", drafts),
        ("Numbers not confirmed, or a house policy", unsure),
        ("Rules on which the deployed official service and the published rule differ", disputed),
        ("Validity not known", gaps),
    ]
    lines = [f"{title}: {'; '.join(names)}" for title, names in found if names]
    return _listed(lines)


def _mitigations(known: Known) -> str:
    del known
    return _listed(
        [
            "every result names its table, sources, dates and how well its numbers are confirmed",
            "a result says where another ruleset would answer otherwise for the same person",
            "people a scale was not made for are not scored by it, and the rule is named",
            "missing answers give a range and the questions that would settle it, never a guess",
            "nothing a person answered goes into a log",
        ]
    )


KNOWN: dict[str, Callable[[Known], str]] = {
    "name": _name,
    "description": _description,
    "detail": _detail,
    "scope": _scope,
    "provided_information": _provided,
    "human_decisions_and_review": _decisions,
    "system_architecture": _architecture,
    "maintenance": _maintenance,
    "data_description": _data,
    "sensitive_attributes": _sensitive,
    "risks": _risks,
    "mitigations": _mitigations,
}
"""Fields the service fills in; every other one is the organisation's."""


def performance(card: ModelCard) -> str:
    """Return what is known of how well an instrument predicts, gaps included."""
    told = [_finding(finding) for finding in card.validity]
    return _listed([*told, *card.gaps])


def datasets(card: ModelCard) -> str:
    """Return on whose numbers an instrument rests, and the samples its table names."""
    lines = [f"Numbers from: {source}" for source in card.sources]
    lines += [f"Rates of: {rate.cohort}" for rate in card.rates]
    if card.refit is not None:
        refit = card.refit
        lines.append(
            f"Fitted anew to: {refit.sample}, {day(refit.first_day)} to {day(refit.last_day)}, "
            f"{refit.counted}"
        )
    else:
        lines.append("The people it was developed on are described in its sources, not here")
    return _listed(lines)


def day(value: dt.date) -> str:
    """Return a day as the standard writes it, DD/MM/YYYY."""
    return f"{value:%d/%m}/{value.year:04d}"


def _finding(found: PublishedFinding) -> str:
    return f"{found.measure}: {found.value}; {found.people} ({found.seen} of: {found.source})"


def _listed(lines: Iterator[str] | Sequence[str]) -> str:
    """Return lines one below the other, each a sentence."""
    return "\n".join(f"{line[:1].upper()}{line[1:].removesuffix('.')}." for line in lines)
