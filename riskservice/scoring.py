"""Score one case with every applicable instrument."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import msgspec

from riskservice import combining, policies
from riskservice.assessment import ENGINE, Assessment, RulesetStamp, input_digest
from riskservice.case import Case, CaseReader
from riskservice.disputes import Chain, Rival, disputed, rivals
from riskservice.drafts import with_drafts
from riskservice.errors import Fault, InvalidCase, NotInForce, UnknownName
from riskservice.kit.assessors import Assessor, reads_of
from riskservice.kit.dates import UNKNOWN, pack
from riskservice.kit.evaluation import One
from riskservice.kit.outcome import Outcome
from riskservice.kit.reading import read_codes
from riskservice.kit.resting import resting
from riskservice.policies import Policy
from riskservice.registry import Registry, installed
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.settings import drafts_in


class Selection(NamedTuple):
    """
    Which instruments run for one question, in order.

    Attributes
    ----------
    run : tuple of Assessor
    hidden : frozenset of str
        Those that run only because others read their results.
    read : frozenset of str
        Those whose results others read.
    blank : dict of str to int
        Codes of the columns that hold those results, before there is any.
    """

    run: tuple[Assessor, ...]
    hidden: frozenset[str]
    read: frozenset[str]
    blank: dict[str, int]


class Service:
    """
    The installed instruments, ready to score; every door holds one.

    Parameters
    ----------
    registry : Registry, optional
        By default everything installed.
    """

    def __init__(self, registry: Registry | None = None) -> None:
        self.registry = registry or installed()
        self.reader = CaseReader(self.registry.answers)
        self.policies = [
            policy
            for package in self.registry.packages
            if (folder := files(package) / "combinations" / "overall").is_dir()
            for policy in policies.load(folder)
        ]
        policies.refuse_overlap(self.policies)
        self._encoders = {
            key: asked.encoder() for key, asked in self.registry.questions.items() if asked.coded
        }
        self._unknown = dict.fromkeys(self._encoders, UNKNOWN)
        self.selection = lru_cache(maxsize=1024)(self._select)
        self._rivals = lru_cache(maxsize=1024)(self._find_rivals)

    def score(
        self,
        case: Case,
        *,
        ruleset: str = DEFAULT_RULESET,
        instruments: Sequence[str] | None = None,
        reasons: bool = True,
    ) -> Assessment:
        """
        Return the results of every applicable instrument, and the overall band.

        Parameters
        ----------
        case : Case
        ruleset : str
            Named choice of tables.
        instruments : sequence of str, optional
            Only these; by default all that were in use on the day of assessment.
        reasons : bool
            Whether to account for each result, item by item, and compare disputed rules.

        Raises
        ------
        InvalidCase
            With every contradiction between answers, of every instrument, and all a decision lacks.
        UnknownName, NotInForce
            When a ruleset, an instrument or a table in force is asked for in vain.
        """
        if unknown := self.registry.unknown(ruleset, instruments):
            raise UnknownName(*unknown)
        chosen = self.registry.ruleset(ruleset)
        asked_for = None if instruments is None else tuple(instruments)
        outcomes = self.outcomes(case, chosen.name, asked_for, reasons=reasons)
        if faults := _contradictions(outcomes):
            raise InvalidCase(*faults, *self._decision_faults(case))
        results = [found for found in outcomes.values() if not isinstance(found, tuple)]
        return Assessment(
            case_id=case.case_id,
            on=case.on,
            on_defaulted=case.on_defaulted,
            ruleset=RulesetStamp(name=chosen.name, title=chosen.title, digest=chosen.digest),
            engine=ENGINE,
            input_digest=input_digest(case),
            results=tuple(results),
            overall=combining.combine(results, self.policy(case.on), case.band_decision),
        )

    def with_all_faults(
        self,
        error: InvalidCase,
        ruleset: str = DEFAULT_RULESET,
        instruments: Sequence[str] | None = None,
    ) -> InvalidCase:
        """Return the error of a case that could not be read, with all else that is wrong."""
        more = list(self.registry.unknown(ruleset, instruments))
        case = error.sound
        if isinstance(case, Case):
            asked_for = None if instruments is None else tuple(instruments)
            try:
                outcomes = {} if more else self.outcomes(case, ruleset, asked_for, reasons=False)
                more += _contradictions(outcomes)
            except NotInForce as also:
                more += also.faults
        return InvalidCase(*error.faults, *more)

    def _decision_faults(self, case: Case) -> tuple[Fault, ...]:
        """Return what a decision lacks, where the case has no result to hold it beside."""
        if case.band_decision is None:
            return ()
        try:
            combining.combine((), self.policy(case.on), case.band_decision)
        except (InvalidCase, NotInForce) as error:
            return error.faults
        return ()

    def outcomes(
        self,
        case: Case,
        ruleset: str,
        instruments: tuple[str, ...] | None = None,
        *,
        reasons: bool = True,
    ) -> dict[str, Outcome | tuple[Fault, ...]]:
        """Return each instrument's outcome, or its faults, without letting one stop the others."""
        found: dict[str, Outcome | tuple[Fault, ...]] = {}
        done: dict[str, One] = {}
        selected = self.selection(case.on, ruleset, instruments)
        codes = self.codes(case) | selected.blank
        chains: dict[str, Chain] = {}
        told: dict[str, Outcome] = {}
        rivals_of = self._rivals(case.on, ruleset, instruments) if reasons else {}
        for assessor in selected.run:
            outcome = assessor.assess(case.answers, codes, reasons=reasons, done=done)
            outcome = resting(assessor, codes, outcome, told)
            key = assessor.instrument.key
            others = rivals_of.get(key, ())
            if others and not isinstance(outcome, tuple):
                notice = disputed(assessor, others, codes, done, chains)
                if notice is not None:
                    outcome = msgspec.structs.replace(outcome, notices=(*outcome.notices, notice))
            if key in selected.read:
                result = None if isinstance(outcome, tuple) else outcome
                codes |= read_codes(key, result, assessor.band_names)
                if result is not None:
                    told[key] = result
            if key not in selected.hidden:
                found[key] = outcome
        return found

    def codes(self, case: Case) -> dict[str, int]:
        """Return the code of every question, UNKNOWN where it was not answered, and of ``on``."""
        codes = self._unknown.copy()
        encoders = self._encoders
        for key, value in case.answers.items():
            if key in encoders:
                codes[key] = encoders[key](value)
        codes["on"] = pack(case.on)
        return codes

    def policy(self, on: dt.date) -> Policy:
        """Return the grid in force on a day; NotInForce when there was none."""
        for policy in self.policies:
            if policy.effective_from <= on <= (policy.effective_to or dt.date.max):
                return policy
        raise NotInForce(
            Fault(
                pointer="/on",
                value=str(on),
                message="no grid for the overall band was in force on that date",
                way_out="Choose a later date.",
            )
        )

    def _find_rivals(
        self, on: dt.date, name: str, instruments: tuple[str, ...] | None
    ) -> dict[str, tuple[Rival, ...]]:
        """Return the instruments under the rulesets that the ones selected are compared with."""
        ruleset = self.registry.ruleset(name)
        return {
            assessor.instrument.key: rivals(self.registry, assessor, on, ruleset)
            for assessor in self.selection(on, name, instruments).run
        }

    def _select(self, on: dt.date, name: str, instruments: tuple[str, ...] | None) -> Selection:
        """Return the instruments to score with, and what they read of each other."""
        ruleset = self.registry.ruleset(name)
        found = self.registry.select(on, ruleset, instruments)
        if not found:
            raise NotInForce(
                Fault(
                    pointer="/on",
                    value=str(on),
                    message="no instrument was in use on that date",
                    way_out="Choose a later date.",
                )
            )
        hidden = self.registry.read_first(found, on, ruleset)
        order = {key: i for i, key in enumerate(self.registry.definitions)}
        everyone = sorted((*found, *hidden), key=lambda a: order[a.instrument.key])
        known = {a.instrument.key: a.band_names for a in everyone}
        bands = {key: known.get(key, ()) for a in everyone for key in reads_of(a.instrument)}
        blank: dict[str, int] = {}
        for key, names in bands.items():
            blank |= read_codes(key, None, names)
        return Selection(
            run=tuple(everyone),
            hidden=frozenset(a.instrument.key for a in hidden),
            read=frozenset(bands),
            blank=blank,
        )


