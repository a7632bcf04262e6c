"""Documents of the example cases, and what stands in the files they are rendered to."""

import io
import re
import zipfile
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import msgspec

from riskservice import Service
from riskservice.case import Case
from riskservice.planning import Plan
from riskservice.planning.documents import Document, Papers, papers_of
from riskservice.scoring import service

EXAMPLES = Path(__file__).parents[2] / "examples"
FULL, YOUNG, LEVEL_3 = "14-planning-full", "15-young-person-asset", "16-level-3-referral"
BARE = "02-full"


@cache
def case_of(name: str) -> Case:
    return service().reader.read((EXAMPLES / f"{name}.json").read_bytes())


def changed(name: str, **circumstances: Any) -> Case:
    """Return an example case with some circumstances changed."""
    case = case_of(name)
    assert case.circumstances is not None
    known = msgspec.structs.replace(case.circumstances, **circumstances)
    return msgspec.structs.replace(case, circumstances=known)


def papers(case: Case | str, plan: Plan | None = None, here: Service | None = None) -> Papers:
    here = here or service()
    found = case_of(case) if isinstance(case, str) else case
    return papers_of(found, here.score(found), here.registry.questions, plan=plan)


def text_of(document: Document) -> str:
    """Return every text of a document, whatever it is."""
    return "\n".join(_texts(msgspec.to_builtins(document)))


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []


def parts_of(raw: bytes) -> dict[str, bytes]:
    """Return every part of a Word file."""
    with zipfile.ZipFile(io.BytesIO(raw)) as found:
        return {name: found.read(name) for name in found.namelist()}


def plain(raw: bytes | str) -> str:
    """Return a page, or a part of a file, without its tags, on one line."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else raw
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())
