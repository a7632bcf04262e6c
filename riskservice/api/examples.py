"""Bodies for the API description, made of the example every question carries; plainly invented."""

from typing import Any

import msgspec

from riskservice.kit.instrument import Instrument
from riskservice.kit.questions import Answers
from riskservice.official.request import FIELDS
from riskservice.registry import Registry

ON = "2026-10-01"
CASE_ID = "EXAMPLE-1"
QUERY = {"year_end": "2026-03-31"}


def case_examples(registry: Registry) -> dict[str, Any]:
    """Return named case records: everything there is an example for, and next to nothing."""
    answers = answers_of(registry.answers)
    return {
        "answered": {
            "summary": "An invented person, every question with an example answered",
            "value": {"case_id": CASE_ID, "on": ON, "answers": answers},
        },
        "open": {
            "summary": "The same person, almost nothing known: the result is a range",
            "value": {"case_id": CASE_ID, "on": ON, "answers": dict(list(answers.items())[:3])},
        },
    }


def answered_examples(registry: Registry) -> dict[str, Any]:
    """Return the case record with everything there is an example for."""
    return {"answered": case_examples(registry)["answered"]}


def cases_examples(registry: Registry) -> dict[str, Any]:
    """Return the same, and a list in which one case is refused without harm to the other."""
    alone = case_examples(registry)
    broken = {"case_id": "EXAMPLE-2", "on": ON, "answers": {"date_of_birth": "1980-02-30"}}
    return {
        **alone,
        "several": {
            "summary": "A list: one case that is scored, and one that is refused for itself",
            "value": [alone["open"]["value"], broken],
        },
    }


def statistics_examples() -> dict[str, Any]:
    """Return two individuals for the annual tables."""
    since = {"starts_on": "2025-02-01"}
    plain = {
        "categories": [{"category": 1, **since}],
        "levels": [{"level": 1, **since}],
        "away": [],
        "orders": [],
    }
    moved = {
        "levels": [
            {"level": 2, "starts_on": "2025-02-01", "ends_on": "2025-09-30"},
            {"level": 1, "starts_on": "2025-10-01"},
        ],
        "orders": [{"kind": "shpo", "made_on": "2025-07-14"}],
    }
    cases = [{"case_id": CASE_ID, **plain}, {"case_id": "EXAMPLE-2", **plain, **moved}]
    return {
        "several": {
            "summary": "Two invented individuals; only what table 5 needs is known beside levels",
            "value": {"cases": cases},
        }
    }


def official_examples(registry: Registry) -> dict[str, Any]:
    """Return official requests: every field there is an example for, and nothing at all."""
    kinds = dict(FIELDS)
    answers = answers_of(registry.answers)
    given = {
        asked.official: _official(asked.official, answers[asked.key])
        for asked in registry.questions.values()
        if asked.official in kinds and asked.key in answers
    }
    # The example of every question at once contradicts itself in one place.
    for name in ("domesticAbuseAgainstPartner", "domesticAbuseAgainstFamily"):
        given.pop(name, None)
    return {
        "answered": {
            "summary": "An invented person, every field with an example answered",
            "value": {"assessmentDate": ON, **given},
        },
        "empty": {"summary": "Nothing answered: every error is listed", "value": {}},
    }


def _official(name: str, answer: Any) -> Any:
    if isinstance(answer, list):
        return [_official(name, each) for each in answer]
    spelt = isinstance(answer, str) and "date" not in name.lower()
    return answer.upper() if spelt else answer


def part_examples(registry: Registry) -> dict[str, Any]:
    """Return a named body for the instrument that :func:`example_key` names."""
    answers = answers_of(registry.definitions[example_key(registry)].answers)
    return {
        "answered": {
            "summary": "An invented person, only what this instrument asks",
            "value": {"case_id": CASE_ID, "on": ON, "answers": answers},
        }
    }


def example_key(registry: Registry) -> str:
    """Return the instrument the examples are for: the first that is scored."""
    definitions = registry.definitions
    scored = (key for key, found in definitions.items() if isinstance(found, Instrument))
    return next(scored, next(iter(definitions)))


def answers_of(answers: type[Answers]) -> dict[str, Any]:
    """Return the example answer of every question that has one."""
    schema = msgspec.json.schema(answers)
    properties = schema["$defs"][answers.__name__]["properties"]
    return {key: asked["examples"][0] for key, asked in properties.items() if "examples" in asked}
