"""Every rule over every way of knowing its facts, against a reading written a second time."""

import datetime as dt
from collections.abc import Callable, Mapping
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice.mappa import load_rulebook
from riskservice.mappa.categories import category_of
from riskservice.mappa.levels import RISING, level_of
from riskservice.mappa.logic import STATES, Facts, Found, Reader, RuleStep
from riskservice.mappa.readings import CHOICES, Readings, chosen
from riskservice.mappa.truth import MOST_UNKNOWN, possible, verdict

BOOK = load_rulebook()
ON = dt.date(2026, 11, 24)
DEFAULT = chosen(BOOK.defaults, {}, "")
OTHER = chosen(
    BOOK.defaults,
    {"media_limb": "stands_alone", "suspended_sentence": "does_not_count"},
    "",
)
THREE = (True, False, None)
Known = Mapping[str, bool | None]
Plain = Callable[[Mapping[str, bool]], bool]


def reader(known: Known, readings: Readings = DEFAULT, on: dt.date = ON) -> Reader:
    """A reader of facts of the person and of one sentence, unknown where not given."""

    def found(sentence: bool) -> dict[str, Found]:
        return {
            key: Found(value=known.get(key), how="", pointer=f"/{key}")
            for key, fact in BOOK.facts.items()
            if fact.sentence is sentence
        }

    facts = Facts(person=found(sentence=False), sentences=(("S1/", found(sentence=True)),))
    return Reader(book=BOOK, facts=facts, readings=readings, on=on)


# The rules of facts/planning.md once more, over facts that are all known.

SECOND: dict[str, tuple[tuple[str, ...], Plain]] = {
    "category_1": (("subject_to_notification",), lambda f: f["subject_to_notification"]),
    "category_2_offence": (
        ("murder", "schedule_15_offence", "controlling_or_coercive_offence"),
        lambda f: f["murder"] or f["schedule_15_offence"] or f["controlling_or_coercive_offence"],
    ),
    "category_2_disposal": (
        ("custody_of_12_months", "suspended_12_months", "hospital_order", "guardianship_order"),
        lambda f: any(
            f[key]
            for key in (
                "custody_of_12_months",
                "suspended_12_months",
                "hospital_order",
                "guardianship_order",
            )
        ),
    ),
    "category_2": (
        (
            "schedule_15_offence",
            "murder",
            "controlling_or_coercive_offence",
            "custody_of_12_months",
            "sentence_running",
            "sexual_offender_without_notification",
            "liability_running",
        ),
        lambda f: (
            (
                (f["schedule_15_offence"] or f["murder"] or f["controlling_or_coercive_offence"])
                and f["custody_of_12_months"]
                and f["sentence_running"]
            )
            or (f["sexual_offender_without_notification"] and f["liability_running"])
        ),
    ),
    "category_3_grounds": (
        ("capable_of_serious_harm", "active_management_needed"),
        lambda f: f["capable_of_serious_harm"] and f["active_management_needed"],
    ),
    "category_4": (
        (
            "terrorism_notification",
            "terrorism_offence",
            "custody_of_12_months",
            "hospital_order",
            "has_offence",
            "terrorism_risk",
        ),
        lambda f: (
            f["terrorism_notification"]
            or (f["terrorism_offence"] and (f["custody_of_12_months"] or f["hospital_order"]))
            or (f["has_offence"] and f["terrorism_risk"])
        ),
    ),
    "level_1": (
        (
            "screened_formally",
            "lead_agency_can_manage",
            "plan_is_robust",
            "agreed_actions_unblocked",
        ),
        lambda f: all(f.values()),
    ),
    "level_2": (
        (
            "meetings_add_value",
            "high_risk_of_serious_harm",
            "needs_active_coordination",
            "formerly_level_3",
        ),
        lambda f: (
            f["meetings_add_value"]
            and (
                f["high_risk_of_serious_harm"]
                or f["needs_active_coordination"]
                or f["formerly_level_3"]
            )
        ),
    ),
    "level_3": (
        (
            "meetings_add_value",
            "high_risk_of_serious_harm",
            "needs_active_coordination",
            "formerly_level_3",
            "senior_representation_needed",
            "resources_at_short_notice",
            "media_or_public_interest",
        ),
        lambda f: (
            f["meetings_add_value"]
            and (
                f["high_risk_of_serious_harm"]
                or f["needs_active_coordination"]
                or f["formerly_level_3"]
            )
            and f["senior_representation_needed"]
            and (f["resources_at_short_notice"] or f["media_or_public_interest"])
        ),
    ),
    "dangerous_or_sro": (
        ("unconvicted", "likelihood_of_serious_harm", "subject_to_sro"),
        lambda f: (f["unconvicted"] and f["likelihood_of_serious_harm"]) or f["subject_to_sro"],
    ),
}
SENTENCE_RULES = ("category_2_offence", "category_2_disposal")


