"""
A cohort of made-up people, as realistic as a test needs and plainly synthetic.

Row ``i`` of a seed is always the same person, however many are made and in whatever blocks: people
are made in lots of a fixed size, each from a stream of random numbers of its own.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.questions import Question
from riskservice.rescoring.answers import NONE, SEPARATOR
from riskservice.rescoring.formats import ROWS
from riskservice.rescoring.made_up_lives import Columns, Draw, lives, some

LOT: Final = 8192
"""People that are made at a time; another size would make other people."""
OFFICERS, TEAMS = 240, 12
_JUDGED: Final = ("arms_", "rosh_")
"""Judgements of a professional, which are not made up."""
_SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "accommodation": ("accommodation", "abode"),
    "learning and work": ("work", "employ", "reading", "numeracy", "learning", "qualification"),
    "relationships": ("relationship", "partner", "family", "childhood", "abuse", "parent"),
    "lifestyle": ("activities", "associates", "peer", "reckless", "lifestyle"),
    "drugs": ("usage", "drug"),
    "alcohol": ("alcohol",),
    "emotions": ("psych", "coping", "attitudes_towards_self", "self_harm", "emotion", "mental"),
    "thinking": ("temper", "impuls", "problem_solving", "awareness", "views", "aggressive"),
    "attitudes": ("attitude", "supervision", "motivation"),
    "risk": ("risk", "sara", "mappa", "flag"),
}
"""Sections of an assessment by what the names of their questions hold."""
_WITHOUT: Final = 0.035
_SECTION_OUT: Final = 0.04
_ITEM_OUT: Final = 0.03
_FILE_OUT: Final = 0.004
"""Shares of people without an assessment, of sections and items left out, and of gaps in a file."""
_ALWAYS: Final = ("sex", "date_of_birth", "supervision_status", "release_date")
_YES_ABOVE: Final = {"usage": 1.6, "hospital": 2.2, "override": 2.2, "has_assessment": -1.5}
"""From where on the answer is yes, where it is rarer or more usual than most. [deviations]"""
_FIRST_NEED: Final = "has_assessment"


def synthesise(
    questions: Mapping[str, Question], n: int, *, on: dt.date, seed: int = 0, first: int = 0
) -> pl.DataFrame:
    """
    Return people ``first`` to ``first + n - 1`` of a made-up cohort.

    Parameters
    ----------
    questions : mapping of str to Question
        What is answered; judgements, texts and records are not.
    on : date
        Day on which everyone is assessed.
    seed : int
        Another seed makes other people.

    Returns
    -------
    DataFrame, n rows
        A column ``case_id`` (``SYNTHETIC-0000001``), one for each question in our vocabulary, and
        what a file says beside them. About a tenth of the answers of an assessment are missing:
        whole assessments, whole sections and single items.
    """
    lots = range(first // LOT, -(-(first + n) // LOT))
    made = [_lot(questions, lot, on, seed) for lot in lots]
    if not made:
        return _lot(questions, 0, on, seed).clear()
    return pl.concat(made).slice(first - lots[0] * LOT, n)


def cohort(
    questions: Mapping[str, Question], n: int, *, on: dt.date, seed: int = 0, rows: int = ROWS
) -> Iterator[pl.DataFrame]:
    """Yield a made-up cohort of any size in blocks; as :func:`synthesise`."""
    for first in range(0, n, rows):
        yield synthesise(questions, min(rows, n - first), on=on, seed=seed, first=first)


def _lot(questions: Mapping[str, Question], lot: int, on: dt.date, seed: int) -> pl.DataFrame:
    draw = np.random.Generator(np.random.Philox(key=np.array([seed, lot], dtype=np.uint64)))
    told = lives(draw, LOT, on)
    asked = {k: q for k, q in questions.items() if q.coded and not k.startswith(_JUDGED)}
    items = [key for key in asked if key not in told]
    told |= {key: _item(draw, asked[key], told) for key in items}
    gaps = _gaps(draw, items)
    gaps |= {key: some(draw, LOT, _FILE_OUT) for key in asked if key in told and key not in gaps}
    _agree(told, gaps)
    beside = _beside(draw, lot, on, told)
    answers = [
        _column(asked[key], told[key], None if key in _ALWAYS else gaps.get(key)) for key in asked
    ]
    return pl.DataFrame([beside[0], beside[1], *answers, *beside[2:]])


def _item(draw: Draw, asked: Question, told: Columns) -> Any:
    """Return made-up answers to one item, the worse the more speaks for further offending."""
    lean = 0.6 * told["_rank"] + draw.standard_normal(LOT)
    match asked.kind:
        case "yes_no":
            return lean > next((at for word, at in _YES_ABOVE.items() if word in asked.key), 0.75)
        case "choice":
            size = len(asked.choices)
            edges = np.linspace(0.1, 1.7, max(size - 1, 1))[: size - 1]
            return np.array(asked.choices, dtype=object)[np.searchsorted(edges, lean)]
        case "choices":
            return _lists(draw, asked, told)
        case "count":
            low, high = asked.low or 0, asked.high or 0
            return np.clip(low + draw.poisson(np.exp(0.4 * lean)), low, high)
        case "date":
            born = told["date_of_birth"]
            return told["release_date"] if asked.key == "released_on" else born + 7000
        case _:
            codes = draw.integers(0, asked.size or 1, LOT)
            return np.array([asked.decode(int(code)) for code in codes], dtype=object)


def _lists(draw: Draw, asked: Question, told: Columns) -> NDArray[Any]:
    picked = [
        some(draw, LOT, np.clip(0.06 + 0.04 * told["_rank"], 0.005, 0.3)) for _ in asked.choices
    ]
    lists = np.full(LOT, "", dtype=object)
    for choice, here in zip(asked.choices, picked, strict=True):
        lists[here] = lists[here] + np.array(SEPARATOR + choice, dtype=object)
    return np.array([text[1:] or NONE for text in lists], dtype=object)


def _gaps(draw: Draw, items: list[str]) -> dict[str, NDArray[np.bool_]]:
    """Return who has not answered which item: whole assessments, whole sections, single items."""
    nothing = some(draw, LOT, _WITHOUT)
    sections = {name: nothing | some(draw, LOT, _SECTION_OUT) for name in _SECTIONS}
    gaps = {}
    for key in items:
        name = next((n for n, words in _SECTIONS.items() if any(w in key for w in words)), "")
        gaps[key] = sections.get(name, nothing) | some(draw, LOT, _ITEM_OUT)
    return gaps


def _agree(told: Columns, gaps: dict[str, NDArray[np.bool_]]) -> None:
    """Leave out what must not be answered because of another answer."""
    asked_first = {
        "problems_with_reading_writing_numeracy": (
            "no_problems",
            ("has_problems_with_reading", "has_problems_with_numeracy"),
        ),
        "evidence_of_domestic_abuse": (
            False,
            ("domestic_abuse_against_partner", "domestic_abuse_against_family"),
        ),
        _FIRST_NEED: (False, tuple(key for key in told if key.endswith("_need"))),
    }
    for key, (no, others) in asked_first.items():
        if key in told:
            for other in others:
                if other in told:
                    gaps[other] = gaps[other] | gaps[key] | (told[key] == no)


def _column(asked: Question, values: Any, gap: NDArray[np.bool_] | None) -> pl.Series:
    types: dict[str, Any] = {
        "date": pl.Date,
        "yes_no": pl.Boolean,
        "count": pl.Int16,
        "choice": pl.Enum(asked.choices),
    }
    values = values.tolist() if values.dtype == object else values
    column = pl.Series(asked.key, values).cast(types.get(asked.kind, pl.String))
    if gap is None:
        return column
    return column.set(pl.Series(gap), None)


def _beside(draw: Draw, lot: int, on: dt.date, told: Columns) -> list[pl.Series]:
    numbers = np.arange(lot * LOT + 1, (lot + 1) * LOT + 1)
    officers = draw.integers(0, OFFICERS, LOT)
    allocated = some(draw, LOT, 0.88)
    named = [f"OFFICER-{i:03d}" for i in range(1, OFFICERS + 1)]
    teams = [f"TEAM-{i:02d}" for i in range(1, TEAMS + 1)]
    return [
        pl.Series("case_id", [f"SYNTHETIC-{i:07d}" for i in numbers.tolist()]),
        pl.Series("on", [on]).new_from_index(0, LOT),
        pl.Series("release_date", told["release_date"]).cast(pl.Date),
        pl.Series("officer", named).gather(officers).set(pl.Series(~allocated), None),
        pl.Series("team", teams).gather(officers % TEAMS),
        pl.Series("allocated", allocated),
    ]
