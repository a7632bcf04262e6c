"""The page of an agreement: whole in itself, the same each time, nothing invented."""

import re
import subprocess
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from riskservice.registry import installed
from riskservice.validation.agreement import Spec, agree, agree_second_ratings
from riskservice.validation.agreement.bias import GRID, MOST_SPOTS, spots
from riskservice.validation.agreement.report import to_html
from riskservice.validation.agreement.report.captions import CAPTIONS
from riskservice.validation.report import Source
from tests.cli.running import run
from tests.validation.agreement.made import columns_of, people
from tests.validation.report.made import Page, marks

SOURCE = Source(file="ratings.csv", sha256="ab" * 32)
KINDS = ("scores", "totals", "bands", "named", "many", "arms")
SCALE = ("low", "medium", "high", "very high")


def made(kind: str) -> str:
    draw = np.random.default_rng(5)
    match kind:
        case "scores":
            columns = columns_of(people("shrout_fleiss"))
            spec = Spec(raters=tuple(columns))
        case "totals":
            true = draw.integers(0, 60, 90)
            columns = {name: (true + draw.integers(0, 5, 90)).tolist() for name in ("A", "B")}
            spec = Spec(raters=("A", "B"))
        case "bands":
            codes = draw.integers(0, 4, (60, 3))
            words = [[SCALE[code] for code in column] for column in codes.T]
            columns = dict(zip(("a", "b", "c<b>"), words, strict=True))
            columns["a"][:3] = [None] * 3
            spec = Spec(raters=tuple(columns), scale=SCALE)
        case "named":
            columns = {"a": ["x", "y", "x"], "b": ["x", "x", "x"]}
            spec = Spec(raters=("a", "b"))
        case "many":
            codes = draw.integers(0, 3, (20, 11))
            columns = {f"r{i}": column.tolist() for i, column in enumerate(codes.T)}
            spec = Spec(raters=tuple(columns), scale=("0", "1", "2"))
        case _:
            return to_html(agree_second_ratings(arms(), installed().definition("arms")), SOURCE)
    return to_html(agree(columns, spec), SOURCE)


def arms() -> dict[str, list[str | None]]:
    """Second ratings of every factor, fewer of each than of the one before."""
    judgement = installed().definition("arms")
    draw = np.random.default_rng(7)
    found: dict[str, list[str | None]] = {}
    for i, key in enumerate((*judgement.risk, *judgement.protective)):
        first = draw.integers(0, 3, 40)
        second = np.clip(first + draw.choice([-1, 0, 0, 0, 1], 40), 0, 2)
        found[key] = [SCALE[code] for code in first]
        found[f"{key}_second"] = [
            SCALE[code] if row >= 2 * i else None for row, code in enumerate(second)
        ]
    return found


@cache
def page(kind: str) -> Page:
    return Page(made(kind))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_ratings_give_the_same_bytes(kind: str) -> None:
    assert made(kind) == page(kind).raw


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import sys; from tests.validation.agreement.test_report import made; "
        "sys.stdout.buffer.write(made('bands').encode())"
    )
    raw = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True).stdout
    assert raw.decode() == page("bands").raw


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_fetched_or_run_and_everything_has_its_name(kind: str) -> None:
    it = page(kind)
    assert not any(it.all(tag) for tag in ("script", "link", "img"))
    assert "url(" not in it.raw
    levels = [int(each["tag"][1]) for each in it.elements if re.fullmatch(r"h\d", each["tag"])]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    names = [each["id"] for each in it.elements if "id" in each]
    assert len(names) == len(set(names))
    for each in it.elements:
        for name in (each.get("aria-labelledby") or "").split():
            assert name in names
        if (each.get("href") or "").startswith("#"):
            assert each["href"][1:] in names
    for picture in it.all("svg"):
        told = picture["aria-labelledby"].split()[1]
        assert len(it.all("desc", id=told)[0]["text"]) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_every_table_and_picture_of_figures_is_explained(kind: str) -> None:
    it = page(kind)
    explained = len(it.all("div", **{"class": "caption"}))
    assert explained == len(it.all("figure")) + len(it.all("div", **{"class": "scroll"}))
    for table in it.all("table"):
        widths = {
            sum(cell["parents"][-1] is row for cell in it.elements if cell["parents"])
            for row in it.inside(table, "tr")
        }
        assert len(widths) == 1, it.inside(table, "caption")[0]["text"]


def test_every_caption_says_all_three_things() -> None:
    for caption in CAPTIONS.values():
        assert all(text.endswith(".") for text in caption)


def test_figures_have_their_type_interval_and_people() -> None:
    rows = {row[0]: row[1:] for row in page("scores").rows("Figures")}
    name = "ICC(A,1): two-way random, absolute agreement, single rating"
    value, limits, n, how = rows[name]
    assert (value, limits, n) == ("0.290", "0.019 to 0.761", "6")
    assert "two-way random effects, absolute agreement, single rating" in how
    others = {row[0] for row in page("scores").rows("Other coefficients")}
    assert {"ICC(1)", "ICC(A,1)", "ICC(C,1)", "ICC(k)", "ICC(A,k)", "ICC(C,k)"} <= others
    words = {row[0]: row[1:] for row in page("bands").rows("Figures")}
    assert words[name] == ["not given", "", "", "see what cannot be given"]


