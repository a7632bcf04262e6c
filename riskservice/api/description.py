"""The OpenAPI 3.1 description, made from the handlers and from the types they really use."""

import inspect
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Final, get_args

import msgspec
from litestar import Controller, Litestar, Response, get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import PathParameter, QueryParameter
from litestar.typing import FieldDefinition

from riskservice.api import examples, prose
from riskservice.api.cases import MOST
from riskservice.api.described import Described, description_of
from riskservice.api.media import COHORTS, CSV, DOCX, FORM, JSON, PROBLEM, READABLE
from riskservice.api.plan_bodies import plan_bodies
from riskservice.api.problems import Problem
from riskservice.assessment import ENGINE
from riskservice.mappa.statistics import CaseFile
from riskservice.official import RiskScoreRequest
from riskservice.scoring import Service

REFS: Final = "#/components/schemas/{name}"
ABOUT: Final = (
    "Risk assessment scoring and case planning for people who manage sexual and violent "
    "offenders. Every result carries its reasons, the version and the sources of its numbers; "
    "what is missing is never counted as no. Errors are problem documents that list every fault "
    "with its way out. Bodies are JSON or MessagePack, in and out; tables of many cases are "
    "CSV, NDJSON, Parquet or Arrow. A request may carry a W3C "
    "traceparent; every answer does."
)
PART: Final = "InstrumentCase"
TABULAR: Final = ("cohort", "cohorts", "sample")
HEADERS: Final = {
    "Riskservice-Run": "Identifier of the run, the same for the same table, day and rules.",
    "Riskservice-Rows": "Number of people.",
    "Riskservice-Scored-Rows": "Number of people with a score from any instrument.",
    "Riskservice-Faulty-Rows": "Number of people at fault, who have no result.",
    "Riskservice-Faults": "Number of faults in all rows.",
}
"""What stands beside a table of results."""
REFUSALS: Final = {
    400: "The body cannot be read, or a query parameter does not fit.",
    401: "Tokens are asked for, and there is none that is valid.",
    403: "The token does not hold the role.",
    404: "No instrument goes by that name.",
    406: "No acceptable media type.",
    412: "The plan has changed in the meantime; nothing is applied.",
    413: "The body is too large.",
    415: "The body is in an unknown format.",
    422: "The case record has faults, or what it names is not there; every fault is listed.",
    500: "Something went wrong here.",
    501: "What this needs is not installed here.",
    503: "A plug-in or its tables cannot be used; every fault is listed.",
}


class DescriptionController(Controller):
    """The API description itself."""

    @get("/openapi.json", sync_to_thread=False)
    def show_description(self, *, description: NamedDependency[bytes]) -> Response[bytes]:
        """Give this description."""
        return Response(description, media_type=JSON)


def describe(app: Litestar, service: Service) -> dict[str, Any]:
    """
    Return the OpenAPI document of an application.

    Parameters
    ----------
    app : Litestar
        Every handler with a description of its own is described.
    service : Service
        What is asked depends on the installed instruments.
    """
    found = sorted(_operations(app), key=lambda each: (each[0], each[1]))
    kinds = [
        kind
        for *_, told in found
        for kind in (told.gives, told.or_gives, told.many, told.refuses)
        if kind is not None
    ]
    answers = [definition.answers for definition in service.registry.definitions.values()]
    asked = [service.reader.schema_type, RiskScoreRequest, CaseFile, Problem, *answers]
    types = list(dict.fromkeys([*kinds, *asked]))
    schemas, components = msgspec.json.schema_components(types, ref_template=REFS)
    named = dict(zip(types, schemas, strict=True))
    bodies = _bodies(service, named)
    paths: dict[str, Any] = {}
    for path, method, handler, told in found:
        paths.setdefault(path, {})[method] = _operation(handler, told, named, bodies, service)
    components = {name: prose.described(schema) for name, schema in sorted(components.items())}
    return {
        "openapi": "3.1.0",
        "info": {"title": "riskservice", "version": ENGINE.split()[-1], "description": ABOUT},
        "paths": paths,
        "components": {
            "schemas": components | {PART: _part_schema(named, answers)},
            "responses": _refusals(named),
            "headers": {
                "traceparent": {
                    "description": "W3C trace context of this answer.",
                    "schema": {"type": "string"},
                }
            },
        },
    }


def _operations(app: Litestar) -> Iterator[tuple[str, str, HTTPRouteHandler, Described]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if told := description_of(handler.opt):
                for method in handler.http_methods:
                    yield route.path_format, method.lower(), handler, told.loaded()


def _operation(
    handler: HTTPRouteHandler,
    told: Described,
    named: dict[Any, Any],
    bodies: dict[str, Any],
    service: Service,
) -> dict[str, Any]:
    summary, _, rest = (inspect.getdoc(handler.fn) or "").partition("\n\n")
    parameters = [
        _parameter(name, field, service)
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter | PathParameter)
    ]
    schema = _answer_schema(told, named)
    content = {m: {"schema": schema if m in READABLE else {"type": "string"}} for m in told.media}
    answer = {"headers": {"traceparent": {"$ref": "#/components/headers/traceparent"}}}
    responses: dict[str, Any] = {"200": {"description": "Done.", **answer, "content": content}}
    if told.down:
        responses["503"] = {"description": "It cannot work.", **answer, "content": content}
    if told.takes == "cohort":
        answer = {"headers": answer["headers"] | _table_headers()}
        responses["200"] |= answer
    operation: dict[str, Any] = {
        "operationId": handler.handler_name.rpartition(".")[2],
        "tags": handler.resolve_tags(),
        "summary": prose.line(summary),
        "description": prose.line(rest),
        "parameters": parameters,
        "responses": responses,
    }
    if told.takes:
        operation["requestBody"] = bodies[told.takes]
    if handler.resolve_before_request():
        for status in _refused(told, parameters):
            responses[str(status)] = _refusal(status, told, named)
    return {key: value for key, value in operation.items() if value}


