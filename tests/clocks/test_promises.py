"""What holds whatever the case: severity, age, more sentences, and honest ranges."""

import datetime as dt
import itertools
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.clocks import Entry
from tests.clocks.people import D, calendar, entry, one_reading, sentence

DAYS = st.dates(D(2005, 1, 1), D(2026, 11, 1))
BIRTHS = st.dates(D(1950, 1, 1), D(2012, 1, 1))
MONTHS = st.integers(1, 60)
TERMS = st.fixed_dictionaries({"months": st.integers(0, 40), "days": st.integers(1, 40)})
FOREVER = dt.date.max
SEVERITY: list[dict[str, Any]] = [
    {"disposal": "caution"},
    {"disposal": "fine"},
    {"disposal": "community_order"},
    {"disposal": "imprisonment", "term": {"days": 1}},
    {"disposal": "hospital"},
    {"disposal": "imprisonment", "term": {"months": 6}},
    {"disposal": "imprisonment", "term": {"months": 6, "days": 1}},
    {"disposal": "imprisonment", "term": {"months": 29}},
    {"disposal": "imprisonment", "term": {"months": 30}},
    {"disposal": "extended", "term": {"years": 6}},
    {"disposal": "hospital_with_restriction"},
    {"disposal": "public_protection"},
    {"disposal": "life"},
]


def ends(each: Entry) -> tuple[dt.date, dt.date]:
    """Return the first and last day on which something may end."""
    if each.without_end:
        return FOREVER, FOREVER
    if each.date is not None:
        return each.date, each.date
    high = FOREVER if each.without_end is None or each.latest is None else each.latest
    return each.earliest or dt.date.min, high


def end_of(*sentences: dict[str, Any], born: dt.date | None, **parts: Any) -> tuple[Any, Any]:
    return ends(entry(one_reading(*sentences, born=born, **parts), "notification_end"))


@settings(max_examples=40, deadline=None)
@given(DAYS, BIRTHS)
def test_a_more_severe_disposal_never_ends_notification_sooner(day: dt.date, born: dt.date) -> None:
    days = {"relevant_date": day, "sentenced_on": day, "finding": None}
    found = [end_of(sentence(**{**days, **each}), born=born) for each in SEVERITY]
    assert found == sorted(found)


@settings(max_examples=60, deadline=None)
@given(DAYS, st.sampled_from(SEVERITY))
def test_somebody_under_age_never_notifies_longer(day: dt.date, disposal: dict[str, Any]) -> None:
    one = sentence(**{"relevant_date": day, "sentenced_on": day, "finding": None, **disposal})
    young = end_of(one, born=day.replace(day=1) - dt.timedelta(days=365 * 15))
    assert young <= end_of(one, born=day - dt.timedelta(days=365 * 30))


@st.composite
def any_sentence(draw: st.DrawFn, name: str) -> dict[str, Any]:
    day = draw(DAYS)
    made = sentence(
        name,
        finding=None,
        disposal=draw(
            st.sampled_from(["imprisonment", "fine", "detention_and_training", "suspended", None])
        ),
        relevant_date=draw(st.sampled_from([day, None])),
        sentenced_on=draw(st.sampled_from([day + dt.timedelta(days=20), None])),
        term=draw(st.one_of(st.none(), TERMS)),
        notifiable=draw(st.sampled_from([True, None, False])),
    )
    if made.get("disposal") == "fine":
        made.pop("term", None)
    return made


@settings(max_examples=80, deadline=None)
@given(st.data(), st.one_of(st.none(), BIRTHS))
def test_one_sentence_more_never_shortens(data: st.DataObject, born: dt.date | None) -> None:
    fewer = [data.draw(any_sentence(name)) for name in ("a", "b")]
    added = data.draw(any_sentence("c"))
    if data.draw(st.booleans()):
        added["consecutive_to"] = data.draw(st.sampled_from(["a", "b"]))
    kept = {"notification": {"subject": True}}
    low, high = end_of(*fewer, born=born, **kept)
    more_low, more_high = end_of(*fewer, added, born=born, **kept)
    known = any(each.get("notifiable", True) for each in fewer)
    if known and high != FOREVER:
        assert more_high >= high
    if known and low > dt.date.min:
        assert more_low >= low


