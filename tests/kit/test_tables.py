"""Tables of numbers: what a sound file gives, and what every kind of broken file is told."""

import datetime as dt
import hashlib
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from riskservice import service
from riskservice.errors import BrokenPlugin
from riskservice.kit.blocks import Cited
from riskservice.kit.tables import Table, decode, load
from tests.toys import ADDITIVE, AGED, LOGISTIC, package, raw_table, table_of

STEPS = '[steps.a]\nat = [1, 3]\npoints = [0, 2, 5]\ncite = "nobody"\n'
BANDS = '[bands]\nat = [2, 4]\nnames = ["low", "medium", "high"]\ncite = "nobody"\n'


# Sound tables ------------------------------------------------------------------------------------


def test_a_sound_table_holds_what_its_file_says() -> None:
    table = table_of(ADDITIVE, "toy_additive", "7", more='note = "n"')
    assert (table.instrument, table.version, table.status) == ("toy_additive", "7", "in force")
    assert table.effective_from == dt.date(2020, 1, 1)
    assert table.effective_to is None
    assert table.note == "n"
    assert table.steps["escapes"].points == (Decimal(0), Decimal(2), Decimal(3))
    assert table.bands is not None
    assert table.bands.names == ("low", "medium", "high", "very_high")
    assert table.numbers == {"armed_escape": 1.0}
    assert table.rule("local") is True
    assert table.missing["armed"].counts_as is False


def test_a_switch_the_table_does_not_have_is_never_guessed() -> None:
    with pytest.raises(KeyError):
        table_of(ADDITIVE).rule("absent")


def test_numbers_are_the_nearest_doubles_of_what_is_printed() -> None:
    table = table_of(
        '[constants]\na = { value = "0.1598", cite = "nobody" }\n'
        'b = { value = 0.1, cite = "nobody" }\n'
    )
    assert table.constants["b"].value == Decimal("0.1")
    assert table.numbers == {"a": 0.1598, "b": 0.1}


@pytest.mark.parametrize(
    ("value", "points"), [(0, 0.0), (1, 2.0), (2, 2.0), (3, 5.0), (4, 5.0), (999, 5.0)]
)
def test_a_step_counts_from_its_own_value_on(value: int, points: float) -> None:
    assert table_of(STEPS).steps["a"].look_up(np.array([value])).tolist() == [points]


def test_looking_up_keeps_the_shape_it_was_given() -> None:
    grid = np.arange(6).reshape(2, 3)
    assert table_of(STEPS).steps["a"].look_up(grid).tolist() == [[0, 2, 2], [5, 5, 5]]


def test_the_digest_is_that_of_the_bytes() -> None:
    raw = raw_table(STEPS)
    digest = decode(raw, "toy/1.toml").digest
    assert digest == f"sha256:{hashlib.sha256(raw).hexdigest()[:16]}"
    assert decode(raw, "elsewhere").digest == digest
    assert decode(raw + b"\n", "toy/1.toml").digest != digest


@pytest.mark.parametrize(
    ("on", "in_force"),
    [
        ("2019-12-31", False),
        ("2020-01-01", True),
        ("2021-06-30", True),
        ("2021-12-31", True),
        ("2022-01-01", False),
    ],
)
def test_the_first_and_last_day_are_both_in_force(on: str, *, in_force: bool) -> None:
    table = table_of(STEPS, more="effective_to = 2021-12-31")
    assert table.in_force(dt.date.fromisoformat(on)) is in_force


def test_without_a_last_day_a_table_stays_in_force() -> None:
    assert table_of(STEPS).in_force(dt.date(2100, 12, 31))


def test_a_table_is_one_day_long_when_it_begins_and_ends_on_it() -> None:
    table = table_of(STEPS, more="effective_to = 2020-01-01")
    assert table.in_force(dt.date(2020, 1, 1))
    assert not table.in_force(dt.date(2020, 1, 2))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (STEPS + BANDS, "confirmed"),
        (ADDITIVE, "unconfirmed"),
        (STEPS + 'confidence = "house policy"\n' + BANDS, "house policy"),
        (
            STEPS + 'confidence = "house policy"\n' + BANDS + 'confidence = "unconfirmed"\n',
            "unconfirmed",
        ),
    ],
)
def test_a_table_is_as_sure_as_its_weakest_number(text: str, word: str) -> None:
    assert table_of(text).confidence == word


def test_a_switch_or_a_historical_rate_does_not_make_the_numbers_unsure() -> None:
    text = AGED.replace(
        'years = [1, 2]\ncite = "nobody"', 'years = [1, 2]\ncite = "nobody"\n'
        'confidence = "unconfirmed"'
    )  # fmt: skip
    assert table_of(text).confidence == "confirmed"


