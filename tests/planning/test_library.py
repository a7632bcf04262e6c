"""The shipped library keeps its promises, and a broken one is refused with every fault."""

import re
import tomllib
from importlib.resources import files

import pytest

from riskservice.errors import BrokenPlugin
from riskservice.planning import Library, decode_library, load_library
from tests.planning.factory import LEVELS, PROTECTIVE, RISK, Made, overall

ACTIONS = (files("models") / "actions" / "2026.1.toml").read_bytes()
PLANS = (files("models") / "plans" / "2026.1.toml").read_bytes()
VERY_HIGH = "[contact.levels.very_high]\ndays = 30\n"


def broken(actions: bytes = ACTIONS, plans: bytes = PLANS) -> list[str]:
    """Return what is wrong with a pair of files, each fault as text."""
    with pytest.raises(BrokenPlugin) as caught:
        decode_library(actions, plans)
    return [str(fault) for fault in caught.value.faults]


def edited(raw: bytes, *changes: tuple[str, str]) -> bytes:
    text = raw.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library()


def test_the_library_is_deep_enough(library: Library) -> None:
    assert len(library.proposals.actions) >= 60
    assert len(library.proposals.contingencies) >= 12


@pytest.mark.parametrize("key", [*RISK, *PROTECTIVE])
def test_every_arms_factor_has_entries_of_its_own_at_every_rating(
    library: Library, key: str
) -> None:
    for rating in ("low", "medium", "high"):
        own = [a for a in library.proposals.actions if a.called_by(key, rating)]
        assert any(action.factors == (key,) for action in own)


@pytest.mark.parametrize("level", LEVELS)
def test_every_level_has_a_contact_default_and_a_review(library: Library, level: str) -> None:
    assert library.policy.contact.levels[level].days >= 1
    review = library.policy.review.levels[level]
    assert review.target_days <= review.backstop_days


def test_texts_are_complete_sentences_and_each_is_said_once(library: Library) -> None:
    texts = [
        *(action.text for action in library.proposals.actions),
        *(each.trigger for each in library.proposals.contingencies),
        *(each.response for each in library.proposals.contingencies),
    ]
    assert len(texts) == len(set(texts))
    for text in texts:
        assert text == " ".join(text.split())
        assert text[-1] in ".}"


def test_what_is_proposed_confirmed_cites_something_other_than_practice(library: Library) -> None:
    for entry in (*library.proposals.actions, *library.proposals.contingencies):
        if entry.confidence == "confirmed":
            assert entry.cite not in ("practice", "house")


def test_every_source_is_used() -> None:
    for raw in (ACTIONS, PLANS):
        ids = {source["id"] for source in tomllib.loads(raw.decode())["sources"]}
        cited = set(re.findall(r'\bcite = "([a-z_0-9]+)"', raw.decode()))
        assert ids == cited


def test_the_fingerprint_is_that_of_the_bytes(library: Library) -> None:
    assert library.stamp.actions_digest.startswith("sha256:")
    other = decode_library(ACTIONS + b"\n# a comment\n", PLANS)
    assert other.stamp.actions_digest != library.stamp.actions_digest
    assert other.stamp.plans_digest == library.stamp.plans_digest


