"""Where sentences, orders and answers of one case contradict each other."""

from collections import Counter
from collections.abc import Iterator

from riskservice.circumstances import Circumstances, Order, Sentence
from riskservice.clocks.policy import Rulebook
from riskservice.clocks.terms import NONE, Length, length_of
from riskservice.errors import Fault, InvalidCase, shown

MOST = 300
"""More sentences, or orders, than any person has; the work grows with their square."""
LONGEST = 200
"""Of any term. [years]"""
_MONTHS, _DAYS = 12, 366
_CAUTIONS = ("caution", "reprimand_or_warning")


def check_circumstances(facts: Circumstances, rules: Rulebook) -> None:
    """
    Refuse circumstances of which no date could be right.

    Raises
    ------
    InvalidCase
        With every contradiction at its place.
    """
    if faults := tuple(_faults(facts, rules)):
        raise InvalidCase(*faults)


def _faults(facts: Circumstances, rules: Rulebook) -> Iterator[Fault]:
    for name, many in (
        ("sentences", facts.sentences),
        ("orders", facts.orders),
        ("recalls", facts.recalls),
    ):
        if len(many) > MOST:
            yield _fault(
                f"/circumstances/{name}",
                f"{len(many)} of them",
                "are more than one person has",
                f"Send one person's; at most {MOST}.",
            )
            return
    yield from _names("sentences", [each.sentence_id for each in facts.sentences], "sentence_id")
    yield from _names("orders", [each.order_id for each in facts.orders], "order_id")
    yield from _links(facts.sentences)
    for place, sentence in enumerate(facts.sentences):
        yield from _sentence(sentence, f"/circumstances/sentences/{place}")
    for place, order in enumerate(facts.orders):
        yield from _order(order, f"/circumstances/orders/{place}")
    answers = facts.release.answers if facts.release else {}
    for name in answers:
        if name not in rules.schemes.facts:
            yield _fault(
                f"/circumstances/release/answers/{name}",
                name,
                "is no question of a release scheme",
                f"Questions are: {', '.join(rules.schemes.facts)}.",
            )


def _names(kind: str, names: list[str], field: str) -> Iterator[Fault]:
    counts = Counter(names)
    for place, name in enumerate(names):
        if counts[name] > 1:
            yield _fault(
                f"/circumstances/{kind}/{place}/{field}",
                name,
                "is used more than once",
                "Give each its own.",
            )


def _links(sentences: tuple[Sentence, ...]) -> Iterator[Fault]:
    links = {each.sentence_id: each.consecutive_to for each in sentences}
    for place, sentence in enumerate(sentences):
        pointer = f"/circumstances/sentences/{place}/consecutive_to"
        follows = sentence.consecutive_to
        if follows is None:
            continue
        if follows not in links:
            yield _fault(
                pointer, follows, "is no sentence of this case", "Name another sentence_id."
            )
            continue
        seen, here = {sentence.sentence_id}, links.get(sentence.sentence_id)
        while here is not None and here not in seen:
            seen.add(here)
            here = links.get(here)
        if here == sentence.sentence_id:
            yield _fault(
                pointer, follows, "comes back to this sentence", "Say which of them is first."
            )


def _sentence(sentence: Sentence, place: str) -> Iterator[Fault]:
    cautioned = {sentence.finding, sentence.disposal} & set(_CAUTIONS)
    known = sentence.disposal is not None and sentence.finding is not None
    if known and cautioned and sentence.disposal != sentence.finding:
        yield _fault(
            f"{place}/disposal",
            str(sentence.disposal),
            f"does not go with the finding {sentence.finding}",
            "Correct one of them, or leave out the one that is not known.",
        )
    for name in ("term", "custodial_term"):
        term = getattr(sentence, name)
        if term is not None and length_of(term) == NONE:
            yield _fault(
                f"{place}/{name}", "", "has no length", "Leave it out where it is not known."
            )
        if term is not None and _too_long(length_of(term)):
            yield _fault(
                f"{place}/{name}",
                "",
                f"is longer than {LONGEST} years",
                "Correct it; a sentence without an end is a disposal of its own.",
            )
    first, last = sentence.relevant_date, sentence.ends_on
    if first is not None and last is not None and last < first:
        yield _fault(
            f"{place}/ends_on", str(last), f"is before {first}", "Correct one of the two days."
        )
    sentenced = sentence.sentenced_on
    if first is not None and sentenced is not None and sentenced < first:
        yield _fault(
            f"{place}/sentenced_on",
            str(sentenced),
            f"is before the relevant date {first}",
            "Correct one of the two days.",
        )


def _too_long(length: Length) -> bool:
    return length.months > _MONTHS * LONGEST or length.days > _DAYS * LONGEST


def _order(order: Order, place: str) -> Iterator[Fault]:
    if order.until_further_order and order.ends_on is not None:
        yield _fault(
            f"{place}/ends_on",
            str(order.ends_on),
            "does not go with an order until further order",
            "Keep the one that is right.",
        )
    for name in ("ends_on", "travel_until", "notified_on"):
        day = getattr(order, name)
        if day is not None and order.made_on is not None and day < order.made_on:
            yield _fault(
                f"{place}/{name}",
                str(day),
                f"is before the order was made on {order.made_on}",
                "Correct one of the two days.",
            )


def _fault(pointer: str, value: str, message: str, way_out: str) -> Fault:
    return Fault(
        pointer=pointer, value=shown(value) if value else None, message=message, way_out=way_out
    )
