"""Every kind of definition bound to its table, ready to assess; the parts bound first."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from riskservice.errors import Fault
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.choice import Choice, ChoiceAssessor
from riskservice.kit.evaluation import One
from riskservice.kit.instrument import Instrument
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Outcome, Stamp
from riskservice.kit.questions import Question
from riskservice.kit.rating import Judgement
from riskservice.kit.tables import Table
from riskservice.kit.total import Total, TotalAssessor

Definition = Instrument | Judgement | Choice | Total


class Assessor(Protocol):
    """An instrument bound to a table, whatever its kind."""

    @property
    def instrument(self) -> Definition:
        """Return the definition."""

    @property
    def table(self) -> Table:
        """Return the table it is bound to."""

    @property
    def stamp(self) -> Stamp:
        """Return what results say of the table."""

    @property
    def questions(self) -> Sequence[Question]:
        """Return its questions, in form order."""

    @property
    def band_names(self) -> tuple[str, ...]:
        """Return its bands, from low to high."""

    def assess(
        self,
        answers: Mapping[str, Any],
        codes: Mapping[str, int],
        *,
        reasons: bool = True,
        done: dict[str, One] | None = None,
    ) -> Outcome | tuple[Fault, ...]:
        """Return the outcome for one person, or every fault."""


def reads_of(definition: Definition) -> tuple[str, ...]:
    """Return the instruments whose results a definition reads, if it is of a kind that does."""
    return definition.reads if isinstance(definition, Instrument) else ()


def made_of(definition: Definition) -> tuple[type, ...]:
    """Return the kinds of instrument that a definition may have as parts."""
    return (Instrument, Choice) if isinstance(definition, Total) else (Instrument,)


def before(definition: Definition) -> tuple[str, ...]:
    """Return the instruments that must be scored before a definition."""
    return (*definition.parts, *reads_of(definition))


def in_order(
    definitions: Mapping[str, Definition],
) -> tuple[dict[str, Definition], list[tuple[str, str]]]:
    """Return definitions so that parts come first, and what is wrong with those that cannot."""
    parts = [(key, part) for key, found in definitions.items() for part in found.parts]
    wrong = [
        (key, f"is made of {part}, which is not installed")
        for key, part in parts
        if part not in definitions
    ]
    wrong += [
        (key, f"is made of {part}, which is no scored instrument")
        for key, part in parts
        if part in definitions and not isinstance(definitions[part], made_of(definitions[key]))
    ]
    ordered: dict[str, Definition] = {}
    waiting = dict(definitions)
    while waiting:
        ready = [
            key
            for key, definition in waiting.items()
            if all(k in ordered or k not in definitions for k in before(definition))
        ]
        if not ready:
            wrong.append((", ".join(sorted(waiting)), "are made of each other in a circle"))
            break
        ordered |= {key: waiting.pop(key) for key in sorted(ready)}
    return ordered | waiting, wrong


def bind(
    definition: Definition,
    table: Table,
    parts: Mapping[str, Assessor] | None = None,
    reads: Mapping[str, Sequence[str]] | None = None,
) -> Assessor:
    """
    Return a definition bound to a table, ready to assess.

    Raises
    ------
    BrokenPlugin
        When they do not fit together.
    """
    stamp = stamp_of(table, [part.stamp for part in (parts or {}).values()])
    if isinstance(definition, Judgement):
        return JudgementAssessor(definition, table, stamp)
    models = [part for part in (parts or {}).values() if isinstance(part, InstrumentAssessor)]
    if isinstance(definition, Total):
        kinds = (InstrumentAssessor, ChoiceAssessor)
        added = [part for part in (parts or {}).values() if isinstance(part, kinds)]
        return TotalAssessor(definition, table, stamp, added)
    if isinstance(definition, Choice):
        return ChoiceAssessor(definition, table, stamp, models)
    kernels = {
        key: part.kernel
        for key, part in (parts or {}).items()
        if isinstance(part, InstrumentAssessor)
    }
    return InstrumentAssessor(Kernel(definition, table, kernels, reads), stamp)


def stamp_of(table: Table, parts: Sequence[Stamp] = ()) -> Stamp:
    """Return what a result says of its table; a composite is no surer than its parts, nor freer."""
    words = [table.confidence, *(part.confidence for part in parts)]
    weakest = next((w for w in ("unconfirmed", "house policy") if w in words), "confirmed")
    draft = "draft" in (table.status, *(part.status for part in parts))
    return Stamp(
        version=table.version,
        status="draft" if draft else table.status,
        effective_from=table.effective_from,
        digest=table.digest,
        confidence=weakest,  # type: ignore[arg-type]
        sources=tuple(f"{s.id}: {s.cite} ({s.licence})" for s in table.sources),
    )
