"""Dynamic assessment, MAPPA meetings and reviews, first screening, and recorded ends."""

from collections.abc import Iterator

from riskservice.circumstances import Mappa, Meeting
from riskservice.clocks.desk import Desk, When, asks, either, exactly
from riskservice.clocks.entries import Applies, Entry, Finding, Wanted
from riskservice.clocks.hours import hours_after, instant
from riskservice.clocks.spans import birthday

_LEVEL = asks("circumstances/mappa/level", "MAPPA level")
_LEVEL_2 = 2
_KINDS = {_LEVEL_2: "level_2", 3: "level_3", 1: "level_1_review"}


def arms_entries(desk: Desk, subject: Applies, *, concerned: bool) -> Iterator[Entry]:
    """
    Yield the first visit, the dynamic assessment and its review.

    Parameters
    ----------
    desk : Desk
    subject : str
        Whether the person is subject to notification.
    concerned : bool
        Whether anything in the record points to notification.
    """
    management = desk.facts.management
    applies = _arms_applies(desk, subject)
    start = management.arms_due_from if management else None
    completed = management.arms_completed_on if management else None
    if applies == "no" or not (concerned or start or completed):
        return
    visited = management.last_visit_on if management else None
    reactive = management is not None and management.reactive_since is not None
    asked = asks("circumstances/management/arms_due_from", "day of notification or release")
    begins = exactly(start) if start else When(wanted=(asked,))
    if completed is None:
        yield desk.entry(
            "arms_first_visit",
            desk.after("arms_first_visit", begins),
            applies="no" if reactive else applies,
            done_on=visited if visited and start and visited >= start else None,
        )
        yield desk.entry("arms_complete", desk.after("arms_complete", begins), applies=applies)
    else:
        yield desk.entry(
            "arms_review", desk.after("arms_review", exactly(completed)), applies=applies
        )


def _arms_applies(desk: Desk, subject: Applies) -> Applies:
    born = desk.born
    adult = desk.policy.notification.adult_age
    if born and desk.on < birthday(born, adult, desk.settings.leap_birthday):
        return "no"
    return subject if born or subject == "no" else "cannot tell"


def mappa_entries(desk: Desk) -> Iterator[Entry]:
    """Yield the next review, the referral before release and the minutes still to be confirmed."""
    mappa = desk.facts.mappa
    if mappa is None:
        return
    yield from _level_reviews(desk, mappa)
    yield from _referral(desk, mappa)
    for place, meeting in enumerate(mappa.meetings):
        if meeting.on <= desk.on:
            yield from _minutes(desk, meeting, place)


def _level_reviews(desk: Desk, mappa: Mappa) -> Iterator[Entry]:
    if mappa.level is None:
        if mappa.category is not None:
            yield _review_of_unknown_level(desk, mappa)
        return
    since, applies = _since(desk, mappa), _review_applies(desk, mappa.level)
    names = (f"level_{mappa.level}_review", f"level_{mappa.level}_backstop")
    for name in names if mappa.level > 1 else names[:1]:
        interval = desk.interval(name)
        opens = None
        if interval.since is not None and since.day is not None:
            opens = desk.moved(since.day, interval.unit, interval.since)
        key = "mappa_review" if name == names[0] else "mappa_review_latest"
        if name == "level_1_review" and desk.settings.level_1_review == "lead_agency_decides":
            agreed = asks("circumstances/mappa/next_review_on", "day the lead agency set")
            when = exactly(mappa.next_review_on) if mappa.next_review_on else When(wanted=(agreed,))
        else:
            when = desk.after(name, since)
        yield desk.entry(name, when, key=key, applies=applies, opens_on=opens)


def _review_of_unknown_level(desk: Desk, mappa: Mappa) -> Entry:
    since = _since(desk, mappa)
    when = either(
        desk.after("level_3_review", since),
        either(desk.after("level_2_review", since), desk.after("level_1_review", since)),
        _LEVEL,
    )
    return desk.entry(
        "level_1_review", when, key="mappa_review", title="MAPPA review", applies="cannot tell"
    )


def _since(desk: Desk, mappa: Mappa) -> When:
    """Return when the level was last reviewed, or first held."""
    kind = _KINDS.get(mappa.level or 0)
    held = [each.on for each in mappa.meetings if each.kind == kind and each.on <= desk.on]
    days = [day for day in (mappa.last_reviewed_on, *held) if day]
    if days:
        return exactly(max(days))
    if mappa.level_since is not None:
        return exactly(mappa.level_since)
    return When(wanted=(asks("circumstances/mappa/last_reviewed_on", "day of the last review"),))


