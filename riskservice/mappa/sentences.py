"""The facts of each sentence that the rules of Categories 2 and 4 ask for."""

from collections.abc import Callable, Collection

from riskservice.circumstances import Sentence, Term
from riskservice.clocks.terms import Part, chains, compare, length_of, total
from riskservice.mappa.logic import Found
from riskservice.mappa.record import Record

_NOT_SAID = "Not recorded."
_NO_DISPOSAL = "The disposal is not recorded."
_Told = tuple[bool | None, str] | tuple[bool | None, str, str]
"""A fact, how it was found, and its place within the sentence or the record where it is another."""


def sentence_facts(record: Record, place: int) -> dict[str, Found]:
    """Return the facts of the sentence at a place of the record."""
    sentence = record.all.sentences[place]
    found = {}
    for key, fact in record.book.facts.items():
        if fact.sentence:
            value, how, *where = SENTENCE[key](record, sentence)
            pointer = where[0] if where else fact.pointer
            if not pointer.startswith("/"):
                pointer = f"/circumstances/sentences/{place}/{pointer}"
            found[key] = Found(value=value, how=how, pointer=pointer)
    return found


def _stated(value: bool | None) -> _Told:  # noqa: FBT001  the fact itself
    return value, _NOT_SAID if value is None else "Recorded with the sentence."


def _murder(record: Record, sentence: Sentence) -> _Told:  # noqa: ARG001
    return _stated(sentence.murder)


def _schedule_15(record: Record, sentence: Sentence) -> _Told:  # noqa: ARG001
    if sentence.schedule_15 is None:
        return None, _NOT_SAID
    return sentence.schedule_15 != "neither", f"Schedule 15: {sentence.schedule_15}."


def _controlling_or_coercive(record: Record, sentence: Sentence) -> _Told:
    if not sentence.controlling_or_coercive:
        return _stated(sentence.controlling_or_coercive)
    if record.readings.controlling_or_coercive == "any_sentence":
        return True, "Recorded with the sentence."
    first = record.book.rules["category_2_coercive"].effective_from
    if first is None:
        return True, "Recorded with the sentence."
    if sentence.sentenced_on is None:
        return None, f"Recorded; whether sentenced from {first} on is not known."
    return sentence.sentenced_on >= first, f"Recorded; sentenced on {sentence.sentenced_on}."


def _terrorism(record: Record, sentence: Sentence) -> _Told:  # noqa: ARG001
    return _stated(sentence.terrorism)


def _custody(record: Record, sentence: Sentence) -> _Told:
    lists = record.book.file.disposals
    if sentence.disposal in lists.without_length:
        return True, f"{_named(sentence)}, whatever its length."
    return _long_enough(record, sentence, lists.with_length)


def _suspended(record: Record, sentence: Sentence) -> _Told:
    return _long_enough(record, sentence, record.book.file.disposals.suspended)


def _long_enough(record: Record, sentence: Sentence, kinds: Collection[str]) -> _Told:
    if sentence.disposal is None:
        return None, _NO_DISPOSAL, "disposal"
    if sentence.disposal not in kinds:
        return False, f"The disposal is another: {_named(sentence).lower()}."
    months, name = record.book.file.disposals.months, _named(sentence)
    lines = _lines(record, sentence, kinds)
    if any(_shortest(record, line, months) >= 0 for line in lines):
        return True, f"{name} of {months} months or more."
    if any(other.term is None for line in lines for other in line):
        return None, f"{name}; the term is not recorded."
    if any(_longest(record, line, months) >= 0 for line in lines):
        how = f"{name}; whether it comes to {months} months turns on the day of sentence."
        return None, how, "sentenced_on"
    return False, f"{name} of less than {months} months."


def _lines(
    record: Record, sentence: Sentence, kinds: Collection[str]
) -> tuple[tuple[Sentence, ...], ...]:
    """Return what is taken together: the sentence alone, or each row of terms it stands in."""
    if record.readings.consecutive_terms == "singly":
        return ((sentence,),)
    every = {other.sentence_id: other for other in record.all.sentences}
    counted = [other for other in every.values() if other.disposal in kinds]
    links = {name: other.consecutive_to for name, other in every.items()}
    rows = chains([_part(other) for other in counted], links).values()
    names = [[part.name for part in row] for row in rows]
    return tuple(tuple(every[n] for n in row) for row in names if sentence.sentence_id in row)


