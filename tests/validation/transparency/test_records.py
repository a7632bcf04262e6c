"""The transparency record: filled in from the tables in use, blank where only others know."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from riskservice.errors import UnknownName
from riskservice.scoring import service
from riskservice.validation.transparency import (
    TransparencyRecord,
    record_of,
    record_to_html,
    record_to_text,
)
from riskservice.validation.transparency.knowing import KNOWN
from riskservice.validation.transparency.library import load_transparency
from riskservice.validation.transparency.record import BLANK
from riskservice.validation.transparency.records import UnusableEntry
from tests.cli.running import run
from tests.test_drafts import draft_text

ON = dt.date(2026, 11, 24)
DATE = re.compile(r"\d{2}/\d{2}/\d{4}")


@pytest.fixture(autouse=True)
def _no_drafts_left() -> Iterator[None]:
    yield
    service.cache_clear()


def made(ruleset: str = "default", **given: object) -> TransparencyRecord:
    return record_of(service(), on=ON, ruleset=ruleset, given=given)


def value(record: TransparencyRecord, key: str) -> str | None:
    (found,) = (e.value for s in record.sections for e in s.entries if e.key == key)
    return found


def test_the_record_has_every_section_and_field_of_the_standard_in_order() -> None:
    found = made()
    assert [section.number for section in found.sections] == [
        "1", "2.1", "2.2", "2.3", "2.4", "2.5",
    ]  # fmt: skip
    keys = [entry.key for section in found.sections for entry in section.entries]
    assert tuple(keys) == load_transparency().fields()
    assert found.metadata.standard_version == "v3.0"
    assert set(KNOWN) <= set(keys)


def test_what_only_the_organisation_knows_is_a_visible_blank() -> None:
    found = made()
    for key in (
        "organisation", "senior_responsible_owner", "procurement", "frequency_and_scale",
        "required_training", "appeals_and_review", "data_protection_impact_assessment",
        "equality_impact_assessment",
    ):  # fmt: skip
        assert value(found, key) is None
    blanks = sum(e.value is None for section in found.sections for e in section.entries)
    assert found.blanks == blanks > 20
    dates = (found.metadata.date_completion, found.metadata.date_archived)
    shown = blanks + dates.count(None)
    assert record_to_html(found).count(f">{BLANK}</dd>") == shown
    assert record_to_text(found).count(f"[{BLANK}]") == shown


def test_days_are_written_as_the_standard_writes_them() -> None:
    assert made().metadata.date_updated == "24/11/2026"
    assert DATE.search(str(value(made(), "maintenance")))
    assert "2026-" not in str(value(made(), "maintenance"))


@pytest.mark.parametrize("ruleset", sorted(service().registry.rulesets))
def test_the_models_are_the_tables_the_ruleset_uses(ruleset: str) -> None:
    found, here = made(ruleset), service()
    chosen = here.registry.ruleset(ruleset)
    wanted, left = {}, [a.instrument.key for a in here.registry.select(ON, chosen)]
    while left:
        key = left.pop()
        table = here.registry.table(key, ON, chosen)
        assert table is not None
        wanted[key] = table.version
        left += here.registry.definition(key).parts
    assert {model.instrument: model.version for model in found.models} == wanted
    assert len(found.models) == len(wanted)
    assert (found.ruleset, found.ruleset_digest) == (chosen.name, chosen.digest)
    for model in found.models:
        assert model.performance
        assert model.datasets_and_purposes
        assert model.input
        assert model.task


def test_gaps_in_what_is_published_are_among_the_risks() -> None:
    risks = str(value(made(), "risks"))
    assert "No predictive validity" in risks
    assert "Risk Matrix 2000/S" in risks
    arms = next(model for model in made().models if model.instrument == "arms")
    assert "No predictive validity" in arms.performance


def test_the_grid_that_combines_is_named_as_the_house_policy_it_is() -> None:
    policy = service().policy(ON)
    told = str(value(made(), "human_decisions_and_review"))
    assert f"{policy.key} {policy.version} ({policy.status})" in told
    assert policy.why.removesuffix(".") in told


def test_sensitive_questions_are_those_that_are_asked() -> None:
    told = str(value(made(), "sensitive_attributes"))
    for kind in ("sex", "age", "disability", "health", "Criminal convictions"):
        assert kind in told
    assert "Date of birth" in told


def test_an_organisation_fills_in_what_it_knows() -> None:
    found = made(organisation="Synthetic Force", date_completion="01/12/2026")
    assert value(found, "organisation") == "Synthetic Force"
    assert found.blanks == made().blanks - 1
    assert found.metadata.date_completion == "01/12/2026"
    assert value(made(organisation="  "), "organisation") is None


def test_every_entry_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(UnusableEntry) as error:
        made(
            organisaton="x", description="ours", team=3, date_completion="2026-12-01",
            date_archived="31/02/2026",
        )  # fmt: skip
    assert [fault.pointer for fault in error.value.faults] == [
        "/field of the record", "/description", "/team", "/date_completion", "/date_archived",
    ]  # fmt: skip
    assert "Did you mean organisation?" in error.value.faults[0].way_out


def test_what_an_organisation_writes_cannot_become_markup() -> None:
    page = record_to_html(made(team="<script>alert(1)</script>"))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_same_tables_give_the_same_record() -> None:
    assert made() == made()
    assert record_to_html(made()) == record_to_html(made())
    assert msgspec.json.decode(msgspec.json.encode(made()), type=TransparencyRecord) == made()


def test_an_unknown_ruleset_is_refused() -> None:
    with pytest.raises(UnknownName):
        made("none")


def test_a_record_of_a_draft_says_so_loudly(tmp_path: Path) -> None:
    place = tmp_path / "2026.1-area-draft.toml"
    place.write_text(draft_text(), encoding="utf-8")
    ran = run("record", "--ruleset", place)
    assert ran.code == 0
    assert "DRAFT: nobody has released these numbers." in ran.out
    assert "DRAFT, not released" in ran.out
    assert "DRAFT numbers nobody has released" in " ".join(ran.out.split())
    card = run("record", "--ruleset", place, "--card", "dc_srp", "--html").out
    assert 'class="loud"' in card


def test_a_draft_of_what_another_is_made_of_is_a_risk_and_a_model_of_the_record(
    tmp_path: Path,
) -> None:
    shipped = Path(__file__).parents[3] / "models" / "arp_static" / "2026.1.toml"
    text = shipped.read_text(encoding="utf-8")
    for old, new in (('"2026.1"', '"2026.1-area-draft"'), ('"in force"', '"draft"')):
        text = text.replace(old, new)
    place = tmp_path / "2026.1-area-draft.toml"
    place.write_text(text, encoding="utf-8")
    ran = run("record", "--ruleset", place)
    assert ran.code == 0, ran.err
    told = " ".join(ran.out.split())
    risk = told.partition("DRAFT numbers nobody has released: ")[2]
    assert "static model (2026.1-area-draft)" in risk[:120]
    models = json.loads(run("record", "--ruleset", place, "--json").out)["models"]
    drafts = [m["instrument"] for m in models if m["status"] == "draft"]
    assert drafts == ["arp_static"]


# By command --------------------------------------------------------------------------------------


def test_the_record_is_printed_in_every_format(tmp_path: Path) -> None:
    ours = tmp_path / "ours.toml"
    ours.write_text('organisation = "Synthetic Force"\n')
    assert "Transparency record" in run("record", "--on", "2026-11-24").out
    found = json.loads(run("record", "--json", "--organisation", ours).out)
    assert found["sections"][1]["entries"][0]["value"] == "Synthetic Force"
    assert run("record", "--html").out.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--json", "--html"), "Choose one format"),
        (("--version", "2026.1"), "--version goes with --card"),
        (("--card", "arms", "--organisation", "x"), "goes with the record"),
        (("--organisation", "none.toml"), "cannot be read"),
        (("--ruleset", "defaultt"), "Did you mean default?"),
    ],
)
def test_options_that_do_not_fit_are_refused(args: tuple[str, ...], words: str) -> None:
    ran = run("record", *args)
    assert ran.code == 2
    assert words in ran.err
