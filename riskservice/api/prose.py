"""Docstrings as the API description has them: of a type its sentences, of an attribute its own."""

import re
from collections.abc import Iterator
from typing import Any, Final

_SECTION: Final = re.compile(r"\n\n([A-Z]\w+)\n-{3,}\n")
_ATTRIBUTES: Final = re.compile(r"^(\w+(?:, \w+)*) :.*\n((?:(?: .*)?\n)*)", re.MULTILINE)


def described(schema: dict[str, Any]) -> dict[str, Any]:
    """
    Return the schema of a type with its docstring taken apart.

    Parameters
    ----------
    schema : dict
        As msgspec makes it: the whole docstring in ``description``.

    Returns
    -------
    dict
        Its description is what the docstring says in sentences. What the docstring says of an
        attribute describes that property, unless its type is described already.
    """
    if "description" not in schema:
        return schema
    prose, *sections = _SECTION.split(schema["description"])
    told = dict(zip(sections[::2], sections[1::2], strict=True))
    properties = schema.get("properties", {}).copy()
    for name, text in _attributes(told.get("Attributes", "")):
        if name in properties:
            properties[name] = {"description": text} | properties[name]
    found = schema | {"description": line(prose)}
    return found | {"properties": properties} if properties else found


def line(text: str) -> str:
    """Return a text on one line, code in the marks of Markdown."""
    return " ".join(text.replace("``", "`").split())


def _attributes(section: str) -> Iterator[tuple[str, str]]:
    """Yield each attribute of which something is said, and what."""
    for names, text in _ATTRIBUTES.findall(f"{section}\n"):
        if told := line(text):
            yield from ((name, told) for name in names.split(", "))
