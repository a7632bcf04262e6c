"""The command, the text and the page."""

import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from riskservice.errors import BrokenPlugin
from riskservice.mappa.statistics import Statistics, statistics_to_html, statistics_to_text
from riskservice.mappa.statistics.layout import FOLDER, VERSION, decode_layout
from tests.cli.running import ROOT, Ran, run
from tests.mappa_statistics import staffordshire
from tests.mappa_statistics.making import csv_of, made

FILE = staffordshire.FILE
RAW = FILE.read_bytes()


def statistics(*args: str | Path, given: bytes | None = None) -> Ran:
    return run("mappa", "statistics", *args, given=given)


def test_the_command_prints_the_tables_as_text() -> None:
    ran = statistics(FILE, "--year-end", "2024-03-31", "--area", "Staffordshire")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == statistics_to_text(made(RAW, area="Staffordshire"))
    assert max(map(len, ran.out.splitlines())) <= 100


def test_the_command_gives_json_and_a_page() -> None:
    as_json = statistics(FILE, "--year-end", "2024-03-31", "--population", "1022000", "--json")
    found = made(RAW, population=1_022_000)
    assert msgspec.json.decode(as_json.out, type=Statistics) == found
    as_html = statistics(FILE, "--year-end", "2024-03-31", "--population", "1022000", "--html")
    assert as_html.out == statistics_to_html(found)


def test_every_choice_of_the_command_reaches_the_tables() -> None:
    ran = statistics(
        "-",
        "--year-end=2024-03-31",
        "--level-counted=highest",
        "--community=event_day",
        "--shpo-with-travel=both_lines",
        "--blank-means-none",
        "--suppress-below=5",
        "--area=<Area>",
        "--json",
        given=csv_of([{}]),
    )
    expected = made(
        [{}],
        level_counted="highest",
        community="event_day",
        shpo_with_travel="both_lines",
        blank_events="none",
        suppress_below=5,
        area="<Area>",
    )
    assert msgspec.json.decode(ran.out, type=Statistics) == expected


def test_json_is_read_by_the_name_of_the_file(tmp_path: Path) -> None:
    case = {
        "case_id": "SYN-1",
        "categories": [{"category": 1, "starts_on": "2020-01-01"}],
        "levels": [{"level": 1, "starts_on": "2020-01-01"}],
        "away": [],
    }
    path = tmp_path / "cases.json"
    path.write_bytes(msgspec.json.encode({"cases": [case]}))
    assert statistics(path, "--year-end", "2024-03-31").code == 0


def test_the_columns_are_printed_without_a_file() -> None:
    ran = statistics("--columns")
    assert ran.code == 0
    assert "registered_after_sro_breach" in ran.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nowhere.csv", "--year-end", "2024-03-31"], "does not exist"),
        ([ROOT, "--year-end", "2024-03-31"], "is a folder"),
        (["a\0b", "--year-end", "2024-03-31"], "cannot be read"),
        ([FILE, "--year-end", "2024-03-30"], "is not the last day of a MAPPA year"),
        ([FILE, "--year-end", "2024-02-30"], "is not a date that exists"),
        ([FILE, "--year-end", "2099-03-31"], "has not come yet"),
        ([FILE], "Missing option '--year-end'"),
        ([FILE, "--year-end", "2024-03-31", "--json", "--html"], "Choose one of"),
        ([FILE, "--year-end", "2024-03-31", "--population", "0"], "--population"),
    ],
)
def test_what_is_given_wrongly_is_said_plainly(args: list[str | Path], said: str) -> None:
    ran = statistics(*args)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_every_fault_of_a_file_is_listed_with_its_row() -> None:
    rows = [{"levels": "9:2020-01-01/"}, {"away": ""}]
    ran = statistics("-", "--year-end", "2024-03-31", given=csv_of(rows))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Nothing was counted, because the file of cases has faults, 2 in all")
    assert "row 1, levels: MAPPA level with its first and last day" in ran.err
    assert "9:2020-01-01/" in ran.err
    assert "row 2, away" in ran.err


class Page(HTMLParser):
    """What a screen reader needs of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(each == tag for each, _ in self.tags)


def test_the_page_is_whole_in_itself_and_every_table_has_caption_and_scopes() -> None:
    text = statistics_to_html(made(RAW, area="Staffordshire"))
    page = Page(text)
    assert page.count("table") == page.count("caption") == len(made(RAW).tables) + 1
    assert all(attrs.get("scope") in ("col", "row") for tag, attrs in page.tags if tag == "th")
    assert not re.search(r"https?://|src=|@import", text)
    headings = [tag for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    assert "<td>1409</td>" in text
    assert "<td>\N{EN DASH}</td>" in text
    for table in made(RAW).tables:
        assert table.trap in text.replace("&#39;", "'")


def test_the_page_escapes_what_people_wrote() -> None:
    text = statistics_to_html(made([{}], area="<script>alert(1)</script>"))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_no_identifier_leaves_the_file() -> None:
    found = made(RAW, area="Staffordshire")
    for text in (
        statistics_to_html(found),
        statistics_to_text(found),
        msgspec.json.encode(found).decode(),
    ):
        assert "SYN-" not in text
        assert found.stamp.file_digest in text.replace("\n", "")


LAYOUT = (ROOT / "models" / FOLDER / f"{VERSION}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('cite = "dorset"', 'cite = "nobody"', "mappa_statistics/categories/3/cite"),
        (
            'default = "first"',
            'default = "last"',
            "mappa_statistics/settings/level_counted/default",
        ),
        ('highest = "the', 'other = "the', "mappa_statistics/settings/level_counted"),
        ("[settings.community", "[settings.place", "mappa_statistics/settings/community"),
        ('key = "T8"', 'key = "T9"', "mappa_statistics/tables"),
        ("levels = [2, 3]", "levels = [2, 7]", "mappa_statistics/categories/3/levels"),
        ("ends_day = 31", "ends_day = 31\nhour = 1", "mappa_statistics/"),
        ("[year]", "[year", "mappa_statistics/"),
    ],
)
def test_a_layout_that_is_not_sound_is_refused(old: str, new: str, place: str) -> None:
    assert old in LAYOUT
    with pytest.raises(BrokenPlugin) as refused:
        decode_layout(LAYOUT.replace(old, new).encode())
    assert place in [fault.pointer for fault in refused.value.faults]
