"""
Questions a record answers twice.

Decoders keep the last of two equal names and say nothing, so that a record with both ``male`` and
``female`` would be scored as whichever came last.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from riskservice.errors import written


class _Name(str):
    """A name that equals only itself, so that a mapping keeps both of two equal ones."""

    __slots__ = ()
    __eq__ = object.__eq__
    __hash__ = object.__hash__


def _hook(_: type, name: Any) -> _Name:
    return _Name(name)


_OBJECT: Final = dict[_Name, msgspec.Raw]
_DECODERS: Final = {
    "json": msgspec.json.Decoder(_OBJECT, dec_hook=_hook).decode,
    "msgpack": msgspec.msgpack.Decoder(_OBJECT, dec_hook=_hook).decode,
}
_MAPS: Final = {
    "json": frozenset(b"{"),
    "msgpack": frozenset((*range(0x80, 0x90), 0xDE, 0xDF)),
}
"""First bytes of an encoded object."""


def repeated(raw: bytes, media: str) -> Iterator[str]:
    """
    Yield the place of every name that stands twice in one object, as a JSON pointer.

    Parameters
    ----------
    raw : bytes
        A well-formed body.
    media : {"json", "msgpack"}
    """
    decode, maps = _DECODERS[media], _MAPS[media]
    waiting: list[tuple[str, Any]] = [("", raw)]
    while waiting:
        place, body = waiting.pop()
        try:
            found = decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            continue  # not an object, or one that is told as unreadable elsewhere
        if len({str(name) for name in found}) < len(found):
            seen: set[str] = set()
            for name in map(str, found):
                if name in seen:
                    yield f"{place}/{written(name)}"
                seen.add(name)
        waiting += [
            (f"{place}/{written(str(name))}", value)
            for name, value in found.items()
            if memoryview(value)[0] in maps
        ]