def _review_applies(desk: Desk, level: int) -> Applies:
    """Return whether the interval holds; that of Level 3 is for people in the community."""
    return "cannot tell" if level == max(_KINDS) and desk.inside else "yes"


def _referral(desk: Desk, mappa: Mappa) -> Iterator[Entry]:
    release = desk.facts.release
    day = release.release_on if release else None
    if day is not None and (day >= desk.on or mappa.referred_on is not None):
        yield desk.entry(
            "referral",
            desk.after("referral", exactly(day)),
            done_on=mappa.referred_on,
            applies="yes" if mappa.category is not None else "cannot tell",
        )
    if mappa.referral_accepted_on is not None and mappa.level in (None, _LEVEL_2):
        accepted = mappa.referral_accepted_on
        applies, wanted = _met_in_community(desk, mappa)
        held = [
            each.on
            for each in mappa.meetings
            if each.kind in ("level_2", "level_3") and accepted <= each.on <= desk.on
        ]
        yield desk.entry(
            "first_meeting",
            desk.after("first_meeting", exactly(accepted)),
            done_on=min(held) if held else None,
            applies=applies,
            wanted=wanted,
            why="In custody; it is a rule of the community." if applies == "no" else "",
        )


def _met_in_community(desk: Desk, mappa: Mappa) -> tuple[Applies, tuple[Wanted, ...]]:
    """Return whether the rule of the first meeting reaches the person: Level 2, at large."""
    if desk.inside:
        return "no", ()
    wanted = [] if mappa.level is not None else [_LEVEL]
    if desk.inside is None:
        wanted.append(asks("circumstances/release/in_custody", "whether the person is in custody"))
    return ("cannot tell" if wanted else "yes"), tuple(wanted)


def _minutes(desk: Desk, meeting: Meeting, place: int) -> Iterator[Entry]:
    asked = asks(
        f"circumstances/mappa/meetings/{place}/minutes_received_on", "day the minutes came"
    )
    received = meeting.minutes_received_on
    when = exactly(received) if received else When(wanted=(asked,))
    yield desk.entry(
        "minutes",
        desk.after("minutes", when),
        key=f"minutes.{place + 1}",
        about=f"meeting of {meeting.on}",
        done_on=meeting.minutes_confirmed_on,
    )


def mappa_findings(desk: Desk, entries: tuple[Entry, ...]) -> Iterator[Finding]:
    """Yield a review that was fixed later than its interval allows."""
    mappa = desk.facts.mappa
    review = next((each for each in entries if each.key == "mappa_review"), None)
    if mappa is None or mappa.next_review_on is None or review is None or review.date is None:
        return
    if mappa.next_review_on > review.date:
        text = f"The next review is fixed for {mappa.next_review_on}, later than {review.date}."
        yield desk.finding("review-fixed-too-late", text, desk.interval("level_1_review"))


def screening_entries(desk: Desk) -> Iterator[Entry]:
    """Yield the limit for the first screening, with its time of day."""
    screening = desk.facts.screening
    if screening is None:
        return
    hours = desk.interval("initial_screening").target
    at = hours_after(screening.registered_at, hours) if screening.registered_at else None
    asked = asks("circumstances/screening/registered_at", "day and time of registration")
    done = screening.screened_at
    late = at is not None and done is not None and instant(done) > instant(at)
    yield desk.entry(
        "initial_screening",
        exactly(at.date()) if at else When(wanted=(asked,)),
        at=at,
        done_on=done.date() if done else None,
        why="It was done after the limit." if late else "",
    )


def recorded_entries(desk: Desk) -> Iterator[Entry]:
    """Yield release and the ends of licence, sentence and hospital liability as recorded."""
    release, management = desk.facts.release, desk.facts.management
    days = {
        "release": release.release_on if release else None,
        "licence": release.licence_ends_on if release else None,
        "sentence": release.sentence_ends_on if release else None,
        "hospital_liability": management.hospital_liability_ends_on if management else None,
    }
    for name, day in days.items():
        if day is not None:
            yield desk.entry(name, exactly(day), kind="event" if name == "release" else "ends")