COMPLETIONS: dict[str, list[Any]] = {
    "disposal": ["caution", "fine", "hospital", "imprisonment", "life", "detention_and_training"],
    "term": [{"months": 6}, {"months": 6, "days": 1}, {"weeks": 26}, {"years": 9}],
    "relevant_date": [D(2019, 3, 1), D(2020, 2, 29)],
    "sentenced_on": [D(2020, 3, 1), D(2020, 8, 31), D(2021, 1, 1)],
    "notifiable": [True, False],
}


@settings(max_examples=40, deadline=None)
@given(
    st.sets(st.sampled_from(sorted(COMPLETIONS)), min_size=1, max_size=3),
    st.sampled_from([None, "other"]),
    st.booleans(),
    st.data(),
)
def test_no_completion_contradicts_what_is_said_of_an_unknown(
    hidden: set[str], beside: str | None, unborn: bool, data: st.DataObject
) -> None:
    full = {name: data.draw(st.sampled_from(values)) for name, values in COMPLETIONS.items()}
    full["finding"] = None
    others = []
    if beside:
        follows = data.draw(st.sampled_from([None, "s1"]))
        others = [
            sentence(
                beside, term={"months": 4}, consecutive_to=follows, relevant_date=D(2020, 2, 1),
                sentenced_on=D(2020, 5, 1),
            )
        ]  # fmt: skip
    births = [D(1980, 1, 1), D(2001, 12, 31), D(2002, 2, 28), D(2005, 1, 1)]
    kept = {"notification": {"subject": True}}
    partly = sentence(**{**full, **dict.fromkeys(hidden)})
    low, high = end_of(partly, *others, born=None if unborn else births[0], **kept)
    for values in itertools.product(*(COMPLETIONS[name] for name in sorted(hidden))):
        done = {**full, **dict(zip(sorted(hidden), values, strict=True))}
        for born in births if unborn else births[:1]:
            found = one_reading(sentence(**done), *others, born=born, **kept)
            each = entry(found, "notification_end")
            if done["notifiable"] or others:
                first, last = ends(each)
                assert low <= first
                assert last <= high


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(st.none(), DAYS),
    st.sampled_from([None, True, False]),
    st.sampled_from([D(2026, 1, 1), D(2026, 11, 23)]),
)
def test_the_next_notification_lies_in_its_range(
    last: dt.date | None, abode: bool | None, on: dt.date
) -> None:
    life = sentence(disposal="life", relevant_date=D(2005, 1, 1), sentenced_on=D(2005, 1, 1))

    def due(last_on: dt.date | None, homeless: bool | None) -> Entry:
        given_ = {"last_on": last_on, "no_fixed_abode": homeless, "first_on": D(2005, 1, 4)}
        kept = {name: value for name, value in given_.items() if value is not None}
        return entry(one_reading(life, notification=kept, on=on), "next_notification")

    low, high = ends(due(last, abode))
    lasts = [last] if last else [D(2005, 1, 4), D(2015, 6, 1), on]
    for last_on, homeless in itertools.product(lasts, [True, False] if abode is None else [abode]):
        found = due(last_on, homeless)
        assert found.date is not None
        assert low <= found.date <= high


@settings(max_examples=15, deadline=None)
@given(st.data(), st.one_of(st.none(), BIRTHS))
def test_the_calendar_is_the_same_when_it_is_made_again(
    data: st.DataObject, born: dt.date | None
) -> None:
    sentences = [data.draw(any_sentence(name)) for name in ("a", "b")]
    one, other = (calendar(*sentences, born=born, recalls=[{}]) for _ in range(2))
    assert msgspec.json.encode(one) == msgspec.json.encode(other)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_order_of_sentences_does_not_matter(data: st.DataObject) -> None:
    sentences = [data.draw(any_sentence(name)) for name in ("a", "b", "c")]
    kept = {"notification": {"subject": True}}
    one, other = end_of(*sentences, born=None, **kept), end_of(*sentences[::-1], born=None, **kept)
    assert one == other
