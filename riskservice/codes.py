"""Codes of the lists that tables keep, such as the Home Office offence codes, looked up by one."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from riskservice.errors import Fault, UnknownName, shown
from riskservice.kit.blocks import CodeList
from riskservice.kit.tables import Table
from riskservice.registry import Registry

MOST_NEAR = 12


class Edition(msgspec.Struct, frozen=True, kw_only=True):
    """
    What one edition of a list says of a code.

    Attributes
    ----------
    list, edition : str
        Name of the list, and the file that holds this edition of it.
    listed : bool
        Whether the code stands in it; a code that has been retired stands in an earlier one.
    columns : dict of str to str
        What it says of the code, such as its category; empty where it is not listed.
    used_from, used_to : date, date or None
        First and last day on which a table that uses the edition was in force; no last day means
        it still is.
    instruments : tuple of str
        Instruments that use it.
    source : str
        Source of the list, and its state.
    """

    list: str
    edition: str
    listed: bool
    columns: dict[str, str]
    used_from: dt.date
    used_to: dt.date | None
    instruments: tuple[str, ...]
    source: str


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """A code, and what every edition of every list says of it."""

    code: str
    editions: tuple[Edition, ...]


def look_up(registry: Registry, code: str) -> Code:
    """
    Return what the lists of the installed tables say of a code.

    Raises
    ------
    UnknownName
        When no list has it, with codes of the same class.
    """
    editions = tuple(_edition(code, name, uses) for (name, _), uses in _editions(registry).items())
    if not any(edition.listed for edition in editions):
        raise UnknownName(
            Fault(
                pointer="/code",
                value=shown(code),
                message="is a code of no list",
                way_out=_way_out(registry, code),
            )
        )
    return Code(code=code, editions=editions)


def _editions(registry: Registry) -> dict[tuple[str, str], list[tuple[str, Table]]]:
    """Return every edition of every list, with the instruments and tables that use it."""
    found: dict[tuple[str, str], list[tuple[str, Table]]] = {}
    for key, tables in registry.tables.items():
        for table in tables:
            for name, block in table.lists.items():
                found.setdefault((name, block.file), []).append((key, table))
    return found


def _edition(code: str, name: str, uses: list[tuple[str, Table]]) -> Edition:
    _, first = uses[0]
    block = first.lists[name]
    ends = [table.effective_to for _, table in uses]
    row = block.rows.get(code)
    return Edition(
        list=name,
        edition=block.file,
        listed=row is not None,
        columns=dict(row or {}),
        used_from=min(table.effective_from for _, table in uses),
        used_to=None if None in ends else max(end for end in ends if end is not None),
        instruments=tuple(dict.fromkeys(key for key, _ in uses)),
        source=" ".join(part for part in (_cited(first, block), block.why) if part),
    )


def _cited(table: Table, block: CodeList) -> str:
    return next((f"{s.cite} ({s.licence})." for s in table.sources if s.id == block.cite), "")


def _way_out(registry: Registry, code: str) -> str:
    near = sorted({other for other in _codes(registry) if other[:3] == code[:3]})
    if not near:
        return "Give five digits as the Home Office lists them: three of class, two of subclass."
    more = f" and {len(near) - MOST_NEAR} more" if len(near) > MOST_NEAR else ""
    return f"Codes of class {code[:3]}: {', '.join(near[:MOST_NEAR])}{more}."


def _codes(registry: Registry) -> Iterator[str]:
    for (name, _), uses in _editions(registry).items():
        yield from uses[0][1].lists[name].rows