def test_a_callers_library_is_used_in_place_of_the_released_one() -> None:
    actions = edited(
        ACTIONS,
        ('version = "2026.1"', 'version = "local.3"'),
        ("Arrange a joint home visit of police and probation", "Arrange a joint visit"),
    )
    plans = edited(PLANS, ('"OFFICIAL-SENSITIVE"', '"OFFICIAL"'), ("days = 91", "days = 60"))
    made = Made(overall=overall("high"))
    plan = made.draft(library=decode_library(actions, plans))
    assert plan.library.actions_version == "local.3"
    assert plan.marking == "OFFICIAL"
    assert plan.contact.default_days == 60
    joint = next(a for a in plan.actions if a.action_id == "action:joint_visit")
    assert joint.text.startswith("Arrange a joint visit")
    assert joint.origin.library_version == "local.3"
    assert plan.plan_id != made.draft().plan_id


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('pillar = "supervision"', 'pillar = "suspension"'), "names no known pillar"),
        (('factors = ["band"]', 'factors = ["bland"]'), "names no known factor"),
        (('ratings = ["low", "medium"', 'ratings = ["slow", "medium"'), "names no known rating"),
        (('owner_role = "lead_manager"', 'owner_role = "wizard"'), "names no known role"),
        (('urgency = "urgent"', 'urgency = "someday"'), "names no known urgency"),
        (('settings = ["community"]', 'settings = ["moon"]'), "names no known setting"),
        (('contingency = "threat_to_staff"', 'contingency = "x"'), "names no known contingency"),
        (('agency = "voluntary"', 'agency = "x"'), "names no known agency"),
        (("again: {detail}", "again: {secret}"), "names no known placeholder"),
        (('key = "mappa_screening"', 'key = "named_manager"'), "is there more than once"),
        (('cite = "app"', 'cite = "hearsay"'), "is not among the sources"),
        (('confidence = "confirmed"', 'confidence = "sure"'), "Invalid enum value 'sure'"),
        (('ratings = ["high"]', "ratings = []"), "is empty"),
        (('out_of_hours = "police_duty_inspector"', 'out_of_hours = "x"'), "names no known role"),
        (("variants = { child =", "variants = { chid ="), "names no known variant: chid"),
        (('["lds", "learning", "need_education"]', '["lds", "earning"]'), "known factor: earning"),
        (
            ('ratings = ["some", "significant"]\ntext = "How', 'ratings = ["x"]\ntext = "How'),
            "rating: x",
        ),
    ],
)
def test_a_fault_in_the_action_file_is_found(change: tuple[str, str], told: str) -> None:
    assert any(told in fault for fault in broken(actions=edited(ACTIONS, change)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('when_unknown = "high"', 'when_unknown = "dire"'), "names no known level"),
        (("[contact.levels.low]", "[contact.levels.tiny]"), "names no known level"),
        ((VERY_HIGH, VERY_HIGH.replace("30", "92")), "is longer than high"),
        (("target_days = 42", "target_days = 85"), "is later than high"),
        (("target_days = 335", "target_days = 366"), "passes its backstop"),
        (('role = "lead_manager"\nlook_at', 'role = "x"\nlook_at'), "names no known role"),
        (('heading = "key_information"', 'heading = "x"'), "names no known heading"),
        (('agency = "police"', 'agency = "x"'), "names no known agency"),
        (('needed_when = ["custody"', 'needed_when = ["jail"'), "names no known setting"),
        (("blank-open =", "blank-ajar ="), "blank-ajar"),
        (('cite = "house"', 'cite = "rumour"'), "is not among the sources"),
        (("adult_age = 18", 'adult_age = "18"'), "Expected `int`, got `str`"),
        (('key = "provisional"', 'key = "band"'), "is there more than once"),
        (
            ('answers.temper_control" = "problem"', 'answers.temper_control" = "x"'),
            "known reading: x",
        ),
        (('"circumstances.notification.subject"', '"circumstances.notice"'), "which is not there"),
        (('each = "circumstances.orders"', 'each = "circumstances.order"'), "which is not there"),
        (('tells = ["prohibitions"', 'tells = ["bans"'), "reads circumstances.orders.bans"),
        (('enough = ["answers.is_unemployed"]', 'enough = ["answers.age"]'), "which is not read"),
        (
            ('severe_need = "significant" }', 'severe_need = "dire" }'),
            "names no known rating: dire",
        ),
        (('fact = "image_history"', 'fact = "hearsay"'), "Invalid enum value 'hearsay'"),
        (('fact = "needs_unknown"\n', ""), "plans.factors.needs_unknown.fact: is missing"),
        (('area = "finance"', 'area = "wealth"'), "names no known area: wealth"),
        (('screen_in = "present"', 'screen_in = "there"'), "names no known rating: there"),
        (('youth_case_manager", programmes', 'wizard", programmes'), "names no known role: wizard"),
    ],
)
def test_a_fault_in_the_policy_file_is_found(change: tuple[str, str], told: str) -> None:
    assert any(told in fault for fault in broken(plans=edited(PLANS, change)))


def test_every_fault_of_both_files_is_reported_at_once() -> None:
    faults = broken(
        edited(ACTIONS, ('cite = "app"\nconfidence = "confirmed"', 'colour = "red"')),
        edited(
            PLANS,
            ("adult_age = 18", 'adult_age = "18"'),
            (VERY_HIGH, VERY_HIGH.replace("30", '"x"')),
        ),
    )
    places = [fault.split(":")[0] for fault in faults]
    assert places == [
        "actions.actions.named_manager.colour",
        "actions.actions.named_manager.cite",
        "actions.actions.named_manager.confidence",
        "plans.scope.adult_age",
        "plans.contact.levels.very_high.days",
    ]


