"""Results as a table: names in place of codes, one row for each person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from riskservice.rescoring.engine.found import OUTCOMES, Found
from riskservice.rescoring.engine.nodes import Array
from riskservice.rescoring.engine.overall import Numbered

if TYPE_CHECKING:
    from riskservice.rescoring.engine.rescorer import Results

NOT_APPLICABLE = "not_applicable"
_ENDS = ("lowest_band", "highest_band")
_WORDS = ("outcome", "band", "lowest_band", "highest_band", "table")


class Lexicon:
    """Names, each with a place in a list that grows as they are met."""

    def __init__(self) -> None:
        self.names: list[str | None] = [None]
        self._places: dict[str | None, int] = {None: 0}

    def place(self, name: str | None) -> int:
        """Return the place of a name."""
        if name not in self._places:
            self._places[name] = len(self.names)
            self.names.append(name)
        return self._places[name]


class Words:
    """A column of names, held as their places in a lexicon."""

    def __init__(self, n: int, lexicon: Lexicon | None = None) -> None:
        self._lexicon = lexicon or Lexicon()
        self.codes: Array = np.zeros(n, dtype=np.uint32)

    def put(self, rows: Any, names: Sequence[str | None], codes: Array | int) -> None:
        """Write names at some rows: the code of each is its place in `names`."""
        places = np.array([self._lexicon.place(name) for name in names], dtype=np.uint32)
        self.codes[rows] = places[codes]

    def series(self, name: str, like: "tuple[Words, pl.Series] | None" = None) -> pl.Series:
        """Return the column; the same as another one of the lexicon is not made again."""
        if like is not None and np.array_equal(self.codes, like[0].codes):
            return like[1].alias(name)
        if len(self.codes) and (self.codes == self.codes[0]).all():
            value = self._lexicon.names[self.codes[0]]
            return pl.repeat(value, len(self.codes), dtype=pl.String, eager=True).alias(name)
        return pl.Series(self._lexicon.names, dtype=pl.String).gather(self.codes).alias(name)


class Frame:
    """
    A table of results in the making.

    Parameters
    ----------
    keys : sequence of str
        Instruments, in the order of the columns.
    n : int
        Number of people.
    ranges : bool
        Whether there are lowest and highest bands.
    notices : bool
        Whether notices are written down; they are the dearest column.
    """

    def __init__(self, keys: Sequence[str], n: int, *, ranges: bool, notices: bool = True) -> None:
        self._keys, self._n, self._ranges, self._tells = keys, n, ranges, notices
        self._words: dict[tuple[str, str], Words] = {}
        for key in keys:
            bands = Lexicon()
            self._words |= {
                (key, part): Words(n, bands if part.endswith("band") else None) for part in _WORDS
            }
        self._figures = {
            (key, part): np.full(n, np.nan) for key in keys for part in ("points", "percent")
        }
        self._overall, self._notices = Words(n), Words(n)
        self._provisional = np.zeros(n, dtype=bool)

    def add(self, results: "Results") -> None:
        """Write the results of some people."""
        rows: Any = results.rows
        if len(rows) and len(rows) == rows[-1] - rows[0] + 1:
            rows = slice(int(rows[0]), int(rows[-1]) + 1)
        faulty = results.faulty
        if not results.bands:
            for key in self._keys:
                self._words[key, "outcome"].put(rows, ["faulty"], 0)
            return
        for key, found in results.found.items():
            self._add(key, rows, found)
        overall = np.where(faulty, len(results.bands), results.overall)
        self._overall.put(rows, [*(o.band for o in results.bands), None], overall)
        provisional = np.array([*(o.provisional for o in results.bands), False])
        self._provisional[rows] = provisional[overall]
        if self._tells:
            self._tell(rows, results)

    def _add(self, key: str, rows: Any, found: Found) -> None:
        faulty = found.status == OUTCOMES.index("faulty")
        self._words[key, "outcome"].put(rows, OUTCOMES, found.status)
        if found.points is not None:
            self._figures[key, "points"][rows] = found.points
        self._figures[key, "percent"][rows] = found.percent
        self._words[key, "band"].put(rows, (*found.names, None), found.band)
        which = np.zeros(len(faulty), dtype=np.int8) if found.table is None else found.table
        which = np.where(faulty, len(found.versions), which)
        self._words[key, "table"].put(rows, (*found.versions, None), which)
        if not self._ranges:
            return
        possible = found.range.possible
        lowest, highest = _ends(len(found.names))
        names = (NOT_APPLICABLE, *found.names, None)
        self._words[key, "lowest_band"].put(rows, names, lowest[possible])
        self._words[key, "highest_band"].put(rows, names, highest[possible])

    def _tell(self, rows: Any, results: "Results") -> None:
        """Write the codes of each person's notices, in the order of the instruments."""
        told = [
            (f"{key}:{code}", mask)
            for key, found in results.found.items()
            for code, mask in found.notices
            if mask.any()
        ]
        number = results.overall.astype(np.int64)
        texts = [
            [f"overall:{n.code}" for n in o.notices if n.code != "house-policy"]
            for o in results.bands
        ]
        for text, mask in reversed(told):
            numbered = Numbered()
            number = numbered.of(number * 2 + mask).astype(np.int64)
            texts = [[text, *texts[c // 2]] if c % 2 else texts[c // 2] for c in numbered.codes]
        joined = ["|".join(dict.fromkeys(each)) or None for each in texts]
        number = np.where(results.faulty, len(joined), number)
        self._notices.put(rows, [*joined, None], number)

    def finish(self, case_id: pl.Series) -> pl.DataFrame:
        """Return the table."""
        columns = [case_id.alias("case_id")]
        last: tuple[Words, pl.Series] | None = None
        for key in self._keys:
            for part in ("outcome", "points", "percent", "band", "lowest_band", "highest_band",
                         "table"):  # fmt: skip
                name = f"{key}_{part}"
                if part in _WORDS:
                    words = self._words[key, part]
                    columns.append(words.series(name, last if part in _ENDS else None))
                    last = (words, columns[-1])
                else:
                    figures = pl.Series(name, self._figures[key, part])
                    columns.append(figures.fill_nan(None))
        columns += [
            self._overall.series("overall_band"),
            pl.Series("provisional", self._provisional),
            self._notices.series("notices"),
        ]
        return pl.DataFrame(columns)


def _ends(bands: int) -> tuple[Array, Array]:
    """Return, for every set of possible bands, the place of its lowest and highest name."""
    sets = np.arange(2 << bands)
    lowest, highest = np.full(len(sets), -1), np.full(len(sets), -1)
    for place in range(bands + 1):
        has = sets >> place & 1 == 1
        highest[has] = place
        lowest[has & (lowest < 0)] = place
    return lowest, highest
