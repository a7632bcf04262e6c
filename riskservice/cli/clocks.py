"""``riskservice mappa clocks``: every legal date of one person."""

import sys
from collections.abc import Iterable, Iterator, Sequence

import click
from rich.console import RenderableType
from rich.text import Text

from riskservice.case import Case
from riskservice.cli import files, terminal
from riskservice.cli.layout import Column, bullets, heading, labelled, table
from riskservice.cli.scoring import ON_HELP
from riskservice.clocks import Calendar, Entry, SchemeResult, calendar_of, to_ics
from riskservice.errors import Fault, InvalidCase
from riskservice.scoring import service as installed_service

_SETTING_HELP = "Another reading of an open point, or an interval of the area; may be repeated."

_DATES = (Column("Date", fixed=True), Column("What"), Column("State", fixed=True))
_PERIODS = (Column("Sentence"), Column("Period"), Column("Ends after"), Column("Decides"))
_SCHEMES = (Column("Scheme"), Column("Sentence"), Column("Result"), Column("Because"))


@click.command(
    epilog="""\b
Examples:
  riskservice mappa clocks case.json
  riskservice mappa clocks case.json --on 2027-01-15 --json
  riskservice mappa clocks case.json --ics > case.ics
  riskservice mappa clocks case.json --setting event_day=counted
  riskservice mappa clocks case.json --setting interval.level_2_review=10
"""
)
@click.argument("case")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option("--setting", "settings", metavar="NAME=VALUE", multiple=True, help=_SETTING_HELP)
@click.option("--json", "as_json", is_flag=True, help="The calendar as the HTTP API sends it.")
@click.option("--ics", "as_ics", is_flag=True, help="The dates as a file for a diary.")
def clocks(
    case: str, on: str | None, settings: tuple[str, ...], *, as_json: bool, as_ics: bool
) -> None:
    """
    Lay out the legal dates of one person, each with its rule.

    CASE is a file as for score; its circumstances hold sentences, orders, notification, release
    and MAPPA. What is not known gives no date, and it is said what would tell.
    """
    if as_json and as_ics:
        raise click.UsageError("Choose one of --json and --ics.")
    found = _calendar(case, on, settings)
    if as_json:
        terminal.write_json(found)
    elif as_ics:
        terminal.write_bytes(to_ics(found))
    else:
        width = terminal.console_for(sys.stdout).width
        terminal.show(*_page(terminal.safe(found), width))


def _calendar(case: str, on: str | None, settings: Sequence[str]) -> Calendar:
    given = dict(_pairs(settings))
    try:
        record: Case = files.read_case(installed_service().reader, case, files.day(on))
        return calendar_of(record, given, pointer="--setting")
    except InvalidCase as error:
        error.add_note(files.name_of(case))
        raise


def _pairs(settings: Iterable[str]) -> Iterator[tuple[str, str]]:
    faults = []
    for text in settings:
        name, equals, value = text.partition("=")
        if equals:
            yield name.strip(), value.strip()
        else:
            faults.append(
                Fault(
                    pointer="--setting",
                    value=text,
                    message="is not a name and a value",
                    way_out="Write it as NAME=VALUE.",
                )
            )
    if faults:
        raise files.UnusableOption(*faults)


def _page(found: Calendar, width: int) -> Iterator[RenderableType]:
    yield heading(f"{found.title}: {found.case_id or 'a case'}", f"on {found.on}")
    yield Text(found.note, style="dim")
    yield heading("Dates")
    shown = [each for each in found.entries if each.state != "does not apply"]
    if shown:
        dates = [(_day(each), _what(each), _state(each)) for each in shown]
        yield table(_DATES, dates, width=width)
    else:
        yield Text("  Nothing in the record gives a date. Add circumstances to the case.")
    if found.notification:
        yield heading("Notification, sentence by sentence")
        yield table(_PERIODS, list(_periods(found)), width=width)
    if found.schemes:
        yield heading("Release schemes")
        yield from _schemes(found.schemes, width)
    if found.findings:
        yield heading("Look at")
        yield bullets([f"{each.text} ({each.cite})" for each in found.findings])
    yield from _wanted(found)
    yield from _rules(found)


def _day(entry: Entry) -> str:
    if entry.date is not None:
        time = f" {entry.at:%H:%M}" if entry.at else ""
        return f"{entry.date}{time}"
    if entry.without_end:
        return "without end"
    if entry.earliest is not None:
        return f"from {entry.earliest}"
    return f"to {entry.latest}" if entry.latest is not None else "?"