def test_the_cross_table_adds_up() -> None:
    rows = page("bands").rows("a (rows) and b (columns)")
    assert [row[0] for row in rows] == [*SCALE, "all"]
    counts = [[int(cell) for cell in row[1:]] for row in rows]
    assert counts[-1] == [sum(row[i] for row in counts[:-1]) for i in range(5)]
    assert all(row[-1] == sum(row[:-1]) for row in counts)
    assert counts[-1][-1] == 57


def test_bias_has_its_limits_in_table_and_pictures() -> None:
    it = page("totals")
    (row,) = it.rows("Does one rate higher?")
    assert row[0] == "A less B"
    assert re.fullmatch(r"-?\d+\.\d\d to \d+\.\d\d", row[4])
    assert len(marks(it, "spots-0", "polyline", "agreement")) == 2
    assert len(marks(it, "spots-0", "polyline", "mean")) == 1
    assert f"limits {row[4]}" in it.picture("spots-0")["text"]
    assert len(marks(it, "differences", "rect", "estimate")) == 1
    assert not any("spots" in svg["aria-labelledby"] for svg in page("bands").all("svg"))


def test_every_factor_stands_in_the_forest_and_in_the_tables() -> None:
    it = page("arms")
    rows = it.rows("Factor by factor")
    assert len(rows) == 11
    assert len(marks(it, "forest", "rect", "estimate")) == 22
    assert [row[1] for row in rows] == [str(40 - 2 * i) for i in range(11)]
    assert rows[0][0] == "Opportunity"
    assert rows[10][0].endswith("(few)")
    cross = it.rows("First assessor (rows) and second (columns)")
    assert sum(int(row[-1]) for row in cross) == sum(40 - 2 * i for i in range(11))


def test_the_checklist_claims_nothing_and_leaves_blank_what_only_a_researcher_knows() -> None:
    for kind in ("scores", "arms"):
        it = page(kind)
        assert "The paper has to be consulted" in it.raw
        assert "no conformance with it is claimed" in it.raw
        rows = dict(it.rows("Subjects of GRRAS"))
        for name in ("Independence of ratings", "Who rates", "What it means in practice"):
            assert rows[name].startswith("To be filled in: ")
        assert rows["Numbers in the end"]


def test_what_cannot_be_shown_says_why() -> None:
    said = [" ".join(each["text"].split()) for each in page("totals").all("p")]
    assert any(text.startswith("Cross-tables: left out. There are too many") for text in said)
    assert "11 raters" in page("many").raw
    assert "45 more are in the JSON" in page("many").raw
    assert "55 pairs are too many to draw" in page("many").raw
    told = dict(page("named").rows("What cannot be given"))
    assert told["ICC(A,1), ICC(A,k), error of measurement, Cronbach alpha"].startswith(
        "The ratings are words"
    )


def test_names_from_outside_are_escaped_everywhere() -> None:
    assert "c<b>" not in page("bands").raw
    assert "c&lt;b&gt;" in page("bands").raw


def test_spots_count_everybody_once_also_on_a_grid() -> None:
    draw = np.random.default_rng(1)
    one, other = draw.random(5000) * 60, draw.random(5000) * 60
    found = spots(one, other)
    assert len(found) <= MOST_SPOTS == GRID**2
    assert sum(spot.people for spot in found) == 5000
    few = spots(np.array([1.0, 2.0, 1.0]), np.array([2.0, 2.0, 2.0]))
    assert [(it.mean, it.difference, it.people) for it in few] == [(1.5, -1.0, 2), (2.0, 0.0, 1)]


def test_the_command_writes_the_page_with_the_digest_of_the_file(tmp_path: Path) -> None:
    path, out = tmp_path / "r.csv", tmp_path / "r.html"
    path.write_text("a,b\n1,2\n2,2\n3,3\n", encoding="utf-8")
    ran = run("agreement", path, "--rater", "a", "--rater", "b", "--report", out)
    assert ran.code == 0
    first = out.read_bytes()
    assert b"<li>File: r.csv</li>" in first
    assert run("agreement", path, "--rater", "a", "--rater", "b", "--report", out).code == 0
    assert out.read_bytes() == first
    printed = run("agreement", path, "--rater", "a", "--rater", "b", "--report", "-")
    assert printed.out.encode() == first
    assert run("agreement", path, "--rater", "a", "--rater", "b", "--report", path).code == 2
    assert path.read_bytes().startswith(b"a,b")


def test_the_account_tells_the_limits_of_agreement(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("a,b\n1,2\n2,2\n3,3\n", encoding="utf-8")
    text = " ".join(run("agreement", path, "--rater", "a", "--rater", "b").out.split())
    assert "a less b: 95 of 100 differences from -1.46 to +0.80 points" in text
