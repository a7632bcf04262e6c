"""An instrument put together with one table: what fits, what is tabulated, what is misfit."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import MissingRule
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import One
from riskservice.kit.faults import value_faults
from riskservice.kit.instrument import Column, Figure, Instrument, Predicate, Requirement, Term
from riskservice.kit.predicates import bound, getter, table_of, unread, with_table
from riskservice.kit.questions import Question, questions_of
from riskservice.kit.reading import read_questions
from riskservice.kit.remembered import derived, holding, picker
from riskservice.kit.tables import Table
from riskservice.kit.tabulated import NO_BAND, Scale, Tabulated

if TYPE_CHECKING:
    from riskservice.kit.kernel import Kernel

LARGEST_TABLE = 1 << 18
UNANSWERED = ("unknown", "unchecked")


class Fit:
    """
    An instrument put together with a table, and found to fit; nothing is tabulated yet.

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
        given = parts or {}
        self._refuse(*(f"was not given its part {k}" for k in instrument.parts if k not in given))
        self.parts = {key: given[key] for key in instrument.parts}
        self._refuse(*(f"{k} has no bands" for k, p in self.parts.items() if not p.band_names))
        self.questions = questions_of(instrument.answers)
        self.asked: dict[str, Question] = {q.key: q for q in self.questions if q.coded}
        self.reads = {key: tuple((reads or {}).get(key, ())) for key in instrument.reads}
        self.asked |= {
            q.key: q for key, bands in self.reads.items() for q in read_questions(key, bands)
        }
        self.missing_rules = _shared_rules(self.parts.values()) | table.missing
        self._refuse(
            *unread(instrument.derived, table),
            *unread((*instrument.excluded, *instrument.checks, *instrument.notes), table),
        )
        own = [with_table(c, table) for c in instrument.derived]
        inherited = {
            c.key: c for p in self.parts.values() for c in p.derived if c.key not in p.parts
        }
        self.derived: tuple[Column, ...] = (
            *inherited.values(), *map(_part_column, self.parts.values()), *own,
        )  # fmt: skip
        self.sizes = {q.key: q.size for q in self.asked.values()} | {
            c.key: c.size for c in self.derived
        }
        self.excluded = self._with_parts("excluded", instrument.excluded)
        self.checks = self._with_parts("checks", instrument.checks)
        self.notes = self._with_parts("notes", instrument.notes)
        self._refuse(*self._misfits())

    def _with_parts(self, name: str, own: Sequence[Predicate]) -> tuple[Predicate, ...]:
        found: dict[tuple[str, object], Predicate] = {}
        for part in self.parts.values():
            for predicate in getattr(part, name):
                # A rule that reads a part's table is that part's own, whatever it is called.
                found[predicate.key, table_of(predicate.function)] = predicate
        return (*found.values(), *(with_table(predicate, self.table) for predicate in own))

    def _misfits(self) -> Iterator[str]:
        """Yield everything that does not fit, before anything is tabulated."""
        yield from self._unfit_columns()
        for term in (*self.instrument.terms, self.instrument.shift):
            if term is not None:
                yield from self._unfit_term(term)
        yield from self._unfit_rules()
        for name, _ in self.instrument.at_least:
            if name not in self.table.constants:
                yield f"reads the constant {name}, which the table does not have"

    def _unfit_columns(self) -> Iterator[str]:
        names = Counter(["on", *self.asked, *(c.key for c in self.derived)])
        yield from (f"{name} is the name of two columns" for name, n in names.items() if n > 1)
        for column in self.derived:
            if column.labels and len(column.labels) != column.size:
                yield f"{column.key} has {len(column.labels)} labels for {column.size} values"
        users: list[Any] = [
            *self.instrument.derived,
            *self.instrument.terms,
            *self.excluded,
            *self.checks,
            *self.notes,
        ]
        if self.instrument.shift:
            users.append(self.instrument.shift)
        for user in users:
            for need in user.needs:
                if need not in names:
                    yield f"{user.key} needs {need}, which nobody asks and nothing derives"

    def _unfit_term(self, term: Term) -> Iterator[str]:
        sizes = [self.sizes.get(need) for need in term.needs]
        if any(size is None for size in sizes):
            yield f"{term.key} reads a date; derive a column with a size from it"
        elif math.prod(size for size in sizes if size) > LARGEST_TABLE:
            yield f"{term.key} has more than {LARGEST_TABLE} cells; derive coarser columns"
        for need in self._optional() & set(term.needs):
            yield f"{term.key} reads {need}, which may be unknown; derive a column"
        if term.block.startswith("steps.") and term.block[6:] not in self.table.steps:
            yield f"{term.key} reads {term.block}, which the table does not have"

    def _optional(self) -> set[str]:
        """Return the columns that may be unknown where nothing is missing."""
        found = {k for k, rule in self.missing_rules.items() if rule.counts_as in UNANSWERED}
        for column in self.derived:
            if not column.sees_unknown and found & set(column.needs):
                found.add(column.key)
        return found

    def _unfit_rules(self) -> Iterator[str]:
        required = _required_by(self.parts.values())
        for key, rule in self.table.missing.items():
            asked = self.asked.get(key)
            if asked is None:
                yield f"missing.{key} is not a question of this instrument"
            elif key in required:
                yield f"missing.{key} may not be left out: a part requires it"
            elif rule.counts_as not in UNANSWERED and not _answers(asked, rule.counts_as):
                yield f"missing.{key} counts as {rule.counts_as!r}, which is no answer to it"

    def _refuse(self, *wrong: str) -> None:
        """Raise with everything that is wrong, if anything is."""
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