def _contradictions(outcomes: Mapping[str, Outcome | tuple[Fault, ...]]) -> tuple[Fault, ...]:
    """Return every contradiction once, whichever instruments found it."""
    found = {
        (fault.pointer, fault.message): fault
        for outcome in outcomes.values()
        if isinstance(outcome, tuple)
        for fault in outcome
    }
    return tuple(found.values())


@cache
def service() -> Service:
    """Return the service of everything installed, and of the drafts beside it; made once."""
    places = drafts_in()
    return Service(with_drafts(installed(), places) if places else None)


def score(
    case: Mapping[str, Any] | Case,
    *,
    on: dt.date | None = None,
    ruleset: str = DEFAULT_RULESET,
    instruments: Sequence[str] | None = None,
    reasons: bool = True,
) -> Assessment:
    """
    Score one case with every applicable installed instrument.

    Parameters
    ----------
    case : mapping or Case
        ``{"case_id": ..., "on": ..., "answers": {...}}``.
    on : date, optional
        Day of assessment; it goes before the record's own.
    ruleset, instruments, reasons
        As in :meth:`Service.score`.

    Raises
    ------
    InvalidCase
        With every fault of the record.
    """
    here = service()
    if not isinstance(case, Case):
        record = {**case, "on": on or case.get("on")} if isinstance(case, Mapping) else case
        try:
            case = here.reader.check(record)
        except InvalidCase as error:
            raise here.with_all_faults(error, ruleset, instruments) from None
    elif on is not None:
        case = msgspec.structs.replace(case, on=on, on_defaulted=False)
    return here.score(case, ruleset=ruleset, instruments=instruments, reasons=reasons)
