"""
From the official request to the codes of our vocabulary.

Which question an official field answers is said by the question itself (``official``). A value
outside the question's domain (an age of 200, a count of -1, a code of four digits) is not refused:
for the kernels it is not answered, for the list of errors it is.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec

from riskservice.kit.dates import UNKNOWN, pack
from riskservice.kit.questions import Question
from riskservice.kit.tabulated import Codes
from riskservice.official.request import FIELDS, RiskScoreRequest

_FIVE_DIGITS = re.compile("[0-9]{5}")


class Sent(NamedTuple):
    """
    One request, read.

    Attributes
    ----------
    codes : dict of str to int
        Code of every question and of ``on``; UNKNOWN where it is not answered or outside its
        domain.
    told : dict of str to int
        The same with counts and ages as they were sent, whatever they are.
    wild : frozenset of str
        Questions answered outside their domain.
    """

    request: RiskScoreRequest
    codes: Codes
    told: Codes
    wild: frozenset[str]


class Translation:
    """
    The official request in the vocabulary of some questions.

    Parameters
    ----------
    questions : iterable of Question
        Those with an official name are filled; all others stay unanswered.
    """

    def __init__(self, questions: Iterable[Question]) -> None:
        asked = [question for question in questions if question.coded]
        self._unknown: dict[str, int] = {question.key: UNKNOWN for question in asked}
        by_name: dict[str, list[Question]] = {}
        for question in asked:
            by_name.setdefault(question.official, []).append(question)
        self.keys = {name: by_name[name][0].key for name, _ in FIELDS if name in by_name}
        self._plan = [
            [(question.key, _encoder(question)) for question in by_name.get(name, ())]
            for name, _ in FIELDS
        ]
        self._bounded = [
            (q.key, q.low or 0, q.size or 0) for q in asked if q.official and q.kind == "count"
        ]

    def read(self, request: RiskScoreRequest, on: dt.date) -> Sent:
        """
        Return a request in codes.

        Parameters
        ----------
        on : date
            Day of assessment.
        """
        told = self._unknown.copy()
        wild = set()
        for value, targets in zip(msgspec.structs.astuple(request), self._plan, strict=True):
            if value is not None:
                for key, encode in targets:
                    told[key] = code = encode(value)
                    if code == UNKNOWN:
                        wild.add(key)
        told["on"] = pack(on)
        for key, low, size in self._bounded:
            code = told[key]
            if not low <= code < size and code != UNKNOWN:
                wild.add(key)
        codes = {**told, **dict.fromkeys(wild, UNKNOWN)} if wild else told
        return Sent(request, codes, told, frozenset(wild))


def _encoder(question: Question) -> Callable[[Any], int]:
    """Return how an official value becomes the code of a question."""
    match question.kind:
        case "date":
            return pack
        case "yes_no":
            return {True: 1, False: 0}.__getitem__
        case "choice":
            return {official(value): i for i, value in enumerate(question.choices)}.__getitem__
        case "choices":
            return _bits({official(value): 1 << i for i, value in enumerate(question.choices)})
        case "code":
            return _offence_code
        case _:
            return _whole


def official(choice: str) -> str:
    """Return the official name of a choice."""
    return choice.upper()


def _bits(values: Mapping[str, int]) -> Callable[[list[str]], int]:
    return lambda given: sum(values[each] for each in set(given))


def _offence_code(code: str) -> int:
    return int(code) if _FIVE_DIGITS.fullmatch(code) else UNKNOWN


def _whole(number: int | str) -> int:
    # Whoever sends the one number that stands for "not answered" means a number all the same.
    return int(number) if int(number) != UNKNOWN else UNKNOWN - 1
