"""Bodies for the API description, made of the example every question carries; plainly invented."""

from typing import Any

import msgspec

from riskservice.kit.instrument import Instrument
from riskservice.kit.questions import Answers
from riskservice.registry import Registry

ON = "2026-10-01"
CASE_ID = "EXAMPLE-1"


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
