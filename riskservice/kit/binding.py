"""An instrument put together with one table: what fits, what is tabulated, what is misfit."""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import MissingRule
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import One
from riskservice.kit.instrument import Column, Figure, Instrument, Predicate, Term
from riskservice.kit.predicates import getter, partial_column, partial_predicate
from riskservice.kit.questions import Question, questions_of
from riskservice.kit.reading import read_questions
from riskservice.kit.tables import Table
from riskservice.kit.tabulated import NO_BAND, Scale, Tabulated

if TYPE_CHECKING:
    from riskservice.kit.kernel import Kernel

LARGEST_TABLE = 1 << 18


class Binding:
    """
    An instrument bound to a table.

    Parameters
    ----------
    instrument : Instrument
    table : Table
        A release of the instrument's numbers.
    parts : mapping of str to Kernel, optional
        Kernels of a composite's parts, bound to the tables of the same ruleset and date.
    reads : mapping of str to sequence of str, optional
        Bands of the instruments whose results are columns here.

    Raises
    ------
    BrokenPlugin
        With every fault, when the definition and the table do not fit together.
    """

    def __init__(
        self,
        instrument: Instrument,
        table: Table,
        parts: Mapping[str, "Kernel"] | None = None,
        reads: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.instrument, self.table = instrument, table
        self.parts = {key: (parts or {})[key] for key in instrument.parts}
        self.questions = questions_of(instrument.answers)
        self.asked: dict[str, Question] = {q.key: q for q in self.questions if q.coded}
        self.reads = {key: tuple((reads or {}).get(key, ())) for key in instrument.reads}
        self.asked |= {
            q.key: q for key, bands in self.reads.items() for q in read_questions(key, bands)
        }
        self.missing_rules = _shared_rules(self.parts.values()) | table.missing
        own = [partial_column(c, table) for c in instrument.derived]
        inherited = {c.key: c for part in self.parts.values() for c in part.derived}
        self.derived: tuple[Column, ...] = (
            *inherited.values(), *map(_part_column, self.parts.values()), *own,
        )  # fmt: skip
        self.sizes = {q.key: q.size for q in self.asked.values()} | {
            c.key: c.size for c in self.derived
        }
        self.excluded = self._with_parts("excluded", instrument.excluded)
        self.checks = self._with_parts("checks", instrument.checks)
        self.notes = self._with_parts("notes", instrument.notes)
        self._refuse_misfits()
        self.terms = tuple(self._tabulate(t) for t in instrument.terms)
        self.shift = self._tabulate(instrument.shift) if instrument.shift else None
        self.scale = Scale(instrument, table, *self._reach())
        self.measures = tuple((figure, self._figure(figure)) for figure in instrument.measures)
        self.band_names = self.scale.names
        self._compile()

    # Binding -----------------------------------------------------------------------------------

    def _with_parts(self, name: str, own: Sequence[Predicate]) -> tuple[Predicate, ...]:
        found: dict[str, Predicate] = {}
        for part in self.parts.values():
            found |= {predicate.key: predicate for predicate in getattr(part, name)}
        return (*found.values(), *(partial_predicate(predicate, self.table) for predicate in own))

    def _refuse_misfits(self) -> None:
        """Raise with everything that does not fit, before anything is tabulated."""
        columns = {"on", *self.asked, *(c.key for c in self.derived)}
        users: list[Any] = [
            *self.instrument.derived,
            *self.instrument.terms,
            *self.excluded,
            *self.checks,
            *self.notes,
        ]
        if self.instrument.shift:
            users.append(self.instrument.shift)
        wrong = [
            f"{user.key} needs {need}, which nobody asks and nothing derives"
            for user in users
            for need in user.needs
            if need not in columns
        ]
        optional = {
            key
            for key, rule in self.missing_rules.items()
            if rule.counts_as in ("unknown", "unchecked")
        }
        for term in (*self.instrument.terms, self.instrument.shift):
            if term is None:
                continue
            sizes = [self.sizes.get(need) for need in term.needs]
            if any(size is None for size in sizes):
                wrong.append(f"{term.key} reads a date; derive a column with a size from it")
            elif math.prod(size for size in sizes if size) > LARGEST_TABLE:
                wrong.append(
                    f"{term.key} has more than {LARGEST_TABLE} cells; derive coarser columns"
                )
            wrong += [
                f"{term.key} reads {need}, which may be unknown; derive a column"
                for need in optional & set(term.needs)
            ]
        wrong += [
            f"missing.{key} is not a question of this instrument"
            for key in self.table.missing
            if key not in self.asked
        ]
        if wrong:
            raise BrokenPlugin(
                *(
                    Fault(
                        pointer=f"{self.instrument.key}/{self.table.version}",
                        message=text,
                        way_out="Make the definition and its table fit.",
                    )
                    for text in wrong
                )
            )

    def _tabulate(self, term: Term) -> Tabulated:
        return Tabulated(term, [self.sizes[need] or 0 for need in term.needs], self.table)

    def _figure(self, figure: Figure) -> Callable[[One], float]:
        """Return how a further probability is read off for one scored person."""
        if figure.needs == ("total",):
            if not self.scale.finite:
                return lambda one: float(
                    figure.function(np.array([one.total]), table=self.table)[0]
                )
            totals = np.arange(self.scale.low, self.scale.high + 1, dtype=np.float64)
            by_total: list[float] = figure.function(totals, table=self.table).tolist()
            return lambda one: by_total[int(one.total) - self.scale.low]
        table = self._tabulate(Term(figure.key, figure.title, figure.needs, figure.function))
        return lambda one: table.as_list[table.cell([one.known[n] for n in figure.needs])]

    def _reach(self) -> tuple[float, float]:
        lows = [float(term.points.min()) for term in self.terms]
        highs = [float(term.points.max()) for term in self.terms]
        if self.instrument.aggregate == "highest":
            return max(lows), max(highs)
        return sum(lows), sum(highs)

    def _compile(self) -> None:
        """Lay the definition out as flat tuples, so that one person costs few steps."""
        self._required = tuple(key for key in self.asked if key not in self.missing_rules)
        self._fill = {
            key: UNKNOWN if rule.counts_as == "unknown" else self.asked[key].encode(rule.counts_as)
            for key, rule in self.missing_rules.items()
            if rule.counts_as != "unchecked"
        }
        self._get_required, self._get_filled = getter(self._required), getter(tuple(self._fill))
        self._derive = tuple(
            (c.key, getter(c.needs), c.function, c) for c in self.derived if c.key not in self.parts
        )
        self._exclude = tuple((p, getter(p.needs), p.function) for p in self.excluded)
        self._first = tuple(p for p in self.checks if p.first)
        self._check = tuple((p, getter(p.needs), p.function) for p in self.checks)
        self._needed = tuple((r, getter(r.needs)) for r in self.instrument.needed)
        self.at_least = tuple(
            (int(self.table.numbers[name]), keys) for name, keys in self.instrument.at_least
        )
        self._look: tuple[tuple[Callable[..., Any], tuple[int, ...] | None, Sequence[float]], ...]
        self._look = tuple(
            (
                itemgetter(*t.term.needs) if t.sizes else lambda _: 0,
                t.sizes if len(t.sizes) > 1 else None,
                t.as_list,
            )
            for t in self.terms
        )
        self._highest = self.instrument.aggregate == "highest"


def _shared_rules(parts: Collection["Binding"]) -> dict[str, MissingRule]:
    """Return a composite's missing-data rules: what one part requires is required."""
    rules: dict[str, MissingRule] = {}
    required = {key for part in parts for key in part.asked if key not in part.missing_rules}
    for part in parts:
        for key, rule in part.missing_rules.items():
            if key not in required and rules.get(key, rule).counts_as in (
                "unchecked",
                rule.counts_as,
            ):
                rules[key] = rule
    return rules


def _part_column(part: "Kernel") -> Column:
    """Return a column that holds a part's band, UNKNOWN where the part has none."""
    keys = (*part.asked, "on")

    def band(*values: Any) -> Any:
        block = part.block(dict(zip(keys, values, strict=True)))
        return np.where(block.band == NO_BAND, UNKNOWN, block.band.astype(np.int64))

    return Column(
        part.instrument.key,
        part.instrument.title,
        keys,
        band,
        len(part.band_names),
        sees_unknown=True,
        labels=part.band_names,
    )
