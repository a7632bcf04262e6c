"""One person's record as a door receives it: the union of what the installed instruments ask."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Literal

import msgspec

from riskservice.circumstances import Circumstances
from riskservice.errors import Fault, InvalidCase, UnreadableBody, shown, written
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.kit.faults import UNFIT, UNWRITABLE, answer_faults, beyond_type, misfits, writable
from riskservice.kit.questions import Answers, questions_of
from riskservice.kit.shapes import shape_faults
from riskservice.repeats import repeated

Media = Literal["json", "msgpack"]

LONGEST_NAME = 200
"""Of a case's identifier, which is printed in one line. [characters]"""


class BandDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named professional's decision to hold a band other than the calculated one."""

    band: str
    by: str
    role: str
    reason: str
    on: dt.date


class ContactDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named professional's choice of contact interval in place of the level's default."""

    every_days: int
    by: str
    reason: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """
    A checked case: every answer fits its question.

    Attributes
    ----------
    on : date
        Day of assessment.
    on_defaulted : bool
        Whether the door put today's date because none was given.
    answers : dict
        Question to value, unanswered questions left out.
    circumstances : Circumstances or None
        What no instrument asks: sentences, orders, notification, MAPPA, people. Never scored.
    """

    case_id: str
    on: dt.date
    answers: dict[str, Any]
    on_defaulted: bool = False
    band_decision: BandDecision | None = None
    contact_decision: ContactDecision | None = None
    circumstances: Circumstances | None = None


class CaseReader:
    """
    Reads case records that answer a given set of questions.

    Parameters
    ----------
    answers : type of Answers
        What may be asked: one instrument's questions, or the union of all.
    """

    def __init__(self, answers: type[Answers]) -> None:
        self._questions = questions_of(answers)
        self._body: Any = msgspec.defstruct(
            "CaseBody",
            [
                ("answers", answers),
                ("case_id", str | None, None),
                ("on", dt.date | None, None),
                ("band_decision", BandDecision | None, None),
                ("contact_decision", ContactDecision | None, None),
                ("circumstances", Circumstances | None, None),
            ],
            frozen=True,
            kw_only=True,
            forbid_unknown_fields=True,
        )
        self._json = msgspec.json.Decoder(self._body)
        self._msgpack = msgspec.msgpack.Decoder(self._body)
        self._loose = tuple(q for q in self._questions if q.kind in ("date", "code"))

    @property
    def schema_type(self) -> Any:
        """The struct of a whole case record, for the API description."""
        return self._body

    def read(self, raw: bytes, media: Media = "json", *, today: dt.date | None = None) -> Case:
        """
        Return the case a body holds.

        Parameters
        ----------
        raw : bytes
        media : {"json", "msgpack"}
        today : date, optional
            What to assume when the record has no date; the result says so.

        Raises
        ------
        UnreadableBody
            When it is not JSON or MessagePack, or not an object.
        InvalidCase
            With every fault of the record.
        """
        decoder = self._json if media == "json" else self._msgpack
        twice = tuple(repeated(raw, media))
        try:
            body = decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._check(_undecided(raw, media), today, twice)
        if twice:
            return self._check(_undecided(raw, media), today, twice)
        return self._case(body, today)

    def check(self, raw: object, *, today: dt.date | None = None) -> Case:
        """Return the case a decoded record holds; as :meth:`read`."""
        return self._check(raw, today)

    def _check(self, raw: object, today: dt.date | None, twice: Sequence[str] = ()) -> Case:
        if not isinstance(raw, Mapping):
            raise UnreadableBody(
                Fault(
                    pointer="",
                    value=None if raw is None else shown(raw),
                    message="is not a case record",
                    way_out='Send an object: {"case_id": ..., "on": ..., "answers": {...}}.',
                )
            )
        if faults := [*self._repeats(twice), *self._faults(raw, today)]:
            error = InvalidCase(*faults)
            error.sound = self._sound(raw, today, {fault.pointer for fault in faults})
            raise error
        given = {key: value for key, value in raw["answers"].items() if value is not None}
        return self._case(msgspec.convert({**raw, "answers": given}, self._body), today)

    def _repeats(self, places: Sequence[str]) -> Iterator[Fault]:
        asked = {f"/answers/{q.key}": q for q in self._questions}
        for place in places:
            question = asked.get(place)
            yield Fault(
                pointer=place,
                question=question.key if question else None,
                wording=question.wording if question else None,
                message="is given more than once",
                way_out="Keep the one that is right, and take the others out.",
            )

    def _sound(
        self, raw: Mapping[str, Any], today: dt.date | None, wrong: AbstractSet[str]
    ) -> Case | None:
        """Return a record without what is wrong in it; None where its day or answers are wrong."""
        if wrong & {"/on", "/answers"}:
            return None
        faulty = {pointer.split("/")[2] for pointer in wrong if pointer.startswith("/answers/")}
        asked = {question.key for question in self._questions} - faulty
        rest = {
            "on": raw.get("on"),
            "answers": {
                key: value
                for key, value in raw["answers"].items()
                if value is not None and key in asked
            },
        }
        return self._case(msgspec.convert(rest, self._body), today)

    def _case(self, body: Any, today: dt.date | None) -> Case:
        on = body.on or today
        given = body.answers
        answers = {
            key: value
            for key in given.__struct_fields__
            if (value := getattr(given, key)) is not None
        }
        wild = [q.key for q in self._loose if q.key in answers and beyond_type(q, answers[q.key])]
        if on is None or wild or not _plausible(on) or not _names_a_case(body.case_id or ""):
            raw = {
                "case_id": body.case_id, "on": on, "answers": {key: answers[key] for key in wild}
            }  # fmt: skip
            raise InvalidCase(*self._faults(raw))
        if body.circumstances is not None:
            beyond = msgspec.to_builtins(body.circumstances)
            if faults := tuple(shape_faults(beyond, Circumstances, "/circumstances")):
                raise InvalidCase(*faults)
        return Case(
            case_id=body.case_id or "",
            on=on,
            on_defaulted=body.on is None,
            answers=answers,
            band_decision=body.band_decision,
            contact_decision=body.contact_decision,
            circumstances=body.circumstances,
        )

    def _faults(self, raw: Mapping[str, Any], today: dt.date | None = None) -> Iterator[Fault]:
        for key in raw:
            if key not in self._body.__struct_fields__:
                yield Fault(
                    pointer=f"/{written(key)}",
                    value=shown(raw[key]),
                    message="is not part of a case record",
                    way_out=f"A record has: {', '.join(self._body.__struct_fields__)}. "
                    "Answers go inside answers.",
                )
        answers = raw.get("answers")
        if isinstance(answers, Mapping):
            yield from answer_faults(answers, self._questions, "/answers")
        else:
            yield Fault(
                pointer="/answers",
                value=shown(answers),
                message="is not a set of answers",
                way_out="Give an object of question and answer; an empty one is allowed.",
            )
        if raw.get("on") is None and today is None:
            yield Fault(
                pointer="/on",
                message="the day of assessment is missing",
                way_out="Give it as YYYY-MM-DD.",
            )
        hints = {field.name: field.type for field in msgspec.structs.fields(self._body)}
        for name in ("case_id", "on", "band_decision", "contact_decision"):
            if raw.get(name) is not None:
                yield from _part_faults(name, raw[name], hints[name])
        yield from shape_faults(raw.get("circumstances"), hints["circumstances"], "/circumstances")


def _part_faults(name: str, value: object, hint: Any) -> Iterator[Fault]:
    try:
        checked = msgspec.convert(value, hint)
    except UNFIT:
        message, way_out = {
            "on": ("is not a date that exists", "Give the day of assessment as YYYY-MM-DD."),
            "case_id": ("is not text", "Give text in quotation marks."),
        }.get(name) or (
            f"does not fit: {misfits(value, hint)}",
            "Give the fields the API description lists.",
        )
        yield Fault(pointer=f"/{name}", value=shown(value), message=message, way_out=way_out)
        return
    if not writable(checked):
        yield Fault(
            pointer=f"/{name}",
            value=shown(value),
            message=UNWRITABLE,
            way_out="Give whole characters, and numbers that can be printed.",
        )
    if name == "case_id" and not _names_a_case(checked):
        yield Fault(
            pointer="/case_id",
            value=shown(value),
            message="is no identifier: it is too long, or has more than one line",
            way_out=f"Give up to {LONGEST_NAME} characters on one line.",
        )
    if name == "on" and not _plausible(checked):
        yield Fault(
            pointer="/on",
            value=shown(str(checked)),
            message="is not a plausible date",
            way_out=f"Give a date from {EARLIEST} to {LATEST}.",
        )


def _names_a_case(name: str) -> bool:
    return len(name) <= LONGEST_NAME and len(name.splitlines()) <= 1


def _plausible(day: dt.date) -> bool:
    return EARLIEST <= day <= LATEST


def _undecided(raw: bytes, media: Media) -> object:
    """Return a body decoded without types, so that every fault can be found."""
    try:
        decode = msgspec.json.decode if media == "json" else msgspec.msgpack.decode
        return decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableBody(
            Fault(
                pointer="",
                message=f"is not {'JSON' if media == 'json' else 'MessagePack'}: {error}",
                way_out='Send an object: {"case_id": ..., "on": ..., "answers": {...}}.',
            )
        ) from None
