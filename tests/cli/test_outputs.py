"""Where figures go: never over what is read, never two into one place, whole or not at all."""

from pathlib import Path

import pytest

from tests.cli.running import run

ROWS = "id,a,b,points,y\n" + "".join(f"P{i},{i},{i + i % 2},{i},{int(i > 5)}\n" for i in range(12))
VALIDATE = ("--score", "points", "--outcome", "y")
AGREEMENT = ("--rater", "a", "--rater", "b")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(ROWS, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("command", "asked", "option"),
    [
        ("validate", VALIDATE, "--json"),
        ("validate", VALIDATE, "--report"),
        ("agreement", AGREEMENT, "--json"),
    ],
)
def test_the_file_of_people_is_never_written_over(
    people: Path, command: str, asked: tuple[str, ...], option: str
) -> None:
    (people.parent / "linked.csv").symlink_to(people)
    for named in (people, people.parent / "." / people.name, people.parent / "linked.csv"):
        done = run(command, people, *asked, option, named)
        assert (done.code, done.out) == (2, "")
        assert "is a file that is read" in done.err
        assert people.read_text(encoding="utf-8") == ROWS


def test_the_reference_is_never_written_over(people: Path) -> None:
    other = people.parent / "reference.csv"
    other.write_text(ROWS, encoding="utf-8")
    done = run("validate", people, *VALIDATE, "--reference", other, "--json", other)
    assert done.code == 2
    assert other.read_text(encoding="utf-8") == ROWS


def test_figures_and_page_need_places_of_their_own(people: Path) -> None:
    place = people.parent / "out"
    done = run("validate", people, *VALIDATE, "--json", place, "--report", place)
    assert done.code == 2
    assert "is named twice" in done.err
    assert not place.exists()
    done = run("validate", people, *VALIDATE, "--json", "-", "--report", "-")
    assert (done.code, done.out) == (2, "")
    assert "standard output" in done.err


def test_a_page_is_printed_alone(people: Path) -> None:
    done = run("validate", people, *VALIDATE, "--report", "-")
    assert done.code == 0
    assert done.out.startswith("<!DOCTYPE html>")
    assert done.out.rstrip().endswith("</html>")
    assert not (people.parent / "-").exists()


def test_nothing_is_written_where_one_of_two_cannot_be(people: Path) -> None:
    page = people.parent / "page.html"
    done = run(
        "validate", people, *VALIDATE, "--report", page, "--json", people.parent / "no" / "f.json"
    )
    assert done.code == 2
    assert "no such file or directory" in done.err
    assert [path.name for path in people.parent.iterdir()] == ["people.csv"]


@pytest.mark.parametrize(("command", "asked"), [("validate", VALIDATE), ("agreement", AGREEMENT)])
def test_what_is_wrong_with_a_place_is_said_before_the_file_is_read(
    tmp_path: Path, command: str, asked: tuple[str, ...]
) -> None:
    done = run(command, tmp_path / "none.csv", *asked, "--json", tmp_path)
    assert done.code == 2
    assert "is a folder" in done.err


def test_a_path_is_told_from_its_root(people: Path) -> None:
    for done in (
        run("validate", people, *VALIDATE, "--json", people.parent),
        run("validate", people, *VALIDATE, "--json", people),
    ):
        assert done.code == 2
        assert done.err.splitlines()[2].startswith(str(people.parent))


@pytest.mark.parametrize(
    "option", [("--on", "2024-01-01"), ("--on-column", "day"), ("--ruleset", "osp-2014")]
)
def test_how_to_score_is_refused_where_nothing_is_scored(
    people: Path, option: tuple[str, str]
) -> None:
    done = run("validate", people, *VALIDATE, *option)
    assert done.code == 2
    assert f"{option[0]}\n" in done.err
    assert "is of no use without --instrument" in done.err


def test_who_a_row_is_about_may_be_named(people: Path) -> None:
    people.write_text(ROWS + "P3,3,3,3,0\n", encoding="utf-8")
    done = run("validate", people, *VALIDATE, "--unit", "id")
    assert done.code == 0
    assert "1 person stands in more than one row, in 2 rows in all" in " ".join(done.out.split())


@pytest.mark.parametrize("place", ["", ".", "/", "a\0b"])
@pytest.mark.parametrize("option", ["--json", "--report"])
def test_a_place_that_is_no_name_is_refused(people: Path, option: str, place: str) -> None:
    done = run("validate", people, *VALIDATE, option, place)
    assert done.code == 2
    assert "The file cannot be written" in done.err
    assert "Way out" in done.err
