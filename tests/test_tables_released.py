"""A released table is never edited: every file of numbers is what it was when it was released."""

import hashlib
from pathlib import Path

import pytest

from riskservice import service
from tests.checksums import CHECKSUMS, MODELS, found, recorded, text

RECORDED, FOUND = recorded(), found()


@pytest.mark.parametrize("place", list(RECORDED))
def test_a_released_file_is_never_edited(place: str) -> None:
    assert place in FOUND, f"{place} was released and is gone; results made with it need it"
    assert FOUND[place] == RECORDED[place], (
        f"models/{place}: a released table is never edited; add a new version that corrects it"
    )


def test_every_file_of_numbers_is_written_down() -> None:
    new = sorted(set(FOUND) - set(RECORDED))
    assert new == [], "write new releases down: python -m tests.checksums"


def test_the_fingerprints_are_written_in_the_order_of_their_places() -> None:
    assert CHECKSUMS.read_text(encoding="utf-8") == text(RECORDED)


def test_every_table_in_use_is_among_the_released_files() -> None:
    registry = service().registry
    places = {f"{key}/{t.version}.toml" for key, tables in registry.tables.items() for t in tables}
    places |= {f"rulesets/{name}.toml" for name in registry.rulesets}
    assert places <= set(RECORDED)


def test_the_digest_of_a_result_is_that_of_a_released_file() -> None:
    registry = service().registry
    for key, tables in registry.tables.items():
        for table in tables:
            if not table.lists:
                assert table.digest == f"sha256:{RECORDED[f'{key}/{table.version}.toml'][:16]}"
    for name, ruleset in registry.rulesets.items():
        assert ruleset.digest == f"sha256:{RECORDED[f'rulesets/{name}.toml'][:16]}"


def test_an_edit_of_one_byte_is_found(tmp_path: Path) -> None:
    table = tmp_path / "key" / "1.toml"
    table.parent.mkdir()
    table.write_bytes(b"points = [0, 1]\n")
    before = found(tmp_path)
    assert before == {"key/1.toml": hashlib.sha256(b"points = [0, 1]\n").hexdigest()}
    table.write_bytes(b"points = [0, 2]\n")
    assert found(tmp_path) != before


def test_only_data_lies_among_the_models() -> None:
    others = {p.name for p in MODELS.rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    data = {Path(place).name for place in FOUND}
    assert others - data <= {"__init__.py", "CHECKSUMS", "README.md"}