def known_ways(names: tuple[str, ...], known: Known) -> list[dict[str, bool]]:
    """Every way in which what is unknown may turn out."""
    spread = [(True, False) if known[name] is None else (known[name],) for name in names]
    return [dict(zip(names, way, strict=True)) for way in product(*spread)]  # type: ignore[arg-type]


def worked_out(key: str, known: Known, readings: Readings = DEFAULT) -> RuleStep:
    facts = dict.fromkeys(BOOK.facts, False) | dict(known)
    here = reader(facts, readings)
    if key in SENTENCE_RULES:
        place, inside = here.facts.sentences[0]
        return here._node(key, inside, place)
    return here.node(key)


@pytest.mark.parametrize("key", SECOND)
def test_a_rule_is_definite_where_every_way_of_answering_agrees_and_only_there(key: str) -> None:
    names, plain = SECOND[key]
    for values in product(THREE, repeat=len(names)):
        known = dict(zip(names, values, strict=True))
        outcomes = {plain(way) for way in known_ways(names, known)}
        expected = STATES[outcomes.pop() if len(outcomes) == 1 else None]
        assert worked_out(key, known).state == expected, known


@pytest.mark.parametrize("key", SECOND)
def test_what_would_tell_is_every_fact_that_can_change_the_rule_and_no_other(key: str) -> None:
    names, plain = SECOND[key]
    for values in product(THREE, repeat=len(names)):
        known = dict(zip(names, values, strict=True))
        matters = set()
        for way in known_ways(names, known):
            for name in names:
                if known[name] is None and plain(way) != plain({**way, name: not way[name]}):
                    matters.add(name)
        asks = verdict(worked_out(key, known)).asks
        assert {ask.fact.rpartition("/")[2] for ask in asks} == matters, known