def test_every_block_has_its_place_in_the_table() -> None:
    places = {place for place, _ in table_of(AGED).blocks()}
    assert places == {
        "steps.age",
        "steps.escapes",
        "steps.setting",
        "constants.one_year",
        "constants.by_setting",
        "rates.old",
        "levels.high",
        "missing.in_scope",
        "missing.armed",
        "missing.transfers",
        "bands",
    }


def test_the_type_of_every_block_demands_a_citation() -> None:
    for text in (ADDITIVE, AGED, LOGISTIC):
        assert all(isinstance(block, Cited) and block.cite for _, block in table_of(text).blocks())


# Broken tables -----------------------------------------------------------------------------------

CONSTANT = '[constants]\na = { value = 1, cite = "nobody" }\n'
BROKEN: dict[str, tuple[str, str]] = {
    "a step without points": (STEPS.replace("[0, 2, 5]", "[0, 2]"), "2 steps need 3 points, not 2"),
    "falling steps": (STEPS.replace("[1, 3]", "[3, 1]"), "the steps must rise"),
    "a step twice": (STEPS.replace("[1, 3]", "[3, 3]"), "the steps must rise"),
    "an edge without a name": (BANDS.replace("[2, 4]", "[2]"), "1 edges need 2 names, not 3"),
    "falling edges": (BANDS.replace("[2, 4]", "[4, 2]"), "the edges must rise"),
    "an unknown unit": (BANDS.replace("at =", 'on = "logits"\nat ='), "Invalid enum value"),
    "no citation": (STEPS.replace('cite = "nobody"\n', ""), "missing required field `cite`"),
    "a constant without citation": ("[constants]\na = { value = 1 }\n", "required field `cite`"),
    "a bare number": ("[constants]\na = 1\n", "Expected `object`, got `int`"),
    "an unknown citation": (
        STEPS.replace('"nobody"', '"somebody"'),
        "steps.a: cites 'somebody', which is not among the sources",
    ),
    "an unknown word for confidence": (STEPS + 'confidence = "sure"\n', "Invalid enum value"),
    "a word for a number": (CONSTANT.replace("1,", '"one",'), "Invalid decimal string"),
    "an unknown field": ("surprise = 1\n", "unknown field"),
    "an unknown field in a block": (STEPS + "surprise = 1\n", "unknown field `surprise`"),
    "a rule without reason": (
        '[rules.r]\nvalue = true\ncite = "nobody"\n',
        "rules.r: a rule needs its reason (why)",
    ),
    "a rule that is no switch": (
        '[rules.r]\nvalue = 1\ncite = "nobody"\nwhy = "w"\n',
        "Expected `bool`, got `int`",
    ),
    "a missing rule without an answer": (
        '[missing.a]\ncite = "nobody"\n',
        "missing required field `counts_as`",
    ),
    "two blocks of one name": (STEPS + STEPS, "Cannot declare"),
    "half a line": ("[steps.a\n", "Expected ']'"),
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=list(BROKEN))
def test_a_broken_table_is_told_what_is_wrong_and_where(text: tuple[str, str]) -> None:
    broken, message = text
    raw = raw_table(broken)
    if broken.startswith("surprise"):
        raw = raw_table("", more=broken)
    with pytest.raises(BrokenPlugin) as error:
        decode(raw, "toy/1.toml")
    (fault,) = error.value.faults
    assert fault.pointer == "toy/1.toml"
    assert message in fault.message
    assert fault.way_out


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('status = "in force"', 'status = "fine"', "Invalid enum value 'fine'"),
        ("effective_from = 2020-01-01", "", "missing required field `effective_from`"),
        ("effective_from = 2020-01-01", 'effective_from = "soon"', "Expected `date`, got `str`"),
        ('licence = "MIT"', "", "missing required field `licence`"),
        ('instrument = "toy"', "", "missing required field `instrument`"),
        ('version = "1"', "version = 1", "Expected `str`, got `int`"),
    ],
)
def test_a_broken_head_is_told_too(old: str, new: str, message: str) -> None:
    raw = raw_table(STEPS).decode()
    assert old in raw
    with pytest.raises(BrokenPlugin) as error:
        decode(raw.replace(old, new).encode(), "toy/1.toml")
    (fault,) = error.value.faults
    assert message in fault.message


@pytest.mark.parametrize("field", ["effective_to", "withdrawn_on"])
def test_an_end_before_the_beginning_is_told(field: str) -> None:
    with pytest.raises(BrokenPlugin) as error:
        table_of(STEPS, more=f"{field} = 2019-12-31")
    (fault,) = error.value.faults
    assert fault.message == "ends on 2019-12-31, before it begins on 2020-01-01"