def _part(sentence: Sentence) -> Part:
    length = length_of(sentence.term or Term())
    return Part(sentence.sentence_id, sentence.sentenced_on, length)


def _shortest(record: Record, line: tuple[Sentence, ...], months: int) -> int:
    return _compared(record, line, months)[0]


def _longest(record: Record, line: tuple[Sentence, ...], months: int) -> int:
    return _compared(record, line, months)[1]


def _compared(record: Record, line: tuple[Sentence, ...], months: int) -> tuple[int, int]:
    """Return whether terms fall short of, reach or pass some months, at least and at most."""
    length = total(_part(sentence) for sentence in line)
    year = record.clocks.policy.notification.days_in_year
    return compare(length, months, line[0].sentenced_on, record.settings, year)


def _named(sentence: Sentence) -> str:
    return (sentence.disposal or "disposal not recorded").replace("_", " ").capitalize()


def _hospital(record: Record, sentence: Sentence) -> _Told:
    return _among(sentence, record.book.file.disposals.hospital)


def _guardianship(record: Record, sentence: Sentence) -> _Told:
    return _among(sentence, record.book.file.disposals.guardianship)


def _among(sentence: Sentence, kinds: tuple[str, ...]) -> _Told:
    if sentence.disposal is None:
        return None, _NO_DISPOSAL
    return sentence.disposal in kinds, f"The disposal: {_named(sentence).lower()}."


def _running(record: Record, sentence: Sentence) -> _Told:
    """Return whether the sentence still holds the person, by what is known of its kind."""
    lists, on = record.book.file.disposals, record.on
    if sentence.ends_on is not None:
        return sentence.ends_on >= on, f"CategoryEnd on {sentence.ends_on}."
    if sentence.served:
        return False, "Served in full.", "served"
    if sentence.disposal in (*lists.hospital, *lists.guardianship):
        return _hospital_running(record)
    if sentence.disposal in (*lists.without_length, *lists.with_length):
        return _licence_running(record, sentence)
    return None, "The day on which it ends is not recorded."


def _hospital_running(record: Record) -> _Told:
    ends = record.management.hospital_liability_ends_on
    pointer = "/circumstances/management/hospital_liability_ends_on"
    if ends is not None:
        return ends >= record.on, f"Liability to hospital ends on {ends}.", pointer
    if record.management.in_hospital:
        return True, "The person is in hospital.", "/circumstances/management/in_hospital"
    return None, "The end of the liability to hospital is not recorded.", pointer


def _licence_running(record: Record, sentence: Sentence) -> _Told:
    """
    Return whether custody or licence under a sentence runs.

    Custody and licence are recorded of the person: they speak for a sentence where no other that
    is not served in full could hold the person.
    """
    release, on = record.release, record.on
    pointer = "/circumstances/release/licence_ends_on"
    licence = release.licence_ends_on
    if licence is not None and licence < on and not record.in_custody:
        return False, f"The licence ended on {licence}.", pointer
    last = next((d for d in (licence, release.sentence_ends_on) if d and d >= on), None)
    if last is None and not record.serving:
        return None, "The end of the licence is not recorded.", pointer
    if sentence.served is None and _others(record, sentence):
        return None, "It is not recorded whether it is served in full; others run.", "served"
    if last is not None:
        return True, f"Licence or sentence runs to {last}.", pointer
    if licence is not None:
        return None, f"In custody although the licence ended on {licence}.", pointer
    return True, "The person is in custody.", "/circumstances/release/in_custody"


def _others(record: Record, sentence: Sentence) -> bool:
    """Whether another custodial sentence could be the one that holds the person."""
    lists = record.book.file.disposals
    return any(
        other.disposal in (*lists.without_length, *lists.with_length, None)
        for other in record.all.sentences
        if other.sentence_id != sentence.sentence_id and not other.served
    )


SENTENCE: dict[str, Callable[[Record, Sentence], _Told]] = {
    "murder": _murder,
    "schedule_15_offence": _schedule_15,
    "controlling_or_coercive_offence": _controlling_or_coercive,
    "custody_of_12_months": _custody,
    "suspended_12_months": _suspended,
    "hospital_order": _hospital,
    "guardianship_order": _guardianship,
    "sentence_running": _running,
    "terrorism_offence": _terrorism,
}
"""Every fact of a sentence that can be read from a record."""
