"""What conformance finds, and the promises of a structured judgement."""

import datetime as dt
from collections.abc import Iterator, Sequence

import msgspec

from riskservice.kit.dates import UNKNOWN, pack
from riskservice.kit.form import blank_form_html
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.outcome import NotScorable


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One promise, whether it is kept, and what to do where it is not."""

    check: str
    ok: bool
    message: str


def finding(name: str, faults: Iterator[str] | Sequence[str]) -> Finding:
    """Return one promise with the faults found against it; a check that breaks down breaks it."""
    try:
        found = list(dict.fromkeys(faults))
    except Exception as error:  # noqa: BLE001  a stranger's function may do anything
        found = [f"breaks down: {error!r}"]
    return Finding(check=name, ok=not found, message="; ".join(found[:5]))


def judgement_findings(assessor: JudgementAssessor) -> Iterator[Finding]:
    """Yield what a structured judgement keeps and what it breaks."""
    definition = assessor.instrument
    keys = {q.key for q in assessor.questions}
    roles = (
        *definition.risk, *definition.protective, definition.level, definition.reason,
        definition.disagreement, definition.assessor, definition.second,
    )  # fmt: skip
    yield finding("asks what it needs", [f"does not ask {key}" for key in roles if key not in keys])
    yield finding(
        "defines every factor",
        [
            f"definitions.{key} is missing"
            for key in (*definition.risk, *definition.protective)
            if key not in assessor.table.definitions
        ],
    )
    empty = dict.fromkeys(assessor.asked, UNKNOWN) | {"on": pack(dt.date(2026, 1, 1))}
    outcome = assessor.assess({}, empty)
    filled_in = not isinstance(outcome, NotScorable) or outcome.band is not None
    yield finding(
        "never fills in the assessor's level", ["an empty record has a level"] if filled_in else []
    )
    yield finding("forms print", [] if "<main>" in blank_form_html(assessor) else ["no page"])
