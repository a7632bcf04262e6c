"""Bodies that hold plans: what goes in, read part by part, and examples of each."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import msgspec
from litestar import Response
from msgspec.structs import replace

from riskservice.api import examples
from riskservice.api.door import Door, Printer
from riskservice.api.media import DOCX, HTML, READABLE, TEXT
from riskservice.api.problems import AnyRequest
from riskservice.case import Case, Media
from riskservice.errors import Fault, RiskServiceError, UnreadableBody
from riskservice.planning import (
    InvalidPlan,
    Plan,
    PlanChanged,
    PlanDiff,
    diff_plans,
    draft_plan,
    plan_digest,
    plan_to_html,
    plan_to_text,
    read_diff,
    read_plan,
)
from riskservice.planning.documents import plan_to_docx
from riskservice.scoring import Service

PRINTED: Final[Mapping[str, Printer]] = {HTML: plan_to_html, TEXT: plan_to_text, DOCX: plan_to_docx}
_PARTS: Final = {
    "plan_check": ("plan", "previous"),
    "plan_pair": ("before", "after"),
    "plan_change": ("plan", "diff"),
    "plan_redraft": ("plan", "case"),
    "papers": ("case", "plan"),
}
_MAY_BE_LEFT_OUT: Final = {"plan_check": ("previous",), "papers": ("plan",)}
_DIGEST: Final = f"sha256:{'0' * 16}"
Found = TypeVar("Found")


class Parts:
    """
    The parts of a body, each read by itself; the faults of all come together.

    Parameters
    ----------
    raw : bytes
    media : {"json", "msgpack"}
    takes : str
        Which parts there are.
    """

    def __init__(self, raw: bytes, media: Media, takes: str) -> None:
        names = _PARTS[takes]
        self._media, self._faults = media, list[Fault]()
        wanted = f"Send an object with: {', '.join(names)}."
        decode = msgspec.json.decode if media == "json" else msgspec.msgpack.decode
        try:
            self._parts: dict[str, msgspec.Raw] = decode(raw, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            fault = Fault(pointer="", message=f"does not fit: {error}", way_out=wanted)
            raise UnreadableBody(fault) from None
        self._faults += [
            Fault(pointer=f"/{name}", message="is not part of this body", way_out=wanted)
            for name in self._parts
            if name not in names
        ]
        self._faults += [
            Fault(pointer=f"/{name}", message="is missing", way_out=wanted)
            for name in names
            if name not in self._parts and name not in _MAY_BE_LEFT_OUT.get(takes, ())
        ]

    def plan(self, name: str = "plan") -> Plan | None:
        """Return a plan; None where it is left out or has faults."""
        return self._read(name, lambda raw: read_plan(raw, self._media))

    def diff(self, name: str = "diff") -> PlanDiff | None:
        """Return a difference; None where it has faults."""
        return self._read(name, lambda raw: read_diff(raw, self._media))

    def case(self, door: Door, ruleset: str, name: str = "case") -> Case | None:
        """Return a case; None where it has faults."""
        today = door.today()
        return self._read(name, lambda raw: door.read(raw, self._media, today, ruleset, None))

    def check(self) -> None:
        """
        Refuse the body where any part has faults.

        Raises
        ------
        InvalidPlan
            With all of them.
        """
        if self._faults:
            raise InvalidPlan(*self._faults)

    def _read(self, name: str, read: Callable[[bytes], Found]) -> Found | None:
        raw = bytes(self._parts.get(name, b""))
        if not raw or raw in (b"null", b"\xc0"):
            return None
        try:
            return read(raw)
        except RiskServiceError as error:
            self._faults += [
                replace(fault, pointer=f"/{name}{fault.pointer}") for fault in error.faults
            ]
            return None


async def parts_in(request: AnyRequest, door: Door, takes: str) -> Parts:
    """Return the parts of a request's body."""
    media, raw = await door.body(request, f"Send an object with: {', '.join(_PARTS[takes])}.")
    return Parts(raw, media, takes)


def plan_answer(request: AnyRequest, door: Door, plan: Plan) -> Response[bytes]:
    """Return a plan with its fingerprint as entity tag."""
    answer = door.answer(request, plan, PRINTED)
    answer.set_etag(f'"{plan_digest(plan)}"')
    return answer


def check_match(request: AnyRequest, plan: Plan) -> None:
    """
    Refuse a change when the client's ``If-Match`` does not name the plan it is to be applied to.

    Raises
    ------
    PlanChanged
    """
    given = request.headers.get("if-match", "").strip()
    tags = [tag.strip() for tag in given.split(",")]
    here = f'"{plan_digest(plan)}"'
    if given and given != "*" and here not in tags:
        raise PlanChanged(
            Fault(
                pointer="If-Match",
                message=f"does not name the plan as it stands, {here}",
                way_out="Fetch the plan, compare your change with it, and send it again.",
            )
        )


def plan_bodies(service: Service, named: dict[Any, Any], whole: Any) -> dict[str, Any]:
    """Return the request bodies that hold plans, for the API description."""
    plan = _example(service)
    edited = replace(plan, marking="OFFICIAL-SENSITIVE: EXAMPLE")
    case = examples.case_examples(service.registry)["answered"]["value"]
    schemas = {"plan": named[Plan], "diff": named[PlanDiff], "case": whole}
    values: dict[str, dict[str, Any]] = {
        "plan_check": {"plan": plan},
        "plan_pair": {"before": plan, "after": edited},
        "plan_change": {"plan": plan, "diff": diff_plans(plan, edited)},
        "plan_redraft": {"plan": plan, "case": case},
        "papers": {"case": case, "plan": plan},
    }
    found = {"plan": _body(schemas["plan"], plan)}
    for takes, parts in _PARTS.items():
        schema = {
            "type": "object",
            "properties": {part: schemas.get(part, schemas["plan"]) for part in parts},
            "required": [part for part in parts if part not in _MAY_BE_LEFT_OUT.get(takes, ())],
            "additionalProperties": False,
        }
        found[takes] = _body(schema, values[takes])
    return found


def _body(schema: Any, value: Any) -> dict[str, Any]:
    example = {
        "short": {
            "summary": "An invented person's plan, cut down to a few lines",
            "value": msgspec.to_builtins(value),
        }
    }
    content = {media: {"schema": schema} for media in READABLE}
    content["application/json"] = {"schema": schema, "examples": example}
    return {"required": True, "content": content}


def _example(service: Service) -> Plan:
    """
    Return a drafted plan of an invented person with one thing of each kind left in it.

    Its fingerprints are made up, so that the description stays the same when only data changes.
    """
    raw = examples.case_examples(service.registry)["answered"]["value"]
    case = service.reader.check(raw)
    plan = draft_plan(case, service.score(case))
    stamp = plan.library
    return replace(
        plan,
        plan_id=f"plan:{plan.case_id}:{plan.on}:00000000",
        input_digest=_DIGEST,
        ruleset=replace(plan.ruleset, digest=_DIGEST),
        library=replace(stamp, actions_digest=_DIGEST, plans_digest=_DIGEST),
        rules=replace(plan.rules, digest=_DIGEST) if plan.rules else None,
        sections=(),
        factors=plan.factors[:1],
        actions=tuple(replace(each, contingency=None) for each in plan.actions[:1]),
        contingencies=plan.contingencies[:1],
        blanks=plan.blanks[:1],
        findings=(),
        notices=(),
    )
