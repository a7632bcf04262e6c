"""Everything a record says beside the answers, field by field, nothing left out in silence."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from riskservice.circumstances import Circumstances
from riskservice.circumstances.law import Term
from riskservice.planning.documents.blocks import heading, label, said
from riskservice.planning.documents.known import orders_table, sentences_table, term_text
from riskservice.planning.documents.parts import Block, Fact, Facts

VICTIM_FIELDS: Final = ("victim_date_of_birth", "victim_address")
"""What is never printed in any document; only that it is recorded."""
WHOLE: Final[Mapping[str, str]] = {
    "identity": "Identity",
    "notification": "Notification",
    "release": "Custody, release and licence",
    "recalls": "Recalls",
    "retention": "Police record",
    "mappa": "MAPPA",
    "management": "Management",
    "screening": "First screening",
    "youth": "ASSET",
}
"""Parts of a record that are laid out field by field; the others have forms of their own."""
FOR_PERSON: Final[Mapping[str, str]] = {
    name: WHOLE[name] for name in ("identity", "notification", "release", "recalls")
}
"""Those that tell the person only of what they are subject to, not of what others think."""


def circumstances_blocks(known: Circumstances, parts: Mapping[str, str]) -> Iterator[Block]:
    """
    Yield what a record says; victims, conditions and needs stand with the plan.

    Parameters
    ----------
    parts : mapping of str to str
        Parts to lay out field by field, with their titles: :data:`WHOLE` or :data:`FOR_PERSON`.
    """
    if known.sentences:
        yield heading("Offences and sentences", 2)
        yield sentences_table(known.sentences)
        if parts is WHOLE:
            yield from _listed("Sentences, every recorded field", known.sentences)
    if known.orders:
        yield heading("Civil orders", 2)
        yield orders_table(known.orders)
    for name, title in parts.items():
        found = getattr(known, name)
        if found is None or found == ():
            continue
        yield heading(title, 2)
        for each in found if isinstance(found, tuple) else (found,):
            yield Facts(facts=tuple(_facts(each)))


def _listed(title: str, items: tuple[Struct, ...]) -> Iterator[Block]:
    """Yield what each item holds beyond its table, each as facts of its own."""
    yield heading(title, 2)
    for each in items:
        yield Facts(facts=tuple(_facts(each)))


def _facts(item: Struct, prefix: str = "") -> Iterator[Fact]:
    """Yield every recorded field; what is not recorded is not listed."""
    for name in item.__struct_fields__:
        value = getattr(item, name)
        if value is None or value in ((), {}, ""):
            continue
        title = f"{prefix}{label(name)}"
        if name in VICTIM_FIELDS:
            yield Fact(label=title, text="recorded; not printed")
        elif isinstance(value, Term):
            yield Fact(label=title, text=term_text(value))
        elif isinstance(value, Struct):
            yield from _facts(value, f"{title}: ")
        elif isinstance(value, tuple):
            yield from _several(title, value)
        elif isinstance(value, dict):
            for key, answer in value.items():
                text = "does not apply" if answer is None else said(answer)
                yield Fact(label=f"{title}: {label(key)}", text=text)
        else:
            yield Fact(label=title, text=said(value))


def _several(title: str, items: tuple[object, ...]) -> Iterator[Fact]:
    for number, each in enumerate(items, 1):
        if isinstance(each, Struct):
            yield from _facts(each, f"{title} {number}: ")
        else:
            yield Fact(label=f"{title} {number}", text=said(each))