def test_dead_references_are_reported_together() -> None:
    faults = broken(
        edited(ACTIONS, ('pillar = "supervision"', 'pillar = "x"'), ('cite = "app"', 'cite = "x"')),
        edited(PLANS, ('when_unknown = "high"', 'when_unknown = "x"')),
    )
    assert len(faults) == 3


def test_a_file_that_is_not_toml_is_named() -> None:
    (fault,) = broken(actions=b"[[actions")
    assert fault.startswith("actions: is not TOML")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        # Nothing is left for a rating.
        (
            (
                'factors = ["need_finance"]\nratings = ["some", "significant"]',
                'factors = ["need_finance"]\nratings = ["significant"]',
            ),
            "factor need_finance: rated some calls for no action",
        ),
        # A shared entry that stops at high.
        (
            (
                'factors = ["dc_srp", "rm2000_s"]\nratings = ["medium", "high", "very_high"]',
                'factors = ["dc_srp", "rm2000_s"]\nratings = ["medium", "high"]',
            ),
            "factor dc_srp: calls for fewer actions at very_high than at high",
        ),
        # A contingency that stops at high.
        (
            (
                (
                    'ratings = ["low", "medium", "high", "very_high"]\n'
                    'settings = ["community"]\ntrigger = "A visit'
                ),
                'ratings = ["low", "medium", "high"]\nsettings = ["community"]\ntrigger = "A visit',
            ),
            "failed_contact: must also apply at every rating above",
        ),
        # An action that is lost with the contingency it turns to.
        (
            (
                'ratings = ["low"]\npillar = "supervision"\ntext = "Keep hostility',
                (
                    'ratings = ["low"]\ncontingency = "domestic_abuse"\n'
                    'pillar = "supervision"\ntext = "Keep hostility'
                ),
            ),
            "hostility_watch: would lose contingency domestic_abuse",
        ),
        # One entry for factors that are rated in opposite directions.
        (
            (
                'factors = ["arms_opportunity"]\nratings = ["high"]',
                'factors = ["arms_opportunity", "arms_social_investment"]\nratings = ["high"]',
            ),
            "mixes factors of different scales",
        ),
    ],
)
def test_a_library_that_breaks_a_promise_is_refused(change: tuple[str, str], told: str) -> None:
    faults = broken(actions=edited(ACTIONS, change))
    assert any(told in fault for fault in faults), faults


def extra_for_low_opportunity(count: int, urgency: str) -> bytes:
    """Return the action file with further entries that only a low rating calls for."""
    rest = (
        'factors = ["arms_opportunity"]\nratings = ["low"]\npillar = "supervision"\n'
        f'urgency = "{urgency}"\nowner_role = "offender_manager"\ntext = "Extra."\n'
        'cite = "practice"\nconfidence = "unconfirmed"\n'
    )
    blocks = "".join(f'\n[[actions]]\nkey = "extra_{i}"\n{rest}' for i in range(count))
    return ACTIONS + blocks.encode()


def test_fewer_actions_at_more_risk_are_refused() -> None:
    faults = broken(actions=extra_for_low_opportunity(5, "by_review"))
    assert any("calls for fewer actions at medium than at low" in fault for fault in faults)


def test_a_later_first_action_at_more_risk_is_refused() -> None:
    faults = broken(actions=extra_for_low_opportunity(1, "immediate"))
    assert any("is acted on later at medium than at low" in fault for fault in faults)


def test_a_pillar_nobody_has_an_action_for_is_refused() -> None:
    heading = (
        '\n[[headings]]\nkey = "fifth"\ntitle = "Fifth"\nofficial = "fifth"\npillar = true\n'
        'cite = "practice"\nconfidence = "unconfirmed"\n'
    )
    faults = broken(plans=PLANS + heading.encode())
    assert any("plans.headings.fifth: has no action for every person" in fault for fault in faults)


def test_an_unknown_version_or_package_is_not_swallowed() -> None:
    with pytest.raises(FileNotFoundError):
        load_library(version="1999.1")
