"""Documents of one case: everything that belongs in each, and nothing that was not recorded."""

import datetime as dt
from importlib.resources import files

import msgspec
import pytest
from msgspec.structs import replace

from riskservice.case import Case
from riskservice.circumstances import Identity, Meeting, Sentence
from riskservice.errors import BrokenPlugin
from riskservice.mappa import load_rulebook
from riskservice.planning import InvalidPlan, draft_plan
from riskservice.planning.documents import (
    Document,
    decode_forms,
    load_forms,
    make_document,
)
from riskservice.planning.documents.entries import FormFile
from riskservice.planning.documents.parts import Facts, Gap, Heading, Paragraph, Table
from riskservice.planning.plan import Agreement, Disclosure, Dissent, HeldReview
from riskservice.scoring import service
from tests.planning.papers import BARE, FULL, LEVEL_3, YOUNG, case_of, changed, papers, text_of

KINDS = ("plan", "referral", "minutes", "summary")
NAMES = (BARE, FULL, YOUNG, LEVEL_3)
EVERY = [(kind, name) for kind in KINDS for name in NAMES]


@pytest.fixture(scope="module")
def made() -> dict[tuple[str, str], Document]:
    found = {name: papers(name) for name in NAMES}
    return {(kind, name): make_document(kind, found[name]) for kind, name in EVERY}


def headings(document: Document, level: int = 1) -> list[str]:
    return [b.text for b in document.blocks if isinstance(b, Heading) and b.level == level]


def under(document: Document, title: str) -> list[object]:
    """Return the blocks under a heading whose text ends with a title, up to the next part."""
    found: list[object] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text.endswith(title)
        elif inside:
            found.append(block)
    return found


