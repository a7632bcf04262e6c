"""
OPD, the offender personality disorder screen: whom to consider for the OPD pathway.

Men and women are screened by scores of their own over assessed answers. The result is screen in or
screen out: a prompt to look further, no diagnosis and no prediction. A person to whom the screen
does not apply is screened out without a score. It must not be the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers and their sources stand in ``models/opd``.
"""

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

import numpy as np

from instruments import questions as ask
from instruments import reoffending
from instruments.ages import born_after_assessment, under_age
from instruments.opd_answers import (
    INDICATORS,
    NEEDED,
    SAID,
    WOMEN_TOO,
    YES,
    OpdAnswers,
    abuse_without_evidence,
    said,
)
from instruments.reoffending_checks import offence_code_not_listed
from riskservice.kit import (
    Column,
    Instrument,
    Ints,
    Table,
    Term,
    derived,
    note,
    steps,
    term,
)

# To whom the screen applies ----------------------------------------------------------------------

_SCORED_AS = ("not applicable", "man", "woman")
_MAN, _WOMAN = _SCORED_AS.index("man"), _SCORED_AS.index("woman")
_FLAGGED = ("0", "1")


@derived(size=3, labels=("no", "yes", "not listed"))
def violent_or_sexual_offence(current_offence_code: Ints, *, table: Table) -> Any:
    """Current offence is violent or sexual"""
    return table.categories_of("offence_codes", "violent_or_sexual", _FLAGGED)[current_offence_code]


@derived(size=3, labels=_SCORED_AS)
def scored_as(
    sex: Ints,
    overall_risk_for_assessment: Ints,
    violent_or_sexual_offence: Ints,
    has_custodial_sentence: Ints,
    is_eligible_for_mappa_said: Ints,
) -> Any:
    """Scored as"""
    risk = overall_risk_for_assessment
    high = (risk == ask.HIGH_RISK) | (risk == ask.VERY_HIGH_RISK)
    offence = violent_or_sexual_offence == _FLAGGED.index("1")
    man = (sex == ask.MALE) & high & offence & (has_custodial_sentence == 1)
    woman = (sex == ask.FEMALE) & (high | (is_eligible_for_mappa_said == YES))
    return man * _MAN + woman * _WOMAN


@note
def screen_does_not_apply(scored_as: Ints) -> Any:
    """The screen does not apply: the person is screened out without a score."""
    return scored_as == _SCORED_AS.index("not applicable")


@note
def override_asked_for(apply_opd_override: Ints, scored_as: Ints, *, table: Table) -> Any:
    """An override is asked for: it stands beside a screen-out and does not change the result."""
    applies = scored_as != _SCORED_AS.index("not applicable")
    return (apply_opd_override == 1) & (applies | table.rule("override_kept_when_not_applicable"))


# What counts -------------------------------------------------------------------------------------


def _threshold_words(points: float, *, table: Table) -> str:
    """Return how the person is screened."""
    c = table.numbers
    names = {-c["men_from"]: "man", -c["women_from"]: "woman"}
    return table.definitions[names.get(points, "not_applicable")].text


def _counted(points: float, *, table: Table) -> str:  # noqa: ARG001  all wording takes its table
    """Return what an answer adds."""
    return f"Counts {int(points)}." if points else "Counts nothing."


def _indicator_words(points: float, *, table: Table) -> str:
    """Return whether the indicators alone decide."""
    name = "enough_indicators" if points else "too_few_indicators"
    return table.definitions[name].text


@term(block="constants.men_from", says=_threshold_words)
def threshold(scored_as: Ints, *, table: Table) -> Any:
    """What is needed to be screened in"""
    # Counted up from below: at zero the threshold is reached, and without a score it never is.
    c = table.numbers
    by_sex = [-c["men_from"], -c["women_from"]]
    return np.select([scored_as == _MAN, scored_as == _WOMAN], by_sex, default=-1)


def _item(question: str, *whom: int) -> Column:
    """Return the column of what an answer counts as, for men, women or both."""
    column = next(column for column in SAID if column.key == said(question))

    def place(answer: Any, scored_as: Any) -> Any:
        asked = reduce(or_, (scored_as == one for one in whom))
        return asked * (1 + answer)

    labels = ("not counted for this person", *column.labels)
    needs = (column.key, "scored_as")
    return Column(f"{question}_item", column.title, needs, place, len(labels), labels=labels)