def _table_headers() -> dict[str, Any]:
    return {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }


def _answer_schema(told: Described, named: dict[Any, Any]) -> dict[str, Any]:
    if told.gives is None:
        return {"type": "string"}
    schema: dict[str, Any] = named[told.gives]
    if told.or_gives is not None:
        schema = {"anyOf": [schema, named[told.or_gives]]}
    if told.many is None:
        return schema
    return {"anyOf": [schema, {"type": "array", "items": {"anyOf": [schema, named[told.many]]}}]}


def _refusal(status: int, told: Described, named: dict[Any, Any]) -> dict[str, Any]:
    if told.refuses is None:
        return {"$ref": f"#/components/responses/{_name(status)}"}
    return {
        "description": REFUSALS[status],
        "content": {JSON: {"schema": named[told.refuses]}},
    }


def _parameter(name: str, field: FieldDefinition, service: Service) -> dict[str, Any]:
    kind = field.kwarg_definition
    assert isinstance(kind, QueryParameter | PathParameter)
    kept = [part for part in get_args(field.annotation) if part is not type(None)]
    optional = type(None) in get_args(field.annotation)
    schema = msgspec.json.schema(kept[0] if optional else field.annotation)
    if field.has_default and field.default is not None:
        schema["default"] = field.default
    found = {
        "name": name,
        "in": kind.param_type.value,
        "required": not field.has_default,
        "description": kind.description,
        "schema": schema,
    }
    if kind.param_type == "path":
        found["example"] = examples.example_key(service.registry)
    elif name in examples.QUERY:
        found["example"] = examples.QUERY[name]
    return found


def _bodies(service: Service, named: dict[Any, Any]) -> dict[str, Any]:
    whole = named[service.reader.schema_type]
    registry = service.registry
    several = {"type": "array", "items": whole, "maxItems": MOST}
    found = {
        "case": (whole, examples.case_examples(registry), READABLE),
        "cases": ({"anyOf": [whole, several]}, examples.cases_examples(registry), READABLE),
        "answered": (whole, examples.answered_examples(registry), READABLE),
        "part": ({"$ref": REFS.format(name=PART)}, examples.part_examples(registry), READABLE),
        "official": (named[RiskScoreRequest], examples.official_examples(registry), (JSON,)),
        "statistics": (named[CaseFile], examples.statistics_examples(), READABLE),
    }
    tables = {media: {"schema": {"type": "string"}} for media in COHORTS}
    cohort = {"required": True, "content": tables}
    cohorts = {"required": True, "content": {**tables, FORM: {"schema": _FORM}}}
    made: dict[str, Any] = {
        takes: {
            "required": True,
            "content": {
                media: {"schema": schema} | ({"examples": shown} if media == JSON else {})
                for media in media_types
            },
        }
        for takes, (schema, shown, media_types) in found.items()
    }
    made |= plan_bodies(service, named, whole)
    made["statistics"]["content"][CSV] = {"schema": {"type": "string"}}
    return {"cohort": cohort, "cohorts": cohorts, "sample": cohort} | made


_PART_OF_FORM: Final = {"type": "string", "format": "binary"}
_FORM: Final = {
    "type": "object",
    "properties": dict.fromkeys(("cohort", "previous", "caseloads"), _PART_OF_FORM),
    "required": ["cohort"],
}


def _part_schema(named: dict[Any, Any], answers: list[Any]) -> dict[str, Any]:
    return {
        "title": PART,
        "description": "A case record with the answers of a single instrument.",
        "type": "object",
        "properties": {
            "case_id": {"type": "string", "default": ""},
            "on": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "answers": {"anyOf": [named[kind] for kind in answers]},
        },
        "required": ["answers"],
        "additionalProperties": False,
    }


def _refused(told: Described, parameters: list[dict[str, Any]]) -> list[int]:
    places = {parameter["in"] for parameter in parameters}
    if told.refuses is not None:
        return [400, 401, 403, 406, 413, 415, 500, 503]
    statuses = {400, 401, 403, 406, 500, 503}
    statuses |= {404} if "path" in places else set()
    statuses |= {413, 415, 422} if told.takes else set()
    statuses |= {412} if told.takes == "plan_change" else set()
    statuses |= {501} if told.takes in TABULAR or DOCX in told.media else set()
    statuses |= {422} if any(p["name"] in ("ruleset", "on") for p in parameters) else set()
    return sorted(statuses)


def _refusals(named: dict[Any, Any]) -> dict[str, Any]:
    return {
        _name(status): {
            "description": text,
            "content": {PROBLEM: {"schema": named[Problem]}},
        }
        for status, text in REFUSALS.items()
    }


def _name(status: int) -> str:
    return HTTPStatus(status).phrase.title().replace(" ", "").replace("-", "")