def words(blocks: list[object]) -> str:
    return "\n".join(str(msgspec.to_builtins(block)) for block in blocks)


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_each_document_is_marked_named_and_in_its_language(
    made: dict[tuple[str, str], Document], kind: str, name: str
) -> None:
    document = made[kind, name]
    case = case_of(name)
    assert (document.case_id, document.on) == (case.case_id, case.on)
    assert document.marking == "OFFICIAL-SENSITIVE"
    assert document.language == "en-GB"
    assert document.statement.startswith("Confidential:")
    assert document.title.startswith(load_forms().file.titles[kind])


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_headings_never_skip_a_level_and_tables_are_whole(
    made: dict[tuple[str, str], Document], kind: str, name: str
) -> None:
    level = 0
    for block in made[kind, name].blocks:
        if isinstance(block, Heading):
            assert block.level <= level + 1
            assert block.text.strip()
            level = block.level
        if isinstance(block, Table):
            assert block.title
            assert block.rows
            assert all(len(row.cells) == len(block.columns) for row in block.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_case_gives_the_same_document(
    made: dict[tuple[str, str], Document], kind: str
) -> None:
    assert make_document(kind, papers(FULL)) == made[kind, FULL]


# The plan ----------------------------------------------------------------------------------------


def test_a_plan_shows_every_item_it_holds(made: dict[tuple[str, str], Document]) -> None:
    plan, text = papers(FULL).plan, text_of(made["plan", FULL])
    for told in (
        *(each.text for each in plan.actions),
        *(each.trigger for each in plan.contingencies),
        *(each.response for each in plan.contingencies),
        *(each.title for each in plan.factors),
        *(each.text for each in plan.conditions),
        *(each.who for each in plan.victims),
        *(each.need for each in plan.diversity),
        *(each.prompt for each in plan.blanks),
        *(each.text for each in plan.findings),
        plan.library.actions_digest,
    ):
        assert told in text


def test_what_is_written_in_a_kept_plan_stands_in_its_document() -> None:
    plan = draft_plan(case_of(FULL), service().score(case_of(FULL)))
    kept = replace(
        plan,
        reviews=(HeldReview(review_id="r", by="B. Made-up", outcome="Held as planned"),),
        disclosures=(Disclosure(disclosure_id="d", recipient="Head teacher", support="Helpline"),),
        agreement=Agreement(agreed_by="C. Made-up", dissent=(Dissent(by="D", reason="Too long"),)),
    )
    text = text_of(make_document("plan", papers(FULL, kept)))
    for told in ("B. Made-up", "Held as planned", "Head teacher", "Helpline", "Too long"):
        assert told in text


def test_a_plan_of_another_case_is_refused() -> None:
    plan = draft_plan(case_of(LEVEL_3), service().score(case_of(LEVEL_3)))
    with pytest.raises(InvalidPlan, match="/case_id"):
        papers(FULL, plan)


# The referral ------------------------------------------------------------------------------------


def test_a_referral_has_the_parts_of_the_form_in_their_order(
    made: dict[tuple[str, str], Document],
) -> None:
    parts = [f"{n}. {part.title}" for n, part in enumerate(load_forms().file.referral, 1)]
    assert headings(made["referral", LEVEL_3]) == [*parts, "Sources"]


def test_a_referral_names_one_category_and_the_rule_that_decided(
    made: dict[tuple[str, str], Document],
) -> None:
    (facts,) = [
        {fact.label: fact.text for fact in block.facts}
        for block in under(made["referral", LEVEL_3], "Category")
        if isinstance(block, Facts) and block.facts[0].label == "By screening"
    ]
    assert facts["By screening"] == "Category 2"
    assert facts["Rule that decided"].startswith("Category 2: murder or a Schedule 15 offence")
    assert "Schedule 15: violent" in facts["Because"]


def test_a_category_nobody_can_tell_is_open_and_says_what_would_tell(
    made: dict[tuple[str, str], Document],
) -> None:
    blocks = under(made["referral", BARE], "Category")
    assert "Cannot be told" in words(blocks)
    assert "What would tell" in words(blocks)
    assert not any(isinstance(b, Facts) and "By screening" in words([b]) for b in blocks)


@pytest.mark.parametrize(("recorded", "told"), [(None, False), (1, False), (2, True), (3, True)])
def test_a_recorded_category_the_rules_do_not_give_is_called_so(
    recorded: int | None, told: bool
) -> None:
    known = case_of(FULL).circumstances
    assert known is not None
    assert known.mappa is not None
    case = changed(FULL, mappa=replace(known.mappa, category=recorded))
    blocks = under(make_document("referral", papers(case)), "Category")
    assert ("do not agree" in words(blocks)) is told


@pytest.mark.parametrize("kind", ["referral", "minutes", "summary"])
def test_weak_rules_and_open_readings_are_told_before_use(kind: str) -> None:
    found = papers(LEVEL_3)
    assert found.screening is not None
    assert found.screening.notices
    text = text_of(make_document(kind, found))
    for notice in found.screening.notices:
        assert notice.text in text
    for other in found.screening.rests_on:
        assert other.then in text


@pytest.mark.parametrize("kind", ["referral", "minutes", "summary"])
def test_a_young_persons_asset_is_told_and_never_banded(kind: str) -> None:
    found = papers(YOUNG)
    assert found.screening is not None
    assert found.screening.asset is not None
    text = text_of(make_document(kind, found))
    assert f"total {found.screening.asset.total} [" in text
    assert found.screening.asset.trigger_why in text
    assert found.screening.asset.superseded in text


def test_ethnicity_that_looks_like_a_code_is_called_one() -> None:
    def told(ethnicity: str | None) -> str:
        case = changed(FULL, identity=Identity(name="Invented Person", ethnicity=ethnicity))
        return words(under(make_document("referral", papers(case)), "identifiers of the agencies"))

    assert "This looks like a code" in told("W1")
    assert "This looks like a code" in told("IC1")
    assert "This looks like a code" in told("Whi")
    assert "This looks like a code" not in told("Roma")
    assert "This looks like a code" not in told("White, Irish Traveller")
    assert "This looks like a code" not in told(None)
    assert "'Ethnicity, in words', 'text': '[ to be written ]'" in told(None)
    assert "Invented Person" in told(None)


@pytest.mark.parametrize(
    ("text", "pasted"),
    [("x" * 200, False), ("x" * 201, True), ("Assault\nThe report says", True), ("Assault", False)],
)
def test_an_offence_that_looks_pasted_from_a_report_is_called_so(text: str, pasted: bool) -> None:
    case = changed(FULL, sentences=(Sentence(sentence_id="S1", offence=text),))
    blocks = under(make_document("referral", papers(case)), "Offences, sentences and orders")
    assert ("had been pasted" in words(blocks)) is pasted


def test_served_sentences_stand_in_the_referral(made: dict[tuple[str, str], Document]) -> None:
    blocks = under(made["referral", FULL], "Offences, sentences and orders")
    assert "Sexual assault of a child under 13" in words(blocks)
    assert "SERVED" in words(blocks)


def test_a_referral_asks_the_meeting_to_settle_what_the_agenda_must(
    made: dict[tuple[str, str], Document],
) -> None:
    text = words(under(made["referral", FULL], "asked to settle"))
    for line in load_forms().file.settle.lines:
        assert line in text


def test_a_referral_is_left_to_be_countersigned(made: dict[tuple[str, str], Document]) -> None:
    (table,) = [
        b for b in under(made["referral", FULL], "made and countersigned") if isinstance(b, Table)
    ]
    assert [row.cells for row in table.rows] == [
        ("Referring officer", "", "", "", ""),
        ("Manager who countersigns", "", "", "", ""),
    ]
    assert all(row.open for row in table.rows)


def test_agreed_actions_stand_in_a_referral_before_proposals() -> None:
    plan = draft_plan(case_of(FULL), service().score(case_of(FULL)))
    first, second, *rest = plan.actions
    one = replace(first, status="agreed", text="Agreed in the example")
    blocks = under(
        make_document("referral", papers(FULL, replace(plan, actions=(one, second, *rest)))),
        "Plan of the lead agency",
    )
    assert "Agreed in the example" in words(blocks)
    assert second.text not in words(blocks)
    assert f"{len(rest) + 1} further actions are proposed" in words(blocks)
    skeleton = under(make_document("referral", papers(FULL)), "Plan of the lead agency")
    assert second.text in words(skeleton)
    assert f"Nobody has agreed these {len(plan.actions)} proposed actions" in words(skeleton)


# The minutes -------------------------------------------------------------------------------------


def test_minutes_follow_the_agenda(made: dict[tuple[str, str], Document]) -> None:
    items = [f"{n}. {item.title}" for n, item in enumerate(load_forms().file.agenda, 1)]
    assert headings(made["minutes", LEVEL_3]) == [*items, "Sources"]


def test_minutes_leave_open_what_only_the_meeting_can_say(
    made: dict[tuple[str, str], Document],
) -> None:
    document = made["minutes", LEVEL_3]
    for title, column in (
        ("Attendance and apologies", "Name"),
        ("Information by agency", "Fact, with its source"),
        ("Dissent", "Why"),
    ):
        (table,) = [b for b in under(document, title) if isinstance(b, Table)]
        place = [each.title for each in table.columns].index(column)
        assert all(row.cells[place] == "" and row.open for row in table.rows)
    assert any(isinstance(b, Gap) for b in under(document, "Next review"))


def test_minutes_record_everything_about_disclosure(
    made: dict[tuple[str, str], Document],
) -> None:
    (table,) = [
        b for b in under(made["minutes", FULL], "Disclosure decision") if isinstance(b, Table)
    ]
    asked = [row.cells[0] for row in table.rows]
    assert asked[1:] == [each.title for each in load_forms().file.disclosure]
    assert {"Who receives", "What information", "Who discloses", "When", "Where"} <= set(asked)
    assert {"Advice on its use", "Where the recipient gets support"} <= set(asked)


def test_minutes_say_how_they_are_handled(made: dict[tuple[str, str], Document]) -> None:
    text = text_of(made["minutes", FULL])
    assert "within 5 working days" in text
    assert "not shared without the permission of the chair" in text
    assert "sections 30(1)(b), 38, 40 and 41" in text


@pytest.mark.parametrize(("on", "which"), [("2026-12-08", 0), ("2026-12-09", 1), ("2026-12-10", 2)])
def test_the_meeting_of_the_day_is_this_meeting(on: str, which: int) -> None:
    meetings = (
        Meeting(kind="level_2", on=dt.date(2026, 12, 8)),
        Meeting(kind="level_2", on=dt.date(2026, 12, 9)),
        Meeting(kind="level_2", on=dt.date(2026, 12, 10)),
        Meeting(kind="level_1_review", on=dt.date(2026, 12, 1)),
    )
    known = case_of(FULL).circumstances
    assert known is not None
    assert known.mappa is not None
    case = changed(FULL, mappa=replace(known.mappa, meetings=meetings))
    document = make_document("minutes", papers(replace(case, on=dt.date.fromisoformat(on))))
    (facts,) = [b for b in document.blocks if isinstance(b, Facts)][:1]
    told = {fact.label: fact.text for fact in facts.facts}
    assert told["This meeting"] == f"level 2, {meetings[which].on.day} December 2026"
    before = f"level 2, {meetings[which - 1].on.day} December 2026" if which else "not recorded"
    assert told["Last formal meeting"] == before


# The summary -------------------------------------------------------------------------------------


def test_a_summary_holds_every_result_answer_table_and_digest(
    made: dict[tuple[str, str], Document],
) -> None:
    found, text = papers(FULL), text_of(made["summary", FULL])
    for result in found.assessment.results:
        assert result.title in text
        assert result.table.digest in text
        assert all(source in text for source in result.table.sources)
        assert all(notice.text in text for notice in result.notices)
        assert result.percent is None or f"{result.percent} per cent" in text
    for key in found.case.answers:
        assert key in text
    assert found.case.answers["arms_opportunity"].evidence in text
    assert found.assessment.input_digest in text
    assert found.assessment.ruleset.digest in text
    assert found.screening is not None
    assert found.screening.rules.digest in text
    assert found.calendar is not None
    assert found.calendar.rules.clocks_digest in text
    assert load_forms().digest in text


def test_a_summary_says_what_a_result_could_still_be(
    made: dict[tuple[str, str], Document],
) -> None:
    table = next(b for b in made["summary", FULL].blocks if isinstance(b, Table))
    (arp,) = [row.cells[1] for row in table.rows if row.cells[0].startswith("All Reoffending")]
    assert arp.startswith("not scorable; 3.22 to 75.58 per cent; still possible: low, medium, high")


def test_a_summary_tells_every_legal_date_with_its_confidence(
    made: dict[tuple[str, str], Document],
) -> None:
    calendar = papers(FULL).calendar
    assert calendar is not None
    (table,) = [b for b in under(made["summary", FULL], "Legal dates") if isinstance(b, Table)]
    shown = [each for each in calendar.entries if each.state != "does not apply"]
    assert len(table.rows) == len(shown)
    for row, entry in zip(table.rows, shown, strict=True):
        assert entry.rule in row.cells[3]
        assert f", {entry.confidence}]" in row.cells[3]


def test_a_decision_that_holds_another_band_is_told_with_who_and_why() -> None:
    text = text_of(make_document("summary", papers("11-band-lowered")))
    decision = case_of("11-band-lowered").band_decision
    assert decision is not None
    for told in (decision.by, decision.role, decision.reason):
        assert told in text


def test_before_any_rules_a_summary_says_that_none_were_in_force() -> None:
    begins = load_rulebook().file.effective_from
    early = Case(case_id="EXAMPLE", on=begins - dt.timedelta(days=1), answers={"sex": "male"})
    for kind in ("referral", "minutes", "summary"):
        text = text_of(make_document(kind, papers(early)))
        assert "No rules of screening were in force on the day." in text
    later = papers(replace(early, on=begins))
    assert later.screening is not None


def test_the_birthday_and_address_of_a_victim_stand_in_no_document() -> None:
    known = case_of(FULL).circumstances
    assert known is not None
    assert known.screening is not None
    screening = replace(
        known.screening,
        victim_address="12 Invented Lane, Nowhere",
        victim_date_of_birth=dt.date(2012, 3, 4),
    )
    found = papers(changed(FULL, screening=screening))
    for kind in KINDS:
        text = text_of(make_document(kind, found))
        assert "Invented Lane" not in text
        assert "4 March 2012" not in text
        assert "2012-03-04" not in text
    assert "recorded; not printed" in text_of(make_document("summary", found))


# The forms ---------------------------------------------------------------------------------------

RAW = (files("models") / "documents" / "2026.1.toml").read_bytes()


def test_every_part_of_the_forms_names_its_source_and_confidence() -> None:
    file = load_forms().file
    cites = {source.id for source in file.sources}
    for rule in (*file.referral, *file.agenda, file.settle, file.exemptions, file.handling):
        assert rule.cite in cites
        assert rule.confidence in ("confirmed", "reported", "unconfirmed", "house policy")


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        (b'key = "category"', b'key = "level"', "documents.referral.category"),
        (b'key = "dissent"', b'key = "level"', "documents.agenda.level"),
        (b'cite = "form_d"', b'cite = "form_x"', "documents.exemptions.cite"),
        (b'language = "en-GB"', b"", "documents.language"),
        (b'key = "support"', b'key = "advice"', "documents.disclosure.support"),
        (b"[exemptions]", b"[[exemptions", "documents"),
    ],
)
def test_forms_at_fault_are_refused_at_the_place(old: bytes, new: bytes, pointer: str) -> None:
    with pytest.raises(BrokenPlugin) as caught:
        decode_forms(RAW.replace(old, new))
    assert pointer in {fault.pointer for fault in caught.value.faults}


def test_the_released_forms_are_read_as_they_are() -> None:
    assert msgspec.toml.decode(RAW, type=FormFile) == load_forms().file
    assert isinstance(make_document("minutes", papers(BARE)).blocks[1], Gap | Paragraph)
