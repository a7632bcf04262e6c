"""Which media types go in and out, and which of them a client would rather have."""

from functools import lru_cache
from typing import Any, Final

import msgspec

from riskservice.case import Media

JSON: Final = "application/json"
MSGPACK: Final = "application/msgpack"
HTML: Final = "text/html"
TEXT: Final = "text/plain"
SVG: Final = "image/svg+xml"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PROBLEM: Final = "application/problem+json"

MSGPACKS: Final = (MSGPACK, "application/x-msgpack", "application/vnd.msgpack")
"""The registered name and the two that came before it."""

READABLE: Final[dict[str, Media]] = {JSON: "json", **dict.fromkeys(MSGPACKS, "msgpack")}
RECORDS: Final = (JSON, *MSGPACKS)
PLANS: Final = (*RECORDS, HTML, TEXT)
PRINTED_PLANS: Final = (*PLANS, DOCX)
DOCUMENTS: Final = (HTML, DOCX)
EXPLANATIONS: Final = (*RECORDS, SVG, TEXT)

FORM: Final = "multipart/form-data"
CSV: Final = "text/csv"
NDJSON: Final = "application/x-ndjson"
PARQUET: Final = "application/vnd.apache.parquet"
ARROW_STREAM: Final = "application/vnd.apache.arrow.stream"
ARROW_FILE: Final = "application/vnd.apache.arrow.file"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

TABLES: Final[dict[str, str]] = {
    CSV: "csv",
    NDJSON: "ndjson",
    PARQUET: "parquet",
    ARROW_STREAM: "ipc_stream",
    ARROW_FILE: "ipc",
}
"""Media type of a table of many cases to its format; each goes in and out."""
COHORTS: Final[dict[str, str]] = {
    **TABLES,
    XLSX: "xlsx",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-parquet": "parquet",
}
"""The same for what goes in, with names that came before or beside the registered ones."""

_json, _msgpack = msgspec.json.Encoder(), msgspec.msgpack.Encoder()


def encode(value: Any, media: str) -> bytes:
    """Return a value as JSON or MessagePack."""
    return (_msgpack if media in MSGPACKS else _json).encode(value)


def holds_list(raw: bytes, media: Media | None) -> bool:
    """Whether a body is a list, by how it begins."""
    if media == "msgpack":
        return raw[:1] in _LIST_STARTS
    return media == "json" and raw.lstrip(BLANK)[:1] == b"["


BLANK: Final = b" \t\r\n"
"""What may stand before JSON begins."""


_LIST_STARTS: Final = frozenset(bytes([code]) for code in (*range(0x90, 0xA0), 0xDC, 0xDD))
"""First bytes of a MessagePack array."""


def readable(content_type: str) -> Media | None:
    """Return how a body of a content type is decoded; None when it cannot be."""
    return READABLE.get(content_type.partition(";")[0].strip().lower())


@lru_cache(maxsize=64)
def preferred(accept: str, offers: tuple[str, ...]) -> str | None:
    """
    Return the offer a client likes best, the first among equals; None when it takes none.

    Parameters
    ----------
    accept : str
        The ``Accept`` header; empty takes anything. A malformed range counts as not there.
    offers : tuple of str
        Media types, ours most liked first.
    """
    ranges = dict(_range(part) for part in accept.split(",")) if accept.strip() else {"*/*": 1.0}
    best, liked = None, 0.0
    for offer in offers:
        names = (offer, f"{offer.partition('/')[0]}/*", "*/*")
        weight = next((ranges[name] for name in names if name in ranges), 0.0)
        if weight > liked:
            best, liked = offer, weight
    return best


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (text.strip().lower() for text in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return "", 0.0
    return name, 1.0
