"""What is installed, which numbers are in force, and what is refused at start-up."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Annotated, Any

import pytest

from riskservice import registry as registry_module
from riskservice.errors import BrokenPlugin, Fault, NotInForce, UnknownName
from riskservice.kit import Answers, Instrument, YesNo, question, steps
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.questions import questions_of
from riskservice.registry import GROUP, Registry, installed
from tests import toy_instruments as toy
from tests.toys import ADDITIVE, BOTH, HIGHEST, package, raw_table

Files = Mapping[str, bytes | str]
Made = Callable[..., str]

DEFAULT = 'name = "default"\ntitle = "By date"\neffective_from = 2000-01-01\n'
TEXT = {"toy_additive": ADDITIVE, "toy_highest": HIGHEST, "toy_both": BOTH}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Made:
    """Return a function that writes a package of tables which can be found by its name."""
    monkeypatch.syspath_prepend(tmp_path)

    def make(name: str, files: Files) -> str:
        return package(tmp_path, f"registry_{tmp_path.name.replace('-', '_')}_{name}", files)

    return make


def release(key: str, version: str = "1", more: str = "", start: str = "2020-01-01") -> bytes:
    return raw_table(TEXT[key], key, version, start, more)


def definition(key: str, tables: str, **changes: Any) -> tuple[str, Instrument]:
    known = {"toy_additive": toy.ADDITIVE, "toy_highest": toy.HIGHEST, "toy_both": toy.BOTH}
    return key, replace(known[key], tables=tables, **changes)


def refused(definitions: list[tuple[str, Any]]) -> dict[str, list[str]]:
    """Return what a registry refuses, by what it concerns."""
    with pytest.raises(BrokenPlugin) as error:
        Registry(definitions)
    found: dict[str, list[str]] = {}
    for fault in error.value.faults:
        assert fault.way_out
        found.setdefault(fault.pointer, []).append(fault.message)
    return found


# Ours --------------------------------------------------------------------------------------------


def test_our_instruments_are_found_by_their_entry_points(registry: Registry) -> None:
    assert {
        "arms", "dc_srp", "iic_srp", "osp_2014", "rm2000_c", "rm2000_s", "rm2000_v", "rosh",
    } <= set(registry.definitions)  # fmt: skip
    assert all(definition.key == key for key, definition in registry.definitions.items())


def test_parts_stand_before_what_is_made_of_them(registry: Registry) -> None:
    order = list(registry.definitions)
    for key, found in registry.definitions.items():
        for part in found.parts:
            assert order.index(part) < order.index(key)


def test_a_record_asks_all_that_any_instrument_asks_once(registry: Registry) -> None:
    merged = [asked.key for asked in questions_of(registry.answers)]
    asked = [q.key for d in registry.definitions.values() for q in questions_of(d.answers)]
    assert sorted(merged) == sorted(set(asked))


def version_on(registry: Registry, key: str, on: str, ruleset: str = "default") -> str | None:
    found = registry.table(key, dt.date.fromisoformat(on), registry.ruleset(ruleset))
    return found.version if found else None


@pytest.mark.parametrize(
    ("key", "on", "version"),
    [
        ("dc_srp", "2021-02-28", None),
        ("dc_srp", "2021-03-01", "2021.1"),
        ("dc_srp", "2026-06-28", "2021.1"),
        ("dc_srp", "2026-06-29", "2026.1"),
        ("dc_srp", "2100-12-31", "2026.1"),
        ("iic_srp", "2021-02-28", None),
        ("iic_srp", "2021-03-01", "2021.1"),
        ("iic_srp", "2026-06-24", "2021.1"),
        ("iic_srp", "2026-06-25", "2026.1"),
        ("osp_2014", "2013-12-31", None),
        ("osp_2014", "2014-01-01", "2014.1"),
        ("rm2000_s", "2007-01-31", None),
        ("rm2000_s", "2007-02-01", "2000.9"),
        ("arms", "2013-12-31", None),
        ("arms", "2014-01-01", "2014.1"),
    ],
)
def test_the_table_in_force_is_that_of_the_day_first_and_last_included(
    registry: Registry, key: str, on: str, version: str | None
) -> None:
    assert version_on(registry, key, on) == version


@pytest.mark.parametrize("on", ["2021-03-01", "2026-06-28", "2026-06-29", "2030-01-01"])
@pytest.mark.parametrize("key", ["dc_srp", "iic_srp"])
def test_a_ruleset_pins_its_tables_whatever_the_day(registry: Registry, key: str, on: str) -> None:
    assert version_on(registry, key, on, "hmpps-2026.08") == "2026.1-hmpps"
    assert version_on(registry, key, on) != "2026.1-hmpps"


def test_what_a_ruleset_does_not_name_is_taken_by_date(registry: Registry) -> None:
    assert version_on(registry, "rm2000_s", "2026-01-01", "hmpps-2026.08") == "2000.9"
    assert version_on(registry, "dc_srp", "2022-01-01", "osp-2014") == "2021.1"


def selected(
    registry: Registry, on: str, ruleset: str = "default", keys: list[str] | None = None
) -> list[str]:
    chosen = registry.select(dt.date.fromisoformat(on), registry.ruleset(ruleset), keys)
    return [assessor.instrument.key for assessor in chosen]


def test_the_original_predictor_is_in_use_until_the_day_before_its_withdrawal(
    registry: Registry,
) -> None:
    assert "osp_2014" in selected(registry, "2014-01-01")
    assert "osp_2014" in selected(registry, "2021-12-30")
    assert "osp_2014" not in selected(registry, "2021-12-31")
    assert "osp_2014" not in selected(registry, "2026-11-24")


def test_a_withdrawn_instrument_answers_when_asked_for_by_name_or_by_ruleset(
    registry: Registry,
) -> None:
    assert selected(registry, "2026-11-24", keys=["osp_2014"]) == ["osp_2014"]
    assert "osp_2014" in selected(registry, "2026-11-24", "osp-2014")


def test_an_instrument_is_not_scored_before_its_first_day(registry: Registry) -> None:
    assert "osp_2014" not in selected(registry, "2013-12-31")
    with pytest.raises(NotInForce) as error:
        selected(registry, "2013-12-31", keys=["osp_2014"])
    (fault,) = error.value.faults
    assert (fault.pointer, fault.value) == ("/on", "2013-12-31")
    assert fault.message == "no table of osp_2014 was in force on that date"
    assert "2014.1 from 2014-01-01 to now" in fault.way_out


def test_every_instrument_asked_for_out_of_its_time_is_told_at_once(registry: Registry) -> None:
    with pytest.raises(NotInForce) as error:
        selected(registry, "2005-01-01", keys=["dc_srp", "rm2000_c", "rosh"])
    found = {fault.message.split(" was")[0] for fault in error.value.faults}
    assert {"no table of dc_srp", "no table of rm2000_s", "no table of rm2000_v",
            "no table of rm2000_c", "no table of rosh"} <= found  # fmt: skip


def test_a_composite_asked_for_alone_comes_alone(registry: Registry) -> None:
    assert selected(registry, "2026-11-24", keys=["rm2000_c"]) == ["rm2000_c"]


def test_instruments_come_in_the_order_of_the_registry_however_they_are_asked_for(
    registry: Registry,
) -> None:
    order = [key for key in registry.definitions if key in ("rosh", "dc_srp", "rm2000_c")]
    assert selected(registry, "2026-11-24", keys=["rm2000_c", "rosh", "dc_srp", "rosh"]) == order


@pytest.mark.parametrize(
    ("ask", "near"),
    [
        (lambda r: r.ruleset("defualt"), "Did you mean default?"),
        (lambda r: r.ruleset("hmpps"), "hmpps-2026.08"),
        (lambda r: r.definition("dc_spr"), "Did you mean dc_srp?"),
        (lambda r: r.definition("zzz"), "Installed: "),
    ],
)
def test_an_unknown_name_gets_a_near_miss_and_what_is_installed(
    registry: Registry, ask: Callable[[Registry], Any], near: str
) -> None:
    with pytest.raises(UnknownName) as error:
        ask(registry)
    (fault,) = error.value.faults
    assert near in fault.way_out
    assert "Installed: " in fault.way_out


def test_all_unknown_names_are_told_at_once(registry: Registry) -> None:
    with pytest.raises(UnknownName) as error:
        selected(registry, "2026-11-24", keys=["dc_spr", "dc_srp", "rosch"])
    assert [fault.value for fault in error.value.faults] == ["dc_spr", "rosch"]


def test_an_instrument_is_bound_once_for_each_table(registry: Registry) -> None:
    default, deployed = registry.ruleset(), registry.ruleset("hmpps-2026.08")
    one, two = dt.date(2026, 7, 1), dt.date(2030, 1, 1)
    assert registry.assessor("dc_srp", one, default) is registry.assessor("dc_srp", two, default)
    assert registry.assessor("dc_srp", one, default) is not (
        registry.assessor("dc_srp", one, deployed)
    )


# Strangers' --------------------------------------------------------------------------------------


def test_a_stranger_registers_in_the_way_ours_do(made: Made) -> None:
    name = made(
        "ok",
        {"toy_additive/1.toml": release("toy_additive"), "rulesets/default.toml": DEFAULT},
    )
    registry = Registry([definition("toy_additive", name)])
    assert list(registry.definitions) == ["toy_additive"]
    assert registry.packages == (name,)
    assessor = registry.assessor("toy_additive", dt.date(2026, 1, 1), registry.ruleset())
    assert isinstance(assessor, InstrumentAssessor)
    assert assessor.band_names == ("low", "medium", "high", "very_high")


def test_two_plug_ins_with_one_key_are_refused(made: Made) -> None:
    name = made("twice", {"toy_additive/1.toml": release("toy_additive")})
    twice = [definition("toy_additive", name)] * 2
    (told,) = refused(twice)["toy_additive"]
    assert told.startswith("is registered twice")


def test_a_key_other_than_its_registered_name_is_refused(made: Made) -> None:
    name = made("other", {"toy_additive/1.toml": release("toy_additive")})
    found = refused([("nickname", definition("toy_additive", name)[1])])
    assert found == {"nickname": ["is registered under another name than its key toy_additive"]}


def test_what_is_no_instrument_is_refused() -> None:
    assert refused([("thing", object())])["thing"][0].startswith("is no Instrument")


def test_composites_are_ordered_after_their_parts_however_they_are_registered(made: Made) -> None:
    files = {f"{key}/1.toml": release(key) for key in TEXT}
    name = made("order", files)
    registry = Registry([definition(key, name) for key in ("toy_both", "toy_highest",
                                                           "toy_additive")])  # fmt: skip
    assert list(registry.definitions)[-1] == "toy_both"
    assert set(registry.definitions) == set(TEXT)


def test_a_composite_without_its_parts_is_refused(made: Made) -> None:
    name = made("parts", {"toy_both/1.toml": release("toy_both")})
    assert refused([definition("toy_both", name)])["toy_both"] == [
        "is made of toy_additive, which is not installed",
        "is made of toy_highest, which is not installed",
    ]


def test_composites_in_a_circle_are_refused(made: Made) -> None:
    name = made("circle", {f"{key}/1.toml": release(key) for key in TEXT})
    found = refused(
        [
            definition("toy_additive", name, parts=("toy_both",)),
            definition("toy_highest", name),
            definition("toy_both", name),
        ]
    )
    assert found["toy_additive, toy_both"] == ["are made of each other in a circle"]


class Clashing(Answers, frozen=True, kw_only=True):
    """Uses a name of the others in another sense."""

    escapes: Annotated[YesNo | None, question("Any escape")] = None


def test_one_name_with_two_meanings_is_refused(made: Made) -> None:
    name = made(
        "words",
        {
            "toy_additive/1.toml": release("toy_additive"),
            "toy_highest/1.toml": release("toy_highest"),
        },
    )
    found = refused(
        [
            definition("toy_additive", name),
            definition("toy_highest", name, answers=Clashing, terms=(steps("escapes"),)),
        ]
    )
    assert found["toy_highest"] == ["asks escapes in another sense than another instrument"]


CALENDARS: dict[str, tuple[list[tuple[str, str, str]], list[str]]] = {
    "overlap": (
        [("1", "2020-01-01", "effective_to = 2021-06-30"), ("2", "2021-06-30", "")],
        ["tables 1 and 2 overlap"],
    ),
    "two without an end": (
        [("1", "2020-01-01", ""), ("2", "2021-01-01", "")],
        ["tables 1 and 2 overlap"],
    ),
    "gap of a day": (
        [("1", "2020-01-01", "effective_to = 2021-06-30"), ("2", "2021-07-02", "")],
        ["tables 1 and 2 leave a gap"],
    ),
    "correction of nothing": (
        [("1", "2020-01-01", 'corrects = "0"')],
        ["table 1 corrects 0, which is not there"],
    ),
}


@pytest.mark.parametrize("calendar", CALENDARS.values(), ids=list(CALENDARS))
def test_a_calendar_that_does_not_hold_is_refused(
    made: Made, calendar: tuple[list[tuple[str, str, str]], list[str]]
) -> None:
    releases, expected = calendar
    files = {
        f"toy_highest/{version}.toml": release("toy_highest", version, more, start)
        for version, start, more in releases
    }
    found = refused([definition("toy_highest", made("calendar", files))])
    assert found["toy_highest"] == expected


def test_one_version_in_two_files_is_refused(made: Made) -> None:
    files = {
        "toy_highest/1.toml": release("toy_highest"),
        "toy_highest/1b.toml": release("toy_highest"),
    }
    found = refused([definition("toy_highest", made("version", files))])
    assert found["toy_highest/1b.toml"] == ["calls itself toy_highest 1"]
    assert "has version 1 twice" in found["toy_highest"]


def test_an_instrument_without_a_table_is_refused(made: Made) -> None:
    name = made("empty", {"toy_highest/readme.txt": "none yet"})
    assert refused([definition("toy_highest", name)])["toy_highest"] == ["has no table"]


def test_an_instrument_without_a_folder_of_tables_is_refused(made: Made) -> None:
    assert "has no table" in refused([definition("toy_highest", made("bare", {}))])["toy_highest"]


def test_a_change_from_one_day_to_the_next_is_neither_overlap_nor_gap(made: Made) -> None:
    files: Files = {
        "toy_highest/1.toml": release("toy_highest", "1", "effective_to = 2021-06-30"),
        "toy_highest/2.toml": release("toy_highest", "2", "", "2021-07-01"),
        "rulesets/default.toml": DEFAULT,
    }
    registry = Registry([definition("toy_highest", made("next", files))])
    assert version_on(registry, "toy_highest", "2021-06-30") == "1"
    assert version_on(registry, "toy_highest", "2021-07-01") == "2"


@pytest.mark.parametrize("status", ["draft", "as deployed"])
def test_a_draft_and_a_deployed_table_are_never_chosen_by_date(made: Made, status: str) -> None:
    beside = release("toy_highest", "2").replace(b'"in force"', f'"{status}"'.encode())
    files: Files = {
        "toy_highest/1.toml": release("toy_highest"),
        "toy_highest/2.toml": beside,
        "rulesets/default.toml": DEFAULT,
        "rulesets/try.toml": DEFAULT.replace("default", "try") + '[tables]\ntoy_highest = "2"\n',
    }
    registry = Registry([definition("toy_highest", made("draft", files))])
    assert version_on(registry, "toy_highest", "2026-01-01") == "1"
    assert version_on(registry, "toy_highest", "2026-01-01", "try") == "2"


RULESETS: dict[str, tuple[str, str, str]] = {
    "a table that is not there": (
        "default.toml",
        DEFAULT + '[tables]\ntoy_highest = "9"\n',
        "names table toy_highest 9, which is not there",
    ),
    "an instrument that is not there": (
        "default.toml",
        DEFAULT + '[tables]\nother = "1"\n',
        "names table other 1, which is not there",
    ),
    "another name than its file": ("other.toml", DEFAULT, "calls itself default"),
    "an unknown field": ("default.toml", DEFAULT + "x = 1\n", "unknown field `x`"),
    "no TOML": ("default.toml", "name =", "Invalid value"),
}


@pytest.mark.parametrize("case", RULESETS.values(), ids=list(RULESETS))
def test_a_ruleset_that_does_not_hold_is_refused(made: Made, case: tuple[str, str, str]) -> None:
    file, text, message = case
    files: Files = {"toy_highest/1.toml": release("toy_highest"), f"rulesets/{file}": text}
    (found,) = refused([definition("toy_highest", made("rules", files))])[f"rulesets/{file}"]
    assert message in found


def test_every_fault_of_every_plug_in_is_told_at_once(made: Made) -> None:
    files: Files = {
        "toy_additive/1.toml": release("toy_additive"),
        "toy_additive/2.toml": release("toy_additive", "2"),
        "toy_highest/1.toml": b"nonsense",
        "toy_both/3.toml": release("toy_both", "4"),
        "rulesets/default.toml": "name = 1",
    }
    name = made("everything", files)
    found = refused(
        [
            definition("toy_additive", name),
            definition("toy_additive", name),
            definition("toy_highest", name, answers=Clashing),
            ("thing", object()),
            definition("toy_both", name, parts=("toy_additive", "absent")),
        ]
    )
    assert set(found) == {
        "thing", "toy_additive", "toy_highest", "toy_highest/1.toml", "toy_both",
        "toy_both/3.toml", "rulesets/default.toml",
    }  # fmt: skip
    assert len(found["toy_additive"]) == 2
    assert len(found["toy_highest"]) == 2


# Entry points ------------------------------------------------------------------------------------


@pytest.fixture
def pretend(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Registry]:
    """Return a function that starts a registry from made-up entry points."""

    def start(*points: tuple[str, str]) -> Registry:
        found = tuple(EntryPoint(name, value, GROUP) for name, value in points)

        def entry_points(*, group: str) -> tuple[EntryPoint, ...]:
            assert group == GROUP
            return found

        monkeypatch.setattr(registry_module, "entry_points", entry_points)
        return installed.__wrapped__()

    return start


OURS = ("rosh", "instruments.rosh:INSTRUMENT")


def faults_of(start: Callable[[], Registry]) -> tuple[Fault, ...]:
    with pytest.raises(BrokenPlugin) as error:
        start()
    return error.value.faults


def test_plug_ins_that_fail_to_load_are_all_named(
    pretend: Callable[..., Registry], made: Made
) -> None:
    root = made("boom", {"explodes.py": "raise RuntimeError('no luck')\n",
                         "leaves.py": "raise SystemExit(3)\n"})  # fmt: skip
    faults = faults_of(
        lambda: pretend(
            OURS,
            ("one", f"{root}.explodes:INSTRUMENT"),
            ("two", f"{root}.leaves:INSTRUMENT"),
            ("three", "no_such_module_anywhere:INSTRUMENT"),
            ("four", "instruments.rosh:ABSENT"),
        )
    )
    assert {fault.pointer for fault in faults} == {"one", "two", "three", "four"}
    told = {fault.pointer: fault.message for fault in faults}
    assert f"fails to load from {root}.explodes:INSTRUMENT" in told["one"]
    assert "no luck" in told["one"]
    assert "SystemExit" in told["two"]
    assert "ModuleNotFoundError" in told["three"]
    assert "AttributeError" in told["four"]


def test_no_plug_in_at_all_is_told(pretend: Callable[..., Registry]) -> None:
    (fault,) = faults_of(pretend)
    assert fault.message == "no instrument is installed"


def test_two_entry_points_of_one_name_are_refused(pretend: Callable[..., Registry]) -> None:
    faults = faults_of(lambda: pretend(OURS, OURS))
    assert any(f.pointer == "rosh" and "is registered twice" in f.message for f in faults)


def test_an_entry_point_to_something_else_is_refused(pretend: Callable[..., Registry]) -> None:
    faults = faults_of(lambda: pretend(OURS, ("questions", "instruments.rosh:CELLS")))
    assert any(f.pointer == "questions" and "is no Instrument" in f.message for f in faults)
