"""Every question under its names: ours, the official service's, and its code in OASys."""

from msgspec import Struct

from riskservice.kit.questions import Kind, Question, questions_of
from riskservice.official.translate import official
from riskservice.registry import Registry


class ChoiceNames(Struct, frozen=True, kw_only=True):
    """One answer of a choice: our value, how it reads, and the official value, if there is one."""

    value: str
    title: str
    official: str | None


class QuestionNames(Struct, frozen=True, kw_only=True):
    """
    One question.

    Attributes
    ----------
    official : str or None
        Field of the official request.
    oasys : str or None
        Code in OASys.
    low, high : int or None
        Bounds of a count, both allowed.
    instruments : tuple of str
        Keys of those that ask it.
    """

    key: str
    official: str | None
    oasys: str | None
    kind: Kind
    wording: str
    guidance: str
    choices: tuple[ChoiceNames, ...]
    low: int | None
    high: int | None
    instruments: tuple[str, ...]


class Vocabulary(Struct, frozen=True, kw_only=True):
    """Every question the installed instruments ask, each once."""

    questions: tuple[QuestionNames, ...]


def vocabulary(registry: Registry) -> Vocabulary:
    """Return the questions of everything installed, in the order in which they are met."""
    asking: dict[str, list[str]] = {key: [] for key in registry.questions}
    for key, definition in registry.definitions.items():
        for asked in questions_of(definition.answers):
            asking[asked.key].append(key)
    return Vocabulary(
        questions=tuple(_named(asked, asking[asked.key]) for asked in registry.questions.values())
    )


def _named(asked: Question, instruments: list[str]) -> QuestionNames:
    choices = tuple(
        ChoiceNames(
            value=value,
            title=asked.titles.get(value, value.replace("_", " ").capitalize()),
            official=official(value) if asked.official else None,
        )
        for value in asked.choices
    )
    return QuestionNames(
        key=asked.key,
        official=asked.official or None,
        oasys=asked.oasys or None,
        kind=asked.kind,
        wording=asked.wording,
        guidance=asked.guidance,
        choices=choices,
        low=asked.low,
        high=asked.high,
        instruments=tuple(instruments),
    )