_MEN = (
    "age_at_first_sanction",
    "over_reliance_on_others_for_financial_support",
    "manipulative_or_predatory_behaviour",
    "recklessness_and_risk_taking_behaviour",
    "is_evidence_of_childhood_behavioural_problems",
    "impulsivity_problems",
    "controlling_or_aggressive_behaviour",
)
_WOMEN = (
    "did_offence_involve_carrying_or_using_weapon",
    "did_offence_involve_arson",
    "offence_motivation_emotional_state",
    "is_analysis_of_offence_issues_linked_to_risk",
    "has_accommodation_issues_linked_to_risk",
    "experience_of_childhood",
    "relationship_issues_linked_to_risk",
    *WOMEN_TOO,
)
ITEMS = (
    _item("did_offence_involve_violence_or_threat_of_violence", _MAN, _WOMAN),
    *(_item(question, _MAN) for question in _MEN),
    *(_item(question, _WOMAN) for question in _WOMEN),
)
IMPACT = _item("does_recognise_impact_of_offending_on_others", _MAN)


def _counts(column: Column) -> Term:
    return replace(steps(column.key, table_key="item"), says=_counted)


def _impact(place: Any, *, table: Table) -> Any:
    silent = table.rule("unanswered_impact_counts_against") & (place == 1)
    return np.where(silent, 1, table.steps["item"].look_up(place))


_IMPACT_BLOCK = "rules.unanswered_impact_counts_against"
impact = Term(IMPACT.key, "", (IMPACT.key,), _impact, _IMPACT_BLOCK, _counted)


@term(block="constants.excessive_violence_alone", says=_counted)
def excessive_violence(
    did_offence_involve_excessive_use_of_violence_said: Ints,
    did_offence_involve_violence_or_threat_of_violence_said: Ints,
    scored_as: Ints,
    *,
    table: Table,
) -> Any:
    """Excessive or sadistic violence in the current offence"""
    recorded = did_offence_involve_violence_or_threat_of_violence_said == YES
    c = table.numbers
    points = np.where(recorded, c["excessive_violence"], c["excessive_violence_alone"])
    counts = (did_offence_involve_excessive_use_of_violence_said == YES) & (scored_as != 0)
    return np.where(counts, points, 0)


@term(block="constants.domestic_abuse", says=_counted)
def domestic_abuse(
    evidence_of_domestic_abuse_said: Ints,
    domestic_abuse_against_partner_said: Ints,
    domestic_abuse_against_family_said: Ints,
    scored_as: Ints,
    *,
    table: Table,
) -> Any:
    """Domestic abuse against a partner or the family"""
    partner, family = domestic_abuse_against_partner_said, domestic_abuse_against_family_said
    counts = (evidence_of_domestic_abuse_said == YES) & ((partner == YES) | (family == YES))
    return np.where(counts & (scored_as == _WOMAN), table.numbers["domestic_abuse"], 0)


@term(block="constants.indicators_from", says=_indicator_words)
def indicators(
    childhood_difficulties: Ints,
    mental_health_history: Ints,
    has_self_harm_or_attempted_suicide_said: Ints,
    challenging_behaviour: Ints,
    scored_as: Ints,
    *,
    table: Table,
) -> Any:
    """Indicators of a man's difficulties"""
    c = table.numbers
    self_harm = has_self_harm_or_attempted_suicide_said == YES
    found = childhood_difficulties + mental_health_history + self_harm + challenging_behaviour
    # Enough indicators reach the threshold alone, whatever the personality score.
    enough = (found >= c["indicators_from"]) & (scored_as == _MAN)
    return np.where(enough, c["men_from"], 0)


INSTRUMENT = Instrument(
    key="opd",
    title="Offender Personality Disorder Screen (OPD)",
    about="Screens in or out for the offender personality disorder pathway, men and women by "
    "scores of their own. A prompt to look further; no diagnosis, no prediction, never the only "
    "ground of a decision.",
    answers=OpdAnswers,
    tables="models",
    derived=(
        *SAID,
        *INDICATORS,
        violent_or_sexual_offence,
        reoffending.offence_category,
        scored_as,
        *ITEMS,
        IMPACT,
    ),
    excluded=(under_age,),
    checks=(born_after_assessment, offence_code_not_listed, abuse_without_evidence),
    needed=NEEDED,
    terms=(
        threshold,
        *map(_counts, ITEMS),
        excessive_violence,
        impact,
        domestic_abuse,
        indicators,
    ),
    unit="line",
    notes=(screen_does_not_apply, override_asked_for),
    covers="dynamic",
)