@pytest.mark.parametrize("key", SECOND)
def test_what_an_answer_would_give_is_what_it_gives(key: str) -> None:
    names, _ = SECOND[key]
    ways = list(product(THREE, repeat=len(names)))
    for values in ways[:: max(1, len(ways) // 200)]:
        known = dict(zip(names, values, strict=True))
        for ask in verdict(worked_out(key, known)).asks:
            name = ask.fact.rpartition("/")[2]
            for answer, said in ((True, ask.if_yes), (False, ask.if_no)):
                state = worked_out(key, {**known, name: answer}).state
                assert said == ((state,) if state != "cannot_tell" else ("met", "not_met"))


# Levels ------------------------------------------------------------------------------------------

LEVEL_FACTS = (*SECOND["level_1"][0][:2], *SECOND["level_3"][0])


def plain_level(f: Mapping[str, bool], media_alone: bool, fails: str) -> str:
    """The level test, written once more."""
    second = f["meetings_add_value"] and (
        f["high_risk_of_serious_harm"] or f["needs_active_coordination"] or f["formerly_level_3"]
    )
    media = f["media_or_public_interest"]
    if media_alone:
        third = f["senior_representation_needed"] and (
            media or (second and f["resources_at_short_notice"])
        )
    else:
        third = (
            second
            and f["senior_representation_needed"]
            and (f["resources_at_short_notice"] or media)
        )
    if third:
        return "3"
    if second:
        return "2"
    if f["screened_formally"] and f["lead_agency_can_manage"]:
        return "1"
    return fails


def level_tests(known: Known, readings: Readings) -> tuple[RuleStep, ...]:
    given = {"plan_is_robust": True, "agreed_actions_unblocked": True, **known}
    here = reader(given, readings)
    return tuple(here.node(f"level_{level}") for level in (1, 2, 3))


@pytest.mark.parametrize("fails", CHOICES["level_1_fails"])
@pytest.mark.parametrize("media", CHOICES["media_limb"])
def test_the_levels_still_possible_are_those_some_way_of_answering_gives(
    media: str, fails: str
) -> None:
    readings = chosen(BOOK.defaults, {"media_limb": media, "level_1_fails": fails}, "")
    word = {"level_2": "2"}.get(fails, fails)
    ways = list(product(THREE, repeat=len(LEVEL_FACTS)))
    for values in ways[:: 1 if (media, fails) == ("needs_level_2", "refer_to_coordinator") else 17]:
        known = dict(zip(LEVEL_FACTS, values, strict=True))
        if sum(value is None for value in values) > 4:
            continue
        expected = {
            plain_level(way, media == "stands_alone", word)
            for way in known_ways(LEVEL_FACTS, known)
        }
        found = level_of(level_tests(known, readings), readings, 1)
        assert set(found.outcomes) == expected, known
        assert found.exact


@given(st.fixed_dictionaries({name: st.sampled_from(THREE) for name in LEVEL_FACTS}))
def test_nothing_known_less_ever_narrows_what_is_possible(known: dict[str, bool | None]) -> None:
    here = level_of(level_tests(known, DEFAULT), DEFAULT, 1)
    for name in LEVEL_FACTS:
        fewer = level_of(level_tests({**known, name: None}, DEFAULT), DEFAULT, 1)
        assert set(here.outcomes) <= set(fewer.outcomes)


MORE_RISK = {
    **dict.fromkeys(SECOND["level_3"][0], True),
    **dict.fromkeys(SECOND["level_1"][0], False),
}
EVERY_READING = [
    chosen(BOOK.defaults, {"media_limb": media, "level_1_fails": fails}, "")
    for media in CHOICES["media_limb"]
    for fails in CHOICES["level_1_fails"]
]


@given(
    st.fixed_dictionaries({name: st.sampled_from(THREE) for name in MORE_RISK}),
    st.sampled_from(sorted(MORE_RISK)),
    st.sampled_from(EVERY_READING),
    st.sampled_from([1, 2, 3, 4, None]),
)
def test_more_risk_never_lowers_the_level(
    known: dict[str, bool | None], name: str, readings: Readings, category: int | None
) -> None:
    def bounds(facts: Known) -> tuple[int, int]:
        here = reader(facts, readings)
        tests = tuple(here.node(f"level_{level}") for level in (1, 2, 3))
        found = level_of(tests, readings, category)
        ranks = [RISING.index(outcome) for outcome in found.outcomes]
        return min(ranks), max(ranks)

    less = bounds({**known, name: not MORE_RISK[name]})
    more = bounds({**known, name: MORE_RISK[name]})
    assert less[0] <= more[0]
    assert less[1] <= more[1]


@given(st.fixed_dictionaries({name: st.sampled_from(THREE) for name in MORE_RISK}))
def test_category_3_is_never_level_1(known: dict[str, bool | None]) -> None:
    here = reader(known)
    tests = tuple(here.node(f"level_{level}") for level in (1, 2, 3))
    assert "1" not in level_of(tests, DEFAULT, 3).outcomes


# Categories --------------------------------------------------------------------------------------

CATEGORY_FACTS = (
    "subject_to_notification",
    "schedule_15_offence",
    "custody_of_12_months",
    "sentence_running",
    "terrorism_offence",
    "capable_of_serious_harm",
    "active_management_needed",
)


def plain_category(f: Mapping[str, bool], kept: str) -> str:
    first = f["subject_to_notification"]
    second = f["schedule_15_offence"] and f["custody_of_12_months"] and f["sentence_running"]
    fourth = f["terrorism_offence"] and f["custody_of_12_months"]
    third = f["capable_of_serious_harm"] and f["active_management_needed"]
    order = [("1", first), ("2", second)]
    order.insert(0 if kept == "category_4" else 2, ("4", fourth))
    order.append(("3", third))
    return next((name for name, met in order if met), "none")


@pytest.mark.parametrize("kept", CHOICES["category_4_kept"])
def test_the_categories_still_possible_are_those_some_way_of_answering_gives(kept: str) -> None:
    readings = chosen(BOOK.defaults, {"category_4_kept": kept}, "")
    for values in product(THREE, repeat=len(CATEGORY_FACTS)):
        known = dict(zip(CATEGORY_FACTS, values, strict=True))
        here = reader(dict.fromkeys(BOOK.facts, False) | known, readings)
        rules = tuple(here.node(f"category_{category}") for category in (1, 2, 3, 4))
        found = category_of(rules, readings)
        expected = {plain_category(way, kept) for way in known_ways(CATEGORY_FACTS, known)}
        assert set(found.outcomes) == expected, known
        # Category 3 is for those in no other: its own rule says so.
        assert not (rules[2].state == "met" and "met" in (rules[0].state, rules[1].state))


def test_nobody_outside_every_category_is_left_out_of_the_question_by_category_3() -> None:
    # A rule in which one fact stands twice would be "cannot tell" although it is settled.
    known = {"capable_of_serious_harm": True, "active_management_needed": True}
    assert reader(known).node("outside_mappa").state == "not_met"


@pytest.mark.parametrize("readings", [DEFAULT, OTHER], ids=["default", "other"])
@pytest.mark.parametrize("root", ["category_2", "category_3", "level_3", "category_4"])
def test_no_fact_stands_twice_in_a_rule(root: str, readings: Readings) -> None:
    # Then Kleene's logic is exact: every "cannot tell" has ways of answering to both sides.
    def leaves(node: RuleStep) -> list[str]:
        if node.operator == "fact":
            return [node.key]
        return [leaf for part in node.parts for leaf in leaves(part)]

    counted = leaves(reader({}, readings).node(root))
    shared = {"S1/custody_of_12_months", "S1/hospital_order"} if root == "category_3" else set()
    assert {leaf for leaf in counted if counted.count(leaf) > 1} <= shared


def test_beyond_the_largest_table_the_result_says_that_it_is_not_exact() -> None:
    nodes = tuple(
        RuleStep(key=f"fact_{i}", title="", operator="fact", state="cannot_tell")
        for i in range(MOST_UNKNOWN + 1)
    )
    every = RuleStep(key="r", title="", operator="all", state="cannot_tell", parts=nodes)
    found = verdict(every)
    assert not found.exact
    assert found.outcomes == ("met", "not_met")
    assert len(found.asks) == MOST_UNKNOWN + 1
    fewer = verdict(
        RuleStep(key="r", title="", operator="all", state="cannot_tell", parts=nodes[1:])
    )
    assert fewer.exact


def test_two_rules_that_share_an_unknown_fact_are_not_taken_apart() -> None:
    fact = RuleStep(key="f", title="", operator="fact", state="cannot_tell")
    same = RuleStep(key="r", title="", operator="all", state="cannot_tell", parts=(fact,))
    opposite = RuleStep(key="n", title="", operator="none", state="cannot_tell", parts=(fact,))
    found = possible(
        (same, opposite), lambda met: f"{met[0]}{met[1]}", ("TrueTrue", "TrueFalse", "FalseTrue")
    )
    assert found.outcomes == ("TrueFalse", "FalseTrue")


# Dates of rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "state"),
    [(dt.date(2025, 2, 2), "not_met"), (dt.date(2025, 2, 3), "met"), (dt.date(2025, 2, 4), "met")],
)
def test_controlling_or_coercive_behaviour_counts_from_3_february_2025(
    on: dt.date, state: str
) -> None:
    known = dict.fromkeys(BOOK.facts, False) | {
        "controlling_or_coercive_offence": True,
        "custody_of_12_months": True,
        "sentence_running": True,
    }
    assert reader(known, on=on).node("category_2").state == state


@pytest.mark.parametrize(
    ("on", "state"),
    [
        (dt.date(2021, 12, 31), "not_met"),
        (dt.date(2022, 1, 1), "cannot_tell"),
        (dt.date(2022, 12, 31), "cannot_tell"),
        (dt.date(2023, 1, 1), "met"),
    ],
)
def test_category_4_came_in_2022_on_a_day_that_is_not_known_here(on: dt.date, state: str) -> None:
    known = dict.fromkeys(BOOK.facts, False) | {"terrorism_notification": True}
    assert reader(known, on=on).node("category_4").state == state
    assert reader(dict.fromkeys(BOOK.facts, False), on=on).node("category_4").state == "not_met"
