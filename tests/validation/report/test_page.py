"""The page of a validation: whole in itself, the same each time, readable by everybody."""

import re
import subprocess
import sys
from itertools import pairwise

import msgspec
import numpy as np
import pytest

from riskservice.validation.report import to_html
from riskservice.validation.report.captions import CAPTIONS
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation.report.made import SOURCE, censored, odd, page, whole

KINDS = ("whole", "censored", "odd")
HEADLINES = (
    "AUC of points",
    "AUC of band, as used in practice",
    "Harrell's C",
    "Uno's C",
    "Odds ratio per point",
    "Hazard ratio per point",
    "E/O",
    "Calibration in the large",
    "Calibration slope",
    "Brier score",
)


def test_the_same_validation_gives_the_same_bytes() -> None:
    assert to_html(whole(), SOURCE) == page("whole").raw


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import sys; from tests.validation.report.made import odd, SOURCE; "
        "from riskservice.validation.report import to_html; "
        "sys.stdout.buffer.write(to_html(odd(), SOURCE).encode())"
    )
    raw = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    assert raw.decode() == page("odd").raw


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_fetched_or_run(kind: str) -> None:
    it = page(kind)
    assert not it.all("script")
    assert not it.all("link")
    assert not it.all("img")
    for element in it.elements:
        assert not any(name.startswith("on") for name in element if name != "only")
        target = element.get("href") or element.get("src") or "#"
        assert target.startswith("#")
    assert "url(" not in it.raw
    assert "@import" not in it.raw


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_has_a_caption_and_scopes(kind: str) -> None:
    it = page(kind)
    tables = it.all("table")
    assert len(tables) >= 8
    for table in tables:
        (caption,) = it.inside(table, "caption")
        assert caption["text"].strip()
        heads = it.inside(table, "th")
        assert {head["scope"] for head in heads} == {"col", "row"}
        widths = {
            sum(cell["parents"][-1] is row for cell in it.elements if cell["parents"])
            for row in it.inside(table, "tr")
        }
        assert len(widths) == 1, caption["text"]
        for row in it.inside(table, "tr"):
            if "tbody" in row["within"]:
                assert [head["scope"] for head in it.inside(row, "th")] == ["row"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_has_a_title_and_its_content_in_words(kind: str) -> None:
    it = page(kind)
    for picture in it.all("svg"):
        assert picture["role"] == "img"
        title, told = picture["aria-labelledby"].split()
        assert it.all("title", id=title)[0]["text"].strip()
        assert len(it.all("desc", id=told)[0]["text"]) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_and_picture_of_figures_is_explained(kind: str) -> None:
    it = page(kind)
    explained = len(it.all("div", **{"class": "caption"}))
    assert explained == len(it.all("figure")) + len(it.all("div", **{"class": "scroll"}))
    for words in ("What it shows.", "How to read it.", "What it cannot show."):
        assert it.raw.count(f"<strong>{words}</strong>") == explained


@pytest.mark.parametrize("kind", KINDS)
def test_headings_follow_one_another_and_names_are_unique(kind: str) -> None:
    it = page(kind)
    levels = [int(each["tag"][1]) for each in it.elements if re.fullmatch(r"h\d", each["tag"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [each["id"] for each in it.elements if "id" in each]
    assert len(names) == len(set(names))
    for each in it.elements:
        for name in (each.get("aria-labelledby") or "").split():
            assert name in names
        if (each.get("href") or "").startswith("#"):
            assert each["href"][1:] in names
    assert it.all("html")[0]["lang"] == "en-GB"


def test_headline_figures_have_interval_people_and_events() -> None:
    rows = {row[0]: row for row in page("whole").rows("Headline figures")}
    assert set(HEADLINES) <= set(rows)
    for name in HEADLINES:
        _, value, interval, people, events, how = rows[name]
        assert re.fullmatch(r"-?\d+\.\d+", value)
        assert re.fullmatch(r"-?\d+\.\d+ to -?\d+\.\d+", interval)
        assert people == "722"
        assert events in {"262", "275"}
        assert how
    assert rows["AUC of points"][1:3] == ["0.670", "0.630 to 0.709"]
    assert rows["E/O"][1:3] == ["1.000", "0.886 to 1.129"]


def test_bands_scores_and_groups_are_those_of_the_validation() -> None:
    it, found = page("whole"), whole()
    assert [row[1:3] for row in it.rows("Bands")] == [
        [str(band.n), str(band.events)] for band in found.bands
    ]
    assert [row[0] for row in it.rows("Score by score")] == [row.label for row in found.scores]
    low = next(row for row in it.rows("Expected over observed (E/O)") if row[0] == "Band: Low")
    assert low[5:7] == ["1.192", "0.812 to 1.751"]
    groups = {row[0]: row for row in it.rows("Subgroups")}
    assert groups["black = 0 (reference)"][-1] == "1.20 (1.00 to 1.44)"
    assert groups["black = 1"][-1] == "0.84 (0.71 to 0.98)"


def test_the_two_components_of_reclassification_are_never_added_up() -> None:
    (first, second) = page("whole").rows("Moves between classes")
    assert "NRI" not in page("whole").raw
    total = whole().reclassification
    assert total is not None
    assert first[-1] == f"{100 * total.events_net:.1f}"
    assert second[-1] == f"{100 * total.others_net:.1f}"


def test_what_only_a_researcher_knows_is_a_blank_line_and_the_rest_is_filled_in() -> None:
    it = page("whole")
    rows = dict(it.rows("Instrument, sample, outcome and follow-up"))
    for name in ("Who scored", "Blind to the outcome", "Time in custody", "Protective marking"):
        assert rows[name].startswith("To be filled in")
    assert "releases.csv" in rows["Source of the sample"]
    assert "722 rows in the file" in rows["Inclusion and exclusion"]
    assert rows["Follow-up"].startswith("Variable: median")
    assert rows["People and events"].startswith("722 people, 262 events")
    subjects = dict(it.rows("Subjects of TRIPOD+AI"))
    assert subjects["Ethics, funding, interests"].startswith("To be filled in")
    assert subjects["Size of the sample"].startswith("722 people, 262 events.")
    assert "No conformance with RAGEE" in it.raw


def test_an_instrument_scored_here_is_named_with_its_hash() -> None:
    source = msgspec.structs.replace(
        SOURCE, instrument="Demonstration", table="1.0", rule_hash="sha256:12ab", ruleset="theirs"
    )
    raw = to_html(odd(), source)
    assert "Table 1.0, sha256:12ab." in raw
    assert "Demonstration, scored here" in raw


def test_direction_and_impossibility_are_said() -> None:
    raw = page("whole").raw
    assert "Above 1 the instrument overstates the risk of these people" in raw
    assert "no score that is less than perfect can have equal" in raw


def test_what_has_no_data_is_left_out_with_its_reason() -> None:
    it = page("odd")
    said = [" ".join(each["text"].split()) for each in it.all("p", **{"class": "absent"})]
    for title, why in (
        ("Kaplan-Meier curves by band", "No follow-up times were given."),
        ("Calibration plot", "No norm table was given"),
        ("Decision curve", "No norm table was given"),
        ("Quarter by quarter", "No dates were given"),
        ("Cuts of the score", "there are no two bands"),
    ):
        assert any(each.startswith(f"{title}: left out. ") and why in each for each in said), title
    assert {each["aria-labelledby"] for each in it.all("svg")} == {
        "roc-t roc-d",
        "forest-t forest-d",
    }
    assert not page("whole").all("p", **{"class": "absent"})[1:]


def test_a_censored_sample_has_no_roc_and_says_why() -> None:
    said = [each["text"] for each in page("censored").all("p", **{"class": "absent"})]
    assert any(each.startswith("ROC curve: left out. Follow-up is censored") for each in said)
    assert "censored before 36" in page("censored").raw
    assert censored().roc == []


def test_every_analysis_that_was_run_is_listed() -> None:
    looks = [row[0] for row in page("whole").rows("Multiple looks")]
    assert "subgroups of black" in looks
    assert "subgroups of size" in looks
    assert "beside second" in looks
    assert "workprg added" in looks
    assert "the primary analysis" in page("whole").raw


def test_the_stamp_has_digest_versions_settings_and_seed() -> None:
    it = page("whole")
    assert f"SHA-256 of the bytes that were read: {'ab' * 32}" in it.raw
    assert "scikit-learn" in it.raw
    settings = dict(it.rows("Settings"))
    assert settings["seed"] == "1"
    assert settings["groups"] == "black, size"
    assert settings["horizon"] == "60"


def test_names_from_outside_are_escaped_everywhere() -> None:
    raw = page("odd").raw
    assert "x<b>" not in raw
    assert "group = x&lt;b&gt;" in raw


def test_every_caption_says_all_three_things() -> None:
    for caption in CAPTIONS.values():
        assert all(text.endswith(".") for text in caption)


def test_errors_of_subgroups_and_their_differences_stand_in_tables_of_their_own() -> None:
    it = page("whole")
    errors = it.rows("Errors of subgroups at each cut")
    gaps = it.rows("Differences of errors from the reference subgroup")
    cuts = sum(len(row.cuts) for row in whole().groups)
    assert (len(errors), {len(row) for row in errors}) == (cuts, {5})
    assert len(gaps) == sum(len(row.differences) for row in whole().groups)
    assert not [row for row in gaps if row[0].endswith("(reference)")]


def test_drift_of_outcomes_and_of_scores_stand_in_tables_of_their_own() -> None:
    quarters = page("whole").rows("Quarter by quarter")
    moved = page("whole").rows("Shift of the scores and running sums")
    assert [row[0] for row in quarters] == [row[0] for row in moved]
    assert {len(row) for row in (*quarters, *moved)} == {7}
    assert moved[0][2] == "first quarter"


def test_the_headline_says_whether_hazards_are_proportional() -> None:
    cox = whole().cox
    assert cox is not None
    assert cox.proportional_hazards is not None
    chi = f"{cox.proportional_hazards.overall.statistic:.2f}"
    assert f"Proportional hazards: chi-square {chi} on 1 degree of freedom" in page("whole").raw


@pytest.mark.parametrize("control", ["\x1b[31m", "\x00", "\x07", "\x7f"])
def test_no_control_character_of_a_name_reaches_the_page(control: str) -> None:
    columns = {
        "s": np.arange(60) % 7,
        "y": (np.arange(60) * 5 % 9 < 4).astype(int),
        "g": [f"one{control}x" if i % 2 else "two" for i in range(60)],
    }
    spec = Spec(score="s", outcome="y", groups=("g",), suppress_below=0)
    made = to_html(validate(columns, spec))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", made)
    assert "one\N{REPLACEMENT CHARACTER}" in made
