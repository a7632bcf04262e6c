"""What the conditions of release schemes ask about one sentence: true, false, or not known."""

from collections.abc import Callable
from operator import attrgetter

from riskservice.circumstances import Sentence

Known = bool | None

TODAY, TODAY_ONLY = "sds_plus_if_sentenced_today", "sds_plus_only_if_sentenced_today"


def sexual(sentence: Sentence) -> Known:
    """Return whether an offence is sexual, under whichever list it was recorded."""
    if sentence.sexual or sentence.notifiable or sentence.schedule_15 == "sexual":
        return True
    ruled_out = sentence.sexual is False and sentence.notifiable is False
    return False if ruled_out and sentence.schedule_15 is not None else None


def _violent(sentence: Sentence) -> Known:
    return None if sentence.schedule_15 is None else sentence.schedule_15 == "violent"


def _terrorist(sentence: Sentence) -> Known:
    if sentence.terrorism or sentence.schedule_19za:
        return True
    return False if sentence.terrorism is False and sentence.schedule_19za is False else None


def _domestic(sentence: Sentence) -> Known:
    return True if sentence.controlling_or_coercive else sentence.domestic_abuse


def _only_today(sentence: Sentence) -> Known:
    """Return whether a sentence that is not SDS+ would be SDS+ if it were passed today."""
    today, plus = sentence.sds_plus_if_sentenced_today, sentence.sds_plus
    if today is False or plus is True:
        return False
    return True if today and plus is False else None


def _extended(sentence: Sentence) -> Known:
    return sentence.disposal == "extended" and sentence.served is not True


def _two_thirds(sentence: Sentence) -> Known:
    return (sentence.sds_plus or sentence.sds_plus_if_sentenced_today) and not sentence.served


OF_SENTENCE: dict[str, tuple[tuple[str, ...], Callable[[Sentence], Known]]] = {
    "sexual_offence": (("sexual", "notifiable", "schedule_15"), sexual),
    "violent_offence": (("schedule_15",), _violent),
    "domestic_abuse": (("domestic_abuse", "controlling_or_coercive"), _domestic),
    TODAY_ONLY: (("sds_plus_if_sentenced_today", "sds_plus"), _only_today),
    "terrorist_offence_247a": (("terrorism", "schedule_19za"), _terrorist),
    **{
        name: ((name,), attrgetter(name))
        for name in (
            "murder",
            "terrorism",
            "national_security",
            "schedule_19aa",
            "sds_plus",
            "sds_plus_if_sentenced_today",
            "excluded_from_progression",
        )
    },
}
"""Fields of a sentence that a fact is read off, and how."""

OF_ALL: dict[str, Callable[[Sentence], Known]] = {
    "extended_sentence": _extended,
    "terrorism_ever": _terrorist,
    "terrorist_offending_ever": _terrorist,
    "two_thirds_release": _two_thirds,
}