class Binding(Fit):
    """An instrument bound to a table, tabulated; see :class:`Fit` for its parameters."""

    def __init__(
        self,
        instrument: Instrument,
        table: Table,
        parts: Mapping[str, "Kernel"] | None = None,
        reads: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(instrument, table, parts, reads)
        self.terms = tuple(self._tabulate(t) for t in instrument.terms)
        self.shift = self._tabulate(instrument.shift) if instrument.shift else None
        counted = all(float(v).is_integer() for t in self.terms for v in np.unique(t.points))
        self.scale = Scale(instrument, table, *self._reach(), whole=counted)
        self.measures = tuple((figure, self._figure(figure)) for figure in instrument.measures)
        self.band_names = self.scale.names
        self._compile()

    def _tabulate(self, term: Term) -> Tabulated:
        try:
            return Tabulated(term, [self.sizes[need] or 0 for need in term.needs], self.table)
        except Exception as error:
            # A stranger's function may do anything, such as read what the table does not have.
            self._refuse(f"{term.key} cannot be tabulated: {error!r}")
            raise

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
        self.unchecked = frozenset(
            key for key, rule in self.missing_rules.items() if rule.counts_as == "unchecked"
        )
        """Questions that, left out, are not asked for either."""
        self.demands = (self._required, tuple(self._fill.items()))
        """What must be answered, and the codes that are filled in for what need not be."""
        self._latest: tuple[One | None, tuple[float, float, int]] = (None, (0.0, 0.0, NO_BAND))
        """The person whose figures were found last, and those figures."""
        self._get_required, self._get_filled = getter(self._required), getter(tuple(self._fill))
        self.deriving = tuple(
            (c.key, picker(c.needs), derived(c, self.sizes))
            for c in self.derived
            if c.key not in self.parts
        )
        self.excluding = tuple((p, picker(p.needs), holding(p, self.sizes)) for p in self.excluded)
        self._first = tuple(p for p in self.checks if p.first)
        self.checking = tuple(
            (p, picker(p.needs), holding(p, self.sizes, p.lenient)) for p in self.checks
        )
        needed = [
            Requirement(r.question, r.needs, bound(r.function, self.table))
            for r in self.instrument.needed
        ]
        self.needed = tuple((r, picker(r.needs), holding(r, self.sizes)) for r in needed)
        reads = {q.key: q for k, bands in self.reads.items() for q in read_questions(k, bands)}
        self.none = {key: (q.size or 0) - 1 for key, q in reads.items()}
        self.at_least = tuple(
            (int(self.table.numbers[name]), keys) for name, keys in self.instrument.at_least
        )
        self._points = tuple(t.as_list for t in self.terms)
        # A term without columns has one cell; whatever is picked for it is set to that.
        self._get_places = getter(tuple((*t.term.needs, "on")[0] for t in self.terms))
        self._several = tuple(
            (i, getter(t.term.needs), t.strides)
            for i, t in enumerate(self.terms)
            if len(t.sizes) != 1
        )
        added = [*self.terms, *([self.shift] if self.shift else [])]
        self._scored_on = tuple(dict.fromkeys(need for t in added for need in t.term.needs))
        self._highest = self.instrument.aggregate == "highest"


def _shared_rules(parts: Collection[Fit]) -> dict[str, MissingRule]:
    """Return a composite's missing-data rules: what one part requires is required."""
    rules: dict[str, MissingRule] = {}
    required = _required_by(parts)
    for part in parts:
        for key, rule in part.missing_rules.items():
            if key not in required and rules.get(key, rule).counts_as in (
                "unchecked",
                rule.counts_as,
            ):
                rules[key] = rule
    return rules


def _required_by(parts: Collection[Fit]) -> set[str]:
    return {key for part in parts for key in part.asked if key not in part.missing_rules}


def _answers(asked: Question, value: Any) -> bool:
    """Whether a value can stand for an answer to a question."""
    return asked.kind != "date" and not any(value_faults(asked, value, ""))


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
