"""A file of scored people as columns; scores may also be made here, from answers in the file."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.errors import Fault, NotInForce
from riskservice.kit.dates import UNKNOWN, unpack
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.formats import BROKEN
from riskservice.rescoring.gathering import with_days
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.sources import Given
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import Service
from riskservice.validation.extra import InvalidSample
from riskservice.validation.intake.cells import BLANK, which_rows
from riskservice.validation.intake.taking import SampleNotice
from riskservice.validation.spec import Spec

MADE = ("points", "percent", "band")
"""What an instrument gives: columns KEY_points, KEY_percent and KEY_band."""

Tick = Callable[[str, float | None], None]


class Read:
    """
    A file read.

    Attributes
    ----------
    columns : dict of str to ndarray
        Those that are asked about; of a file in which one is missing, none of that name.
    notices : list of SampleNotice
    """

    def __init__(self, columns: dict[str, Any], notices: list[SampleNotice]) -> None:
        self.columns = columns
        self.notices = notices


def read_sample(
    given: Given,
    spec: Spec,
    *,
    tick: Tick | None = None,
    seen: Callable[[int], None] | None = None,
    format: str | None = None,  # noqa: A002  as open_table calls it
    name: str | None = None,
) -> Read:
    """
    Return the columns of a file that a specification names.

    Parameters
    ----------
    given : path, bytes or binary stream
        CSV, NDJSON, Parquet, Arrow or XLSX.
    spec : Spec
    tick : callable, optional
        Told the share read.
    seen : callable, optional
        Told how many rows there are so far, before more are read.
    format : str, optional
        Of a stream; by default what its beginning says.
    name : str, optional
        What to call it in messages.

    Raises
    ------
    UnreadableFile
        When it cannot be read at all.
    InvalidSample
        When rows of it cannot be taken apart.
    """
    with open_table(given, format=format, name=name) as table:
        frames, rows = [], 0
        for block in table.blocks:
            frames.append(block.select(_wanted(spec, block.columns)))
            rows += block.height
            if seen is not None:
                seen(rows)
            if tick is not None:
                tick("reading", table.progress())
    frame = pl.concat(frames, how="diagonal_relaxed")
    return Read(_columns(_whole(frame), spec, table.header, rows), [])


def score_sample(
    given: Given,
    spec: Spec,
    instrument: str,
    service: Service,
    *,
    on: dt.date | None = None,
    on_column: str | None = None,
    ruleset: str = DEFAULT_RULESET,
    tick: Tick | None = None,
    seen: Callable[[int], None] | None = None,
    format: str | None = None,  # noqa: A002  as open_table calls it
    name: str | None = None,
) -> Read:
    """
    Return the columns of a file, with the scores of an instrument made from its answers.

    Parameters
    ----------
    given, spec, tick, seen, format, name
        As of :func:`read_sample`; the file is one that could be rescored.
    instrument : str
        Adds KEY_points, KEY_percent (0 to 100), KEY_probability (0 to 1), KEY_band and KEY_applies
        (0 where it is not meant for the person, or answers cannot be read).
    service : Service
    on, on_column
        Day of assessment of everyone, or the column that has it; by default the column ``on``.
    ruleset : str

    Raises
    ------
    UnreadableFile, UnknownName, InvalidSample
    """
    service.registry.definition(instrument)
    rescorer = Rescorer(service, ruleset, (instrument,), ranges="none", notices=False)
    frames, outcomes, days, faulty = [], [], [], 0
    with open_table(given, format=format, name=name) as table:
        decoder = Decoder.of(table, service.registry.questions, on=on, on_column=on_column)
        row = 1
        for block in table.blocks:
            people, _ = decoder.decode(block, row)
            people = with_days(people)
            days.append(people.on)
            scored = rescorer.rescore(people)
            outcomes.append(scored[f"{instrument}_outcome"])
            made = scored.select(
                *(f"{instrument}_{part}" for part in MADE),
                pl.col(f"{instrument}_outcome")
                .is_in(["scored", "not_scorable"])
                .fill_null(value=False)
                .cast(pl.Int8)
                .alias(f"{instrument}_applies"),
            )
            kept = block.select(
                name for name in _wanted(spec, block.columns) if name not in made.columns
            )
            frames.append(kept.hstack(made))
            row += block.height
            if seen is not None:
                seen(row - 1)
            if tick is not None:
                tick("scoring", table.progress())
        faulty = decoder.faulty
    frame = pl.concat(frames, how="diagonal_relaxed").with_columns(
        (pl.col(f"{instrument}_percent") / 100).alias(f"{instrument}_probability")
    )
    frame, unscored = _whole(frame), _unscored(instrument, pl.concat(outcomes), faulty)
    too_early = _out_of_force(service, instrument, ruleset, np.concatenate(days))
    _refuse_blank(instrument, spec, frame, unscored, too_early)
    columns = _columns(frame, spec, (*table.header, *frame.columns), row - 1)
    return Read(columns, [*unscored, *too_early])


def _out_of_force(
    service: Service, instrument: str, ruleset: str, days: NDArray[np.int32]
) -> list[SampleNotice]:
    """Say of how many people no table was in force on their day, and what would have one."""
    registry, gone, way_out = service.registry, 0, ""
    for day, count in zip(*np.unique(days[days != UNKNOWN], return_counts=True), strict=True):
        try:
            registry.select(unpack(int(day)), registry.ruleset(ruleset), (instrument,))
        except NotInForce as error:
            gone, way_out = gone + int(count), error.faults[0].way_out
    if not gone:
        return []
    who = "1 person" if gone == 1 else f"{gone:,} people"
    text = f"No table of {instrument} was in force on the day of {who}. {way_out}"
    return [SampleNotice(code="not-in-force", text=text)]


def _refuse_blank(
    instrument: str,
    spec: Spec,
    frame: pl.DataFrame,
    unscored: Sequence[SampleNotice],
    too_early: Sequence[SampleNotice],
) -> None:
    """Refuse what an instrument gives nobody: many give no points, or no probability."""
    made = [f"{instrument}_{part}" for part in (*MADE, "probability")]
    given = [name for name in made if frame[name].is_not_null().any()]
    blank = [name for name in spec_columns(spec) if name in made and name not in given]
    if not blank:
        return
    if not given:
        why = " ".join(notice.text for notice in unscored)
        message = f"is blank for everybody. {why}"
        way_out = "Run riskservice rescore on the file: it names what each person lacks."
        if too_early:
            way_out = too_early[0].text
    else:
        message = f"is blank for everybody: {instrument} does not give it"
        way_out = f"It gives {', '.join(given)}."
    raise InvalidSample(*(Fault(pointer=name, message=message, way_out=way_out) for name in blank))


def _wanted(spec: Spec, there: Iterable[str]) -> list[str]:
    wanted = {*spec_columns(spec), BROKEN}
    return [name for name in there if name in wanted]


def spec_columns(spec: Spec) -> list[str]:
    """Return the columns a specification names, each once."""
    one = (
        spec.score,
        spec.outcome,
        spec.time,
        spec.event,
        spec.competing,
        spec.band,
        spec.expected,
        spec.expected_events,
        spec.compare,
        spec.compare_band,
        spec.unit,
        spec.date,
        spec.applies,
    )
    many = (*spec.added, *spec.groups, *spec.items)
    return list(dict.fromkeys(name for name in (*one, *many) if name is not None))


def _whole(frame: pl.DataFrame) -> pl.DataFrame:
    """Refuse rows that could not be taken apart: nobody knows whose cells are whose."""
    if BROKEN not in frame.columns:
        return frame
    broken = frame[BROKEN].is_not_null().to_numpy()
    if broken.any():
        count = int(broken.sum())
        raise InvalidSample(
            Fault(
                pointer="sample",
                message=f"has {count:,} {'row' if count == 1 else 'rows'} whose cells do not add "
                f"up ({which_rows(broken)}): {frame[BROKEN].drop_nulls()[0]}",
                way_out="Export the file again, or mend these rows.",
            )
        )
    return frame.drop(BROKEN)


def _columns(frame: pl.DataFrame, spec: Spec, header: Sequence[str], rows: int) -> dict[str, Any]:
    names = {spec.band, spec.compare_band, *spec.groups, *spec.items, spec.unit, spec.date}
    found: dict[str, Any] = {
        name: frame[name].to_numpy() if name in names else _numbers(frame[name])
        for name in frame.columns
    }
    # Columns nobody asked about stay known by name, so that a misspelt one can be told.
    unread = _Unread(rows)
    return found | {name: unread for name in header if name not in found}


class _Unread:
    """A column that was not read: it has its length and no values."""

    def __init__(self, rows: int) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows


def _numbers(column: pl.Series) -> Any:
    """Return texts as numbers where all of them are; what is not comes through for the check."""
    if column.dtype != pl.String:
        return column.to_numpy()
    bare = column.str.strip_chars()
    blank = bare.is_null() | bare.str.to_lowercase().is_in(sorted(BLANK))
    numbers = bare.cast(pl.Float64, strict=False)
    if (numbers.is_null() & ~blank).any():
        return column.to_numpy()
    return numbers.set(blank, None).to_numpy()


def _unscored(instrument: str, outcome: pl.Series, faulty: int) -> list[SampleNotice]:
    """Say how many people the instrument gave no score, and why."""
    counts = outcome.fill_null("faulty answers").value_counts(sort=True)
    why = [f"{name.replace('_', ' ')}: {n:,}" for name, n in counts.rows() if name != "scored"]
    if not why:
        return []
    text = f"{instrument} gave no score to some people ({'; '.join(why)})."
    if faulty:
        who = "1 person has" if faulty == 1 else f"{faulty:,} people have"
        text += f" {who} answers that cannot be read: see riskservice rescore."
    return [SampleNotice(code="not-scored", text=text)]