def _what(entry: Entry) -> Text:
    text = Text(entry.title)
    if entry.opens_on is not None and entry.date is not None:
        text.append(f", window from {entry.opens_on}")
    if entry.about:
        text.append(f" ({entry.about})")
    if entry.applies == "cannot tell":
        text.append("; whether it applies cannot be told")
    if entry.confidence != "confirmed":
        text.append(f" [{entry.confidence}]", style="dim")
    if entry.why:
        text.append(f"\n{entry.why}", style="dim")
    if entry.latest is not None and entry.date is None:
        text.append(f"\nNot after {entry.latest}.", style="dim")
    if entry.without_end is None:
        never = "have no end" if entry.kind == "ends" else "never come"
        text.append(f"\nIt may {never}.", style="dim")
    for each in entry.rests_on if entry.state != "done" else ():
        text.append(
            f"\nRests on {each.setting} = {each.reading}; with {each.other}: {each.then}.",
            style="dim",
        )
    return text


def _state(entry: Entry) -> Text:
    if entry.state == "done":
        return Text(f"done {entry.done_on}")
    if entry.overdue and entry.state != "overdue":
        return Text("overdue", style="bold")
    return Text(entry.state, style="bold" if entry.overdue else "")


def _periods(found: Calendar) -> Iterator[tuple[str, str, str, str]]:
    decides = {True: "yes", False: "no", None: "cannot tell"}
    for each in found.notification:
        if each.ends_on is not None:
            end = str(each.ends_on)
        elif each.without_end:
            end = "without end"
        else:
            low = f"not before {each.earliest}" if each.earliest else ""
            high = f"not after {each.latest}" if each.latest else ""
            end = ", ".join(text for text in (low, high) if text) or "cannot tell"
        notifiable = "" if each.notifiable else "perhaps "
        yield each.sentence_id, f"{notifiable}{each.period}", end, decides[each.decides]


def _schemes(results: Sequence[SchemeResult], width: int) -> Iterator[RenderableType]:
    rows = []
    for each in results:
        if _recall_only(each):
            continue
        served = " (served)" if each.served else ""
        start = ""
        if each.starts_on is not None:
            sure = "" if each.tranche_confidence == "confirmed" else f" [{each.tranche_confidence}]"
            start = f", tranche {each.tranche} from {each.starts_on}{sure}"
        rows.append(
            (
                each.title,
                f"{each.sentence_id or 'the person'}{served}",
                f"{each.verdict}{start}",
                _because(each),
            )
        )
    if rows:
        yield table(_SCHEMES, rows, width=width)
    if len(rows) < len(results):
        yield Text("  Fixed-term recalls are left out: no recall is recorded.", style="dim")


def _recall_only(result: SchemeResult) -> bool:
    """Return whether a scheme is for people who are recalled, and no recall is recorded."""
    return any(each.key == "recalled" and each.holds != "met" for each in result.reasons)


def _because(result: SchemeResult) -> str:
    against = [each.text for each in result.reasons if each.holds == "not met"]
    open_ = [
        ", ".join(fact.what for fact in each.wanted) or each.text
        for each in result.reasons
        if each.holds == "cannot tell"
    ]
    parts = [*against]
    if open_ and not against:
        parts.append(f"Not known: {'; '.join(dict.fromkeys(open_))}.")
    if result.almost:
        parts.append("Nothing else stands in the way.")
    if result.note:
        parts.append(result.note)
    parts.extend(
        f"Rests on {each.setting} = {each.reading}; with {each.other}: {each.then}."
        for each in result.rests_on
    )
    return " ".join(parts)


def _wanted(found: Calendar) -> Iterator[RenderableType]:
    open_ = [each for each in found.entries if each.state not in ("done", "does not apply")]
    wanted = dict.fromkeys(
        [fact for each in open_ for fact in each.wanted]
        + [fact for period in found.notification for fact in period.wanted]
    )
    if wanted:
        yield heading("What would tell")
        yield bullets([f"{fact.what} ({fact.pointer})" for fact in wanted])


def _rules(found: Calendar) -> Iterator[RenderableType]:
    rules = dict.fromkeys((each.rule, each.cite, each.confidence) for each in found.entries)
    if rules:
        yield heading("Rules")
        yield bullets([f"{rule} {cite}. [{confidence}]" for rule, cite, confidence in rules])
    yield heading("Stamp")
    stamp = found.rules
    yield labelled(
        [
            ("Rules", f"clocks {stamp.clocks_version} {stamp.clocks_digest}"),
            ("Schemes", f"release schemes {stamp.schemes_version} {stamp.schemes_digest}"),
        ]
    )
