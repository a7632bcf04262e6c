"""The arrays of a kernel read out: stretches of equal points, answers, items of an account."""

from typing import NamedTuple

from riskservice.kit.evaluation import One
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Confidence, Item, Number
from riskservice.kit.tabulated import Tabulated


class Stretch(NamedTuple):
    """Neighbouring answers that give the same points: codes ``start`` up to, not with, ``stop``."""

    start: int
    stop: int
    points: float
    label: str


class Wording:
    """
    Words for what a kernel finds.

    Parameters
    ----------
    kernel : Kernel
    confidence : Confidence
        What to say of a term that cites no block of its own.
    """

    def __init__(self, kernel: Kernel, confidence: Confidence) -> None:
        self.kernel, self._confidence = kernel, confidence
        asked = {q.key: q for q in kernel.questions} | kernel.asked
        self.names = {q.key: q.wording for q in asked.values()} | {
            column.key: column.title for column in kernel.derived
        }

    def item(self, i: int, cell: int) -> Item:
        """Return one line of the account: the term at place ``i``, in one of its cells."""
        term = self.kernel.terms[i]
        points = None if self.kernel.instrument.unit == "line" else whole(term.as_list[cell])
        return self._item(term, cell, points, self._why(term, cell))

    def shift_item(self, one: One) -> Item:
        """Return the line that says how the band of one person rises or falls."""
        assert self.kernel.shift is not None
        return self._item(self.kernel.shift, one.cells[-1], None, self._move_words(one))

    def _item(self, term: Tabulated, cell: int, points: Number | None, why: str) -> Item:
        cite, confidence = self._citation(term)
        return Item(
            term=term.term.key,
            questions=self._asked_by(term),
            title=self.title(term),
            answer=self._answer(term, term.codes(cell)),
            points=points,
            why=why,
            cite=cite,
            confidence=confidence,
        )

    def title(self, term: Tabulated) -> str:
        """Return what a term is called: its own title, or the wording of what it reads."""
        return term.term.title or self.names[term.term.needs[0]]

    def _answer(self, term: Tabulated, codes: tuple[int, ...]) -> str:
        said = [self.say(need, code) for need, code in zip(term.term.needs, codes, strict=True)]
        if len(said) <= 1:
            return "".join(said)
        pairs = zip(term.term.needs, said, strict=True)
        return "; ".join(f"{self.names[need]}: {answer}" for need, answer in pairs)

    def _why(self, term: Tabulated, cell: int) -> str:
        if term.term.says is not None:
            return str(term.term.says(term.as_list[cell], table=self.kernel.table))
        if self.kernel.instrument.unit == "log_odds":
            return f"{term.as_list[cell]:+.4f} on the log-odds scale"
        if len(term.sizes) != 1:
            return counted(term.as_list[cell])
        stretch = next(s for s in self.stretches(term) if s.start <= cell < s.stop)
        if self.kernel.instrument.unit == "line":
            return stretch.label
        return f"{stretch.label}: {counted(stretch.points)}"

    def _move_words(self, one: One) -> str:
        moved = self.kernel.band(one.total, one.shift) - self.kernel.band(one.total, 0)
        if moved == 0:
            return "The band stays as it is."
        way = "raised" if moved > 0 else "lowered"
        before = self.band_title(self.kernel.band_names[self.kernel.band(one.total, 0)])
        after = self.band_title(self.kernel.band_names[self.kernel.band(one.total, one.shift)])
        return f"The band is {way} from {before} to {after}."

    def say(self, column: str, code: int) -> str:
        """Return how one code of a column reads."""
        if column in self.kernel.asked:
            asked = self.kernel.asked[column]
            return asked.say(asked.decode(code))
        labels = next(c.labels for c in self.kernel.derived if c.key == column)
        return labels[code].replace("_", " ") if labels else str(code)

    def stretches(self, term: Tabulated) -> list[Stretch]:
        """Return a one-column term as stretches of equal points, with their wording."""
        (size,), (column,) = term.sizes, term.term.needs
        low = (self.kernel.asked[column].low or 0) if column in self.kernel.asked else 0
        starts = [low, *(i for i in range(low + 1, size) if term.as_list[i] != term.as_list[i - 1])]
        stops = [*starts[1:], size]
        return [
            Stretch(start, stop, term.as_list[start], self._label(column, start, stop, size))
            for start, stop in zip(starts, stops, strict=True)
        ]

    def _label(self, column: str, start: int, stop: int, size: int) -> str:
        first = self.say(column, start)
        if stop - start == 1:
            return first
        if not first.isdigit():
            return ", ".join(self.say(column, code) for code in range(start, stop))
        return f"{first} or more" if stop == size else f"{first} to {stop - 1}"

    def _asked_by(self, term: Tabulated) -> tuple[str, ...]:
        """Return the questions behind a term, in the order of the form."""
        derived = {column.key: column.needs for column in self.kernel.derived}
        found, queue = set(), list(term.term.needs)
        while queue:
            need = queue.pop()
            if need in derived:
                queue.extend(derived[need])
            found.add(need)
        return tuple(key for key in self.kernel.asked if key in found)

    def _citation(self, term: Tabulated) -> tuple[str, Confidence]:
        blocks = dict(self.kernel.table.blocks())
        block = blocks.get(term.term.block)
        if block is None:
            return "", self._confidence
        return f"{block.cite}: {term.term.block}", block.confidence

    def band_title(self, band: str | None) -> str | None:
        """Return how a band reads."""
        if band is None:
            return None
        level = self.kernel.table.levels.get(band)
        return level.title if level else band.replace("_", " ").capitalize()


def whole(value: float) -> Number:
    """Return a number without a decimal point where it has no fraction."""
    return int(value) if float(value).is_integer() else float(value)


def counted(points: float) -> str:
    """Return points as words."""
    number = whole(points)
    return f"{number} point" if number == 1 else f"{number} points"
