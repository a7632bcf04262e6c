"""Columns of dates, in whatever way a file holds them, as packed numbers YYYYMMDD."""

import datetime as dt
import re

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.dates import EARLIEST, LATEST, UNKNOWN, pack, pack_days

Packed = NDArray[np.int32]
Where = NDArray[np.bool_]

_EPOCH = np.datetime64("1970-01-01", "D")
_FIRST = int((np.datetime64(EARLIEST) - _EPOCH).astype(np.int64))
_PACKED: Packed = pack_days(
    np.arange(np.datetime64(EARLIEST), np.datetime64(LATEST) + 1, dtype="datetime64[D]")
).astype(np.int32)
"""Every plausible day, from the first on."""
_CALENDAR = [(day - dt.date(1970, 1, 1)).days for day in (dt.date.min, dt.date.max)]
_LENGTHS = np.array(
    [
        (dt.date(year + month // 12, month % 12 + 1, 1) - dt.date(year, month, 1)).days
        for year in range(EARLIEST.year, LATEST.year + 1)
        for month in range(1, 13)
    ]
)
"""Days of every month from the first plausible year on."""
_WIDTH = len("YYYY-MM-DD")
_DASHES = (4, 7)
_TEXT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?")
_SERIAL = re.compile(r"([0-9]{1,5})(?:\.0+)?")
_PER_DAY = {"ms": 86_400_000, "us": 86_400_000_000, "ns": 86_400_000_000_000}

SERIAL_FIRST = 61
"""1 March 1900; before it, Excel counts a 29 February 1900 that never was."""
SERIAL_ZERO = dt.date(1899, 12, 30)
_SERIAL_LAST = (LATEST - SERIAL_ZERO).days
_YEARS = (EARLIEST.year, LATEST.year)
WILD = UNKNOWN - 1
"""In place of what is no date."""


def days_of(dates: pl.Series) -> Packed:
    """Return dates and datetimes as packed numbers; WILD beside midnight or beyond plausibility."""
    dtype = dates.dtype
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is not None:
            dates = dates.dt.replace_time_zone(None)
        per_day = _PER_DAY[dtype.time_unit]
        moments = dates.to_physical().fill_null(0).to_numpy()
        days, rest = np.divmod(moments, per_day)
        return _looked_up(days - _FIRST, dates, rest == 0)
    days = dates.to_physical().fill_null(0).to_numpy().astype(np.int64)
    return _looked_up(days - _FIRST, dates)


def within_calendar(dates: pl.Series) -> bool:
    """Whether Python can hold every date or datetime of a column; polars can hold more."""
    dtype = dates.dtype
    if not isinstance(dtype, pl.Date | pl.Datetime):
        return True
    per_day = _PER_DAY[dtype.time_unit] if isinstance(dtype, pl.Datetime) else 1
    days = dates.to_physical().drop_nulls().to_numpy() // per_day
    return bool(((days >= _CALENDAR[0]) & (days <= _CALENDAR[1])).all())


def days_of_serials(numbers: pl.Series) -> Packed:
    """
    Return days as Excel counts them as packed numbers.

    WILD where they have a time, are out of range, or read like a year: 2024 would be a day in 1905.
    """
    values = numbers.cast(pl.Float64, strict=False).fill_null(0.0).fill_nan(0.5).to_numpy()
    sound = (values >= SERIAL_FIRST) & (values <= _SERIAL_LAST) & (values == np.floor(values))
    sound &= (values < _YEARS[0]) | (values > _YEARS[1])
    serials = np.where(sound, values, SERIAL_FIRST).astype(np.int64)
    return _looked_up(serials - (EARLIEST - SERIAL_ZERO).days, numbers, sound)


def days_of_texts(texts: pl.Series) -> Packed:
    """Return texts that read YYYY-MM-DD as packed numbers; WILD for all other texts."""
    packed = np.full(len(texts), WILD, dtype=np.int32)
    fits = (texts.str.len_bytes() == _WIDTH).fill_null(value=False).to_numpy()
    if fits.any():
        packed[fits] = _spelled(matrix(texts if fits.all() else texts.filter(fits), _WIDTH))
    if texts.null_count():
        packed[texts.is_null().to_numpy()] = UNKNOWN
    return packed


def day_of_text(text: str, *, serials: bool) -> int:
    """Return one text, without blanks around it, as a packed number; WILD if it is no date."""
    if found := _TEXT.fullmatch(text):
        try:
            day = dt.date.fromisoformat(found[1])
        except ValueError:
            return WILD
        return pack(day) if EARLIEST <= day <= LATEST else WILD
    if serials and (found := _SERIAL.fullmatch(text)):
        return int(days_of_serials(pl.Series([float(found[1])]))[0])
    return WILD


def reads_like_a_serial(text: str) -> bool:
    """Whether a text is a number that Excel may have put in place of a date."""
    found = _SERIAL.fullmatch(text)
    return found is not None and SERIAL_FIRST <= int(found[1]) <= _SERIAL_LAST


def matrix(texts: pl.Series, width: int) -> NDArray[np.uint8]:
    """Return texts of one width, none of them null, as bytes, shape (n, width)."""
    arrow = texts.to_arrow(compat_level=pl.CompatLevel.oldest())
    _, offsets, data = arrow.buffers()
    places = np.frombuffer(offsets, np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    return np.frombuffer(data, np.uint8)[places[0] : places[-1]].reshape(-1, width)


def _looked_up(places: NDArray[np.int64], given: pl.Series, sound: Where | None = None) -> Packed:
    fits = (places >= 0) & (places < len(_PACKED))
    if sound is not None:
        fits &= sound
    packed = np.where(fits, _PACKED[np.where(fits, places, 0)], np.int32(WILD))
    if given.null_count():
        packed[given.is_null().to_numpy()] = UNKNOWN
    return packed


def _spelled(text: NDArray[np.uint8]) -> Packed:
    digits = text - np.uint8(ord("0"))
    sound = np.ones(len(text), dtype=np.bool_)
    place = np.zeros(len(text), dtype=np.int32)
    for i in range(_WIDTH):
        if i in _DASHES:
            sound &= text[:, i] == ord("-")
        else:
            sound &= digits[:, i] <= 9  # noqa: PLR2004
            place = place * 10 + digits[:, i]
    year, month, day = place // 10_000, place // 100 % 100, place % 100
    sound &= (year >= _YEARS[0]) & (year <= _YEARS[1]) & (month >= 1) & (month <= 12)  # noqa: PLR2004
    months = np.where(sound, (year - _YEARS[0]) * 12 + month - 1, 0)
    sound &= (day >= 1) & (day <= _LENGTHS[months])
    return np.where(sound, place, np.int32(WILD)).astype(np.int32)