def test_every_fault_beyond_the_types_is_told_at_once() -> None:
    text = (
        STEPS.replace('"nobody"', '"a"')
        + BANDS.replace('"nobody"', '"b"')
        + '[rules.r]\nvalue = true\ncite = "nobody"\n'
    )
    with pytest.raises(BrokenPlugin) as error:
        table_of(text, more="effective_to = 2019-01-01")
    assert {fault.message for fault in error.value.faults} == {
        "steps.a: cites 'a', which is not among the sources",
        "bands: cites 'b', which is not among the sources",
        "rules.r: a rule needs its reason (why)",
        "ends on 2019-01-01, before it begins on 2020-01-01",
    }


def test_a_table_without_sources_is_told() -> None:
    raw = raw_table(STEPS).decode().split("[[sources]]")[0] + "sources = []\n"
    with pytest.raises(BrokenPlugin, match="names no source"):
        decode(raw.encode(), "toy/1.toml")


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"", b"\x00", b"instrument = 'toy'"])
def test_bytes_that_are_no_table_are_told_and_not_raised_raw(raw: bytes) -> None:
    with pytest.raises(BrokenPlugin) as error:
        decode(raw, "toy/1.toml")
    assert [fault.pointer for fault in error.value.faults] == ["toy/1.toml"]


# Lists beside the tables -------------------------------------------------------------------------

LIST = '[lists.codes]\nfile = "codes/list.csv"\ncite = "nobody"\n'
CODES = "code,kind\n01,theft\n02,arson\n07,theft\n"


def test_a_list_is_read_from_its_file_and_counts_in_the_digest(tmp_path: Path) -> None:
    root = tmp_path / package(tmp_path, "lists_one", {"codes/list.csv": CODES})
    raw = raw_table(LIST)
    table = decode(raw, "toy/1.toml", root)
    found = table.categories_of("codes", "kind", ("theft", "arson"))
    assert found.shape == (100,)
    assert {i: int(found[i]) for i in (0, 1, 2, 7, 99)} == {0: 2, 1: 0, 2: 1, 7: 0, 99: 2}
    assert table.digest == f"sha256:{hashlib.sha256(raw + CODES.encode()).hexdigest()[:16]}"


def test_a_list_that_is_not_there_is_told(tmp_path: Path) -> None:
    for root in (None, tmp_path):
        with pytest.raises(BrokenPlugin, match=r"codes/list\.csv is not there"):
            decode(raw_table(LIST), "toy/1.toml", root)


# Folders -----------------------------------------------------------------------------------------


def test_a_folder_gives_its_sound_tables_and_the_faults_of_the_others(tmp_path: Path) -> None:
    root = tmp_path / package(
        tmp_path,
        "folder_one",
        {
            "toy/1.toml": raw_table(STEPS),
            "toy/2.toml": raw_table(STEPS, version="2"),
            "toy/3.toml": raw_table(STEPS.replace('"nobody"', '"x"'), version="3"),
            "toy/4.toml": b"[",
            "toy/readme.txt": b"not a table",
        },
    )
    found, faults = load(root / "toy")
    assert [table.version for table in found] == ["1", "2"]
    assert [fault.pointer for fault in faults] == ["toy/3.toml", "toy/4.toml"]


@pytest.mark.parametrize(
    ("path", "key", "version", "calls_itself"),
    [
        ("toy/2.toml", "toy", "1", "calls itself toy 1"),
        ("toy/1.toml", "yot", "1", "calls itself yot 1"),
    ],
)
def test_a_table_in_the_wrong_file_or_folder_is_told(
    tmp_path: Path, path: str, key: str, version: str, calls_itself: str
) -> None:
    root = tmp_path / package(tmp_path, "folder_two", {path: raw_table(STEPS, key, version)})
    _, (fault,) = load(root / "toy")
    assert (fault.pointer, fault.message) == (path, calls_itself)


# Ours --------------------------------------------------------------------------------------------

SHIPPED = [table for found in service().registry.tables.values() for table in found]


@pytest.mark.parametrize("table", SHIPPED, ids=[f"{t.instrument}-{t.version}" for t in SHIPPED])
def test_every_shipped_number_names_its_source(table: Table) -> None:
    known = {source.id for source in table.sources}
    assert list(table.faults()) == []
    assert {block.cite for _, block in table.blocks()} <= known
    assert all(source.cite.strip() and source.licence.strip() for source in table.sources)
    assert all(rule.why.strip() for rule in (*table.rules.values(), *table.missing.values()))


@pytest.mark.parametrize("table", SHIPPED, ids=[f"{t.instrument}-{t.version}" for t in SHIPPED])
def test_every_shipped_correction_names_what_it_corrects(table: Table) -> None:
    versions = {t.version for t in service().registry.tables[table.instrument]}
    assert not table.corrects or table.corrects in versions - {table.version}
    assert not table.corrects or table.note.strip()
