"""What the text of a plug-in must keep to: described, worded, only the kit, no numbers."""

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from typing import Any

from riskservice.kit.choice import Choice
from riskservice.kit.instrument import Instrument
from riskservice.kit.questions import questions_of
from riskservice.kit.rating import Judgement
from riskservice.kit.total import Total


def undescribed(definition: Instrument | Judgement | Choice | Total) -> Iterator[str]:
    """Yield what is missing of a key, a title, an account of itself and a module docstring."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", definition.key):
        yield f"its key {definition.key!r} is not snake_case"
    for name in ("title", "about"):
        if not getattr(definition, name).strip():
            yield f"{name} is empty"
    module = sys.modules.get(definition.answers.__module__)
    if definition.answers.__module__ != "riskservice.kit.questions" and not getattr(
        module, "__doc__", ""
    ):
        yield "its module has no docstring that says what it predicts, for whom and what not"


def unworded(definition: Instrument | Judgement | Choice | Total) -> Iterator[str]:
    """Yield questions without a wording."""
    for question in questions_of(definition.answers):
        if question.wording == question.key:
            yield f"{question.key} has no wording"


def _sources(
    definition: Instrument | Judgement | Choice | Total,
) -> Iterator[tuple[str, ast.Module]]:
    """Yield the modules a definition's functions come from, where their text can be read."""
    pieces: list[Any] = [*definition.derived, *definition.excluded]
    if isinstance(definition, Instrument):
        pieces += [*definition.checks, *definition.notes, *definition.terms, *definition.measures]
        pieces += [*definition.needed, *([definition.shift] if definition.shift else [])]
    functions = [piece.function for piece in pieces]
    if isinstance(definition, Instrument) and definition.probability:
        functions.append(definition.probability)
    names = {function.__module__ for function in functions} | {definition.answers.__module__}
    for name in sorted(names):
        if name.split(".")[0] == "riskservice":
            continue
        try:
            yield name, ast.parse(inspect.getsource(sys.modules[name]))
        except (OSError, KeyError, TypeError):
            continue


def foreign_imports(definition: Instrument | Judgement | Choice | Total) -> Iterator[str]:
    """Yield imports of rooms an instrument may not enter."""
    for module, tree in _sources(definition):
        for node in ast.walk(tree):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                if name.split(".")[0] == "riskservice" and name != "riskservice.kit":
                    yield f"{module} imports {name}; an instrument may enter riskservice.kit only"


def bare_numbers(definition: Instrument | Judgement | Choice | Total) -> Iterator[str]:
    """Yield numbers in code that belong in a table."""
    for module, tree in _sources(definition):
        declared = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.keyword) and node.arg in ("size", "ge", "le")
            for inner in ast.walk(node.value)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, int | float)
                and not isinstance(node.value, bool)
                and node.value not in (0, 1)
                and id(node) not in declared
            ):
                yield f"{module} line {node.lineno}: {node.value} belongs in a table, with a source"
