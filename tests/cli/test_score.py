"""The account of a case: what the machine gets is exact, what people get is whole and readable."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from riskservice import score
from tests.cli.running import EXAMPLES, FULL, named, on_terminal, process, run

OFFICIAL = EXAMPLES / "01-official-end-to-end.json"
REMAND = EXAMPLES / "06-remand-disputed-rule.json"
OPEN = EXAMPLES / "07-missing-not-settled.json"
SETTLED = EXAMPLES / "08-missing-but-settled.json"
CLEAR = EXAMPLES / "09-five-offence-free-years.json"
LOWERED = EXAMPLES / "11-band-lowered.json"
COLOUR = re.compile(r"\x1b\[[0-9;]*\b(3[0-7]|4[0-7]|9[0-7]|38|48)\b[0-9;]*m")


def flat(text: str) -> str:
    """Return text without frames and line breaks, to find sentences in it."""
    return " ".join(re.sub("[┃│|]", " ", text).split())


# For machines ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [OFFICIAL, FULL, OPEN], ids=named)
def test_json_is_the_library_result_byte_for_byte(path: Path) -> None:
    expected = msgspec.json.encode(score(json.loads(path.read_bytes())))
    assert process("score", path, "--json").out.encode() == msgspec.json.format(expected) + b"\n"


def test_msgpack_and_standard_input_give_the_same(tmp_path: Path) -> None:
    packed = msgspec.msgpack.encode(json.loads(FULL.read_bytes()))
    (tmp_path / "case.MSGPACK").write_bytes(packed)
    expected = run("score", FULL, "--json").out
    assert run("score", tmp_path / "case.MSGPACK", "--json").out == expected
    assert run("score", "-", "--json", given=packed).out == expected
    assert run("score", "-", "--json", given=FULL.read_bytes()).out == expected


def test_byte_order_mark_of_utf_8_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"\xef\xbb\xbf" + FULL.read_bytes())
    assert run("score", path, "--json").out == run("score", FULL, "--json").out


def test_day_given_goes_before_the_day_of_the_record() -> None:
    found = json.loads(run("score", FULL, "--on", "2027-01-15", "--json").out)
    assert (found["on"], found["on_defaulted"]) == ("2027-01-15", False)


def test_record_without_a_day_is_scored_today_and_says_so(tmp_path: Path) -> None:
    record = json.loads(FULL.read_bytes())
    del record["on"]
    path = tmp_path / "case.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    ran = run("score", path)
    assert ran.code == 0
    assert "(today; the record gives no date)" in ran.out
    assert json.loads(run("score", path, "--json").out)["on_defaulted"] is True
    assert "(today" not in run("score", path, "--on", "2026-11-24").out


def test_only_the_instruments_asked_for_are_scored() -> None:
    args = ("--instrument", "dc_srp", "--instrument", "iic_srp")
    found = json.loads(run("score", FULL, *args, "--json").out)
    assert [result["instrument"] for result in found["results"]] == ["dc_srp", "iic_srp"]
    assert "Risk Matrix" not in run("score", FULL, *args).out


def test_ruleset_is_the_one_asked_for() -> None:
    found = json.loads(run("score", REMAND, "--ruleset", "hmpps-2026.08", "--json").out)
    assert found["ruleset"]["name"] == "hmpps-2026.08"


# For people --------------------------------------------------------------------------------------


def test_overall_band_comes_first_with_case_day_ruleset_and_engine() -> None:
    lines = run("score", FULL).out.splitlines()
    assert lines[0].split() == ["SYNTHETIC-02-full", *["Assessed", "on", "24", "November", "2026"]]
    assert lines[1].split()[:2] == ["Ruleset", "default:"]
    assert lines[1].split()[-2:] == ["riskservice", "0.1.0"]
    assert "OVERALL BAND" in lines[3]
    assert "VERY HIGH" in "".join(lines[4:7])
    assert "overall 2026.1 (house policy)" in flat("\n".join(lines[7:16]))


def test_official_case_shows_points_percentage_and_line() -> None:
    text = run("score", OFFICIAL).out
    assert "VERY HIGH   36 points, 5.31 per cent" in text
    assert "HIGH   10.31 per cent" in text
    assert re.search(r"Total +36\n", text)
    assert "on the lower edge of very high" in text


def test_provisional_band_gives_each_reason_and_what_could_change_it() -> None:
    text = flat(run("score", OPEN, "--brief").out)
    assert "MEDIUM PROVISIONAL" in text
    found = json.loads(run("score", OPEN, "--json").out)["overall"]
    for reason in found["provisional_because"]:
        assert reason in text
    assert "Could become Low, high or very high" in text
    assert "[MEDIUM] high (?)" in text


def test_band_held_by_a_person_stands_beside_the_calculated_one() -> None:
    text = flat(run("score", LOWERED).out)
    assert "MEDIUM DECIDED BY A NAMED PERSON" in text
    assert "Calculated very high" in text
    assert "medium, by J. Example (synthetic), Senior Probation Officer, on 20 November" in text
    assert "Bedridden in a care home" in text


def test_unsettled_result_asks_the_deciding_questions_in_their_wording() -> None:
    text = flat(run("score", OPEN).out)
    assert "ANSWERS MISSING" in text
    assert "1. Date of the most recent sexual offence (most_recent_sexual_offence_date)" in text
    assert "2. Sanctions for contact sexual offences against children" in text


def test_settled_result_says_that_no_answer_can_change_it() -> None:
    text = flat(run("score", SETTLED).out)
    assert "ANSWERS MISSING, BUT SETTLED: VERY HIGH" in text
    assert "whatever the missing answers are" in text
    assert "Whatever the missing answers are, the band is very high." in text


def test_reduction_shows_the_band_before_and_after() -> None:
    text = flat(run("score", CLEAR).out)
    assert "MEDIUM 33 points, 3.36 per cent" in text
    assert "The band is lowered from High to Medium." in text
    assert "by its points high: 3 points short of very high" in text


def test_dispute_between_rulesets_is_shown_with_its_rule() -> None:
    text = flat(run("score", REMAND).out)
    assert "Ruleset hmpps-2026.08" in text
    assert "Disputed rule 4" in text


def test_answer_put_in_by_a_rule_is_not_shown_as_though_given() -> None:
    text = flat(run("score", OFFICIAL, "--instrument", "dc_srp").out)
    assert "Current sexual offence against a stranger not answered, as no 0" in text
    assert "Not answered: Current sexual offence against a stranger." in text


def test_judgement_shows_evidence_second_rating_and_the_reason_for_differing() -> None:
    text = flat(run("score", FULL, "--instrument", "arms").out)
    for part in (
        "11 of 11 factors",
        "high priority Opportunity",
        "low strength Intimate relationship",
        "(Unannounced home visit, 2026-11-10)",
        "House policy indicates high",
        "Differs The policy counts two high factors",
        "Second rating B. Example, MOSOVO officer (synthetic): differs on",
    ):
        assert part in text


def test_person_out_of_scope_gets_the_rule() -> None:
    text = flat(run("score", EXAMPLES / "04-woman.json").out)
    assert "Not applicable" in text
    assert "ARMS was designed for men and is not used for women." in text


def test_sources_stand_once_at_the_end_with_table_and_fingerprint() -> None:
    ran = run("score", FULL)
    text = flat(ran.out)
    found = json.loads(run("score", FULL, "--json").out)
    for result in found["results"]:
        assert f"{result['instrument']} {result['table']['version']}" in text
        assert result["table"]["digest"] in text
        for source in result["table"]["sources"]:
            assert text.count(source.partition(": ")[2]) == 1
    assert found["input_digest"] in text
    assert found["ruleset"]["digest"] in text


def test_brief_account_ends_after_one_line_per_instrument() -> None:
    brief = run("score", FULL, "--brief").out
    assert run("score", FULL).out.startswith(brief)
    assert len(brief.splitlines()) < 40


# On the screen -----------------------------------------------------------------------------------


def test_colour_is_used_on_a_terminal_and_not_in_a_pipe() -> None:
    assert COLOUR.search(on_terminal(["score", FULL], 120))
    assert "\x1b" not in process("score", FULL).out


def test_no_color_is_honoured() -> None:
    assert not COLOUR.search(on_terminal(["score", FULL], 120, NO_COLOR="1"))


def test_colour_says_nothing_that_words_do_not() -> None:
    coloured = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(["score", FULL], 100))
    assert [line.rstrip() for line in coloured.splitlines()] == process(
        "score", FULL
    ).out.splitlines()


@pytest.mark.parametrize("columns", [30, 50, 80, 100, 300])
def test_width_of_the_terminal_is_kept(columns: int) -> None:
    text = re.sub(r"\x1b\[[0-9;]*m", "", on_terminal(["score", OPEN], columns))
    assert max(map(len, text.splitlines())) <= min(columns, 120)
    assert "very high" in flat(text)


def test_narrow_account_keeps_every_item() -> None:
    text = flat(run("score", FULL, COLUMNS="44").out)
    for item in ("Age at start of follow-up", "Points 6", "Because 42 to 44", "Total Points 34"):
        assert item in text


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252"])
def test_other_encodings_get_the_nearest_letters(tmp_path: Path, encoding: str) -> None:
    record = json.loads(FULL.read_bytes())
    record["case_id"] = "Zoë \N{EM DASH} 中"
    path = tmp_path / "case.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    ran = process("score", path, "--brief", env={"PYTHONIOENCODING": encoding})
    assert ran.code == 0
    assert "+- OVERALL BAND" in ran.out
    assert "\\u4e2d" in ran.out.splitlines()[0]
    assert "\\u2500" not in process("score", path, env={"PYTHONIOENCODING": encoding}).out


def test_text_of_a_record_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(
        json.dumps({"case_id": "\x1b[2J\u202eabc", "on": "2026-11-24", "answers": {}}),
        encoding="utf-8",
    )
    for command in ("score", "plan"):
        text = run(command, path).out
        assert "\x1b" not in text
        assert "\u202e" not in text
    assert "<U+001B>[2J<U+202E>abc" in run("score", path).out
