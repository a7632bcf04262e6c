"""What is due, late or missing: referral, reviews, minutes, first screening; each with its code."""

from collections.abc import Iterator

from riskservice.clocks.entries import Entry as Clock
from riskservice.mappa.dates import every
from riskservice.mappa.record import Record
from riskservice.mappa.result import (
    AssetResult,
    Dangerous,
    InitialScreening,
    LevelResult,
    ReferralState,
)

Told = Iterator[tuple[str, str]]


def referral_findings(record: Record, level: LevelResult, referral: ReferralState) -> Told:
    """Yield what is due or missing of a referral, and what may be left to others."""
    due, mappa = referral.due, record.mappa
    awaited = mappa.referred_on is None and referral.needed != "not_met"
    if awaited and due is not None and due.date is not None:
        late = due.date < record.on
        text = f"due by {due.date}, about six months before release"
        code = "referral_overdue" if late else "referral_due"
        if referral.needed == "met":
            yield code, f"The referral {'was' if late else 'is'} {text}."
        else:
            yield code, f"The level is not settled; a referral {'was' if late else 'is'} {text}."
    if referral.needed == "met" and mappa.referred_on is not None:
        yield from _agreement(record, referral)
    if record.grounds.only_risk_to_identified_child and record.grounds.plan_is_robust:
        yield (
            "child_protection",
            (
                "The only risk is to an identified child under a robust plan: the case may be "
                "left to "
                "child protection conferences."
            ),
        )
    if level.applies and record.management.allocated is False:
        yield "not_allocated", "Nobody is named to manage the person."


def _agreement(record: Record, referral: ReferralState) -> Told:
    mappa = record.mappa
    if mappa.referral_countersigned is not True:
        yield (
            "referral_not_agreed",
            "It is not recorded that a manager has countersigned the referral.",
        )
    asked = " and ".join(referral.agreed_by)
    special = "co-ordinator" in asked
    if special and not (mappa.agreed_by_coordinator and mappa.agreed_by_detective_inspector):
        yield (
            "referral_not_agreed",
            f"It is not recorded that the referral is agreed by {asked}.",
        )


def outside_findings(record: Record, dangerous: Dangerous) -> Told:
    """Yield what does not agree for a person who is managed outside MAPPA."""
    if dangerous.state == "met" and (record.mappa.category or record.mappa.level):
        yield (
            "pdp_in_mappa",
            (
                "A potentially dangerous person is managed outside MAPPA, and a MAPPA category or "
                "level is recorded."
            ),
        )
    held = [
        meeting
        for meeting in record.mappa.meetings
        if meeting.kind == "assessment_of_risk" and meeting.on <= record.on
    ]
    if dangerous.state == "met" and not held:
        yield "assessment_of_risk", "No assessment of risk meeting is recorded."
    for meeting in held:
        if meeting.minutes_received_on is None:
            yield (
                "assessment_of_risk",
                (
                    f"The assessment of risk meeting of {meeting.on} has no minutes on record; "
                    "it is "
                    "always minuted."
                ),
            )


def date_findings(record: Record, level: LevelResult, dates: tuple[Clock, ...]) -> Told:
    """Yield reviews and minutes that are late or not set."""
    for name, word in (("mappa_review", "target"), ("mappa_review_latest", "backstop")):
        for clock in every(dates, name):
            if clock.overdue:
                yield (
                    "review_overdue",
                    f"{clock.title}: the {word} of {clock.date} has passed without a review.",
                )
    for clock in every(dates, "minutes"):
        if clock.overdue:
            yield (
                "minutes_overdue",
                f"Minutes of {clock.about}: not confirmed by the chair by {clock.date}.",
            )
    if level.applies and record.mappa.level and record.mappa.next_review_on is None:
        yield "review_not_set", "No date of the next review is recorded."


def initial_findings(initial: InitialScreening | None) -> Told:
    """Yield what is late, urgent or missing of the first screening."""
    if initial is None:
        return
    if initial.in_time == "not_met":
        yield "initial_overdue", f"First screening: {initial.how}"
    if initial.urgent:
        yield "urgent_referral", "Sorted as high and urgent: refer at once."
    if initial.missing:
        yield "pro_forma_incomplete", f"Missing on the pro-forma: {', '.join(initial.missing)}."
    if initial.known_offending_searched is not True:
        yield (
            "pro_forma_incomplete",
            "It is not recorded that the known offending history was searched.",
        )


def youth_findings(record: Record, asset: AssetResult | None) -> Told:
    """Yield the serious-harm assessment that is called for and not recorded."""
    kept = record.all.youth
    if asset is None or kept is None or asset.trigger != "met":
        return
    if kept.serious_harm_completed_on is None:
        yield (
            "serious_harm_assessment",
            (
                "Serious harm is indicated in the core record, and no full serious-harm "
                "assessment is "
                "recorded."
            ),
        )
