"""A table as a TOML file, which read gives the same table; and a file never written over."""

import datetime as dt
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from riskservice.kit.tables import Table
from riskservice.rescoring.aside import cannot, refuse

NAMED = (
    "steps", "constants", "polynomials", "weights", "lists", "rates", "definitions", "levels",
    "missing", "rules",
)  # fmt: skip
"""Sections of a table that hold a block for each name."""
LISTED = ("sources", "lines", "policy")
SINGLE = ("rounding", "refit", "bands", "chances")


def table_text(table: Table) -> str:
    """Return a table as a TOML file; ``decode`` gives the same table back."""
    return "\n".join(_lines(table)) + "\n"


def write_new(text: str, place: Path) -> None:
    """
    Write a file that is not there yet; it appears whole or not at all.

    Raises
    ------
    UnwritableFile
        When there is one already, or it cannot be written.
    """
    refuse_taken(place)
    part = place.with_name(f".{os.getpid()}.part.{place.name}")
    try:
        part.write_text(text, encoding="utf-8")
        _give(part, place)
    except OSError as error:
        cannot(str(place), error)
    finally:
        part.unlink(missing_ok=True)


def refuse_taken(place: Path) -> None:
    """Refuse a place where there is something already, or no folder for it."""
    if place.exists() or place.is_symlink():
        _taken(place)
    if not place.parent.is_dir():
        refuse(str(place), "lies in a folder that is not there", "Make the folder first.")


def _give(part: Path, place: Path) -> None:
    """Give a finished file its name, unless somebody else took it meanwhile."""
    try:
        place.hardlink_to(part)
    except FileExistsError:
        _taken(place)
    except OSError:
        # Some file systems have no links; a name that is taken is refused there as well.
        try:
            with place.open("x", encoding="utf-8") as file:
                file.write(part.read_text(encoding="utf-8"))
        except FileExistsError:
            _taken(place)


def _taken(place: Path) -> NoReturn:
    refuse(
        str(place),
        "is there already, and a table is never written over",
        "Give the draft a version and a file of its own.",
    )


def _lines(table: Table) -> Iterator[str]:
    default = {field.name: field.default for field in msgspec.structs.fields(Table)}
    for name in table.__struct_fields__:
        value = getattr(table, name)
        if name in (*NAMED, *LISTED, *SINGLE, "digest") or value in (None, default[name]):
            continue
        yield f"{name} = {_value(value)}"
    for name in LISTED:
        for block in getattr(table, name):
            yield from ("", f"[[{name}]]", *_fields(block))
    for name in SINGLE:
        block = getattr(table, name)
        if block is not None and block != default[name]:
            yield from ("", f"[{name}]", *_fields(block))
    for section in NAMED:
        for name, block in getattr(table, section).items():
            yield from ("", f"[{section}.{_key(name)}]", *_fields(block))
            for inner in ("values", "percent"):
                if hasattr(block, inner):
                    yield from ("", f"[{section}.{_key(name)}.{inner}]")
                    yield from _entries(getattr(block, inner))


def _fields(block: msgspec.Struct) -> Iterator[str]:
    """Yield what a block holds, defaults left out; what has a table of its own comes later."""
    last = ("cite", "confidence", "why")
    fields = sorted(msgspec.structs.fields(block), key=lambda field: field.name in last)
    for field in fields:
        value = getattr(block, field.name)
        if value is None or value == field.default or field.name in ("values", "percent", "rows"):
            continue
        yield f"{field.name} = {_value(value)}"


def _entries(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        yield f"{_key(name)} = {_value(value)}"


def _key(name: str) -> str:
    plain = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if plain else _text(name)


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int() | dt.date():
            return str(value)
        case Decimal():
            return f'"{value:f}"'
        case str():
            return _text(value)
        case tuple() | list():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            raise TypeError(f"no table holds {type(value).__name__}")


def _text(value: str) -> str:
    """Return a basic string; what TOML escapes is what JSON escapes, and the delete character."""
    return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
