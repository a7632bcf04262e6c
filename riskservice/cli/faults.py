"""Faults on the error stream: every one, with the question, what was given and the way out."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from riskservice.cli.terminal import safe, tame
from riskservice.errors import BrokenPlugin, Fault, InvalidCase, RiskServiceError

MOST = 500
"""Faults that are listed; a flood of them is counted."""
_PARTS = {
    "on": "Day of assessment",
    "case_id": "Identifier of the case",
    "band_decision": "Decision to hold another band",
    "contact_decision": "Decision on contact",
    "circumstances": "Circumstances",
}
_OF_FILES = ("unreadable-file", "unwritable-file")
"""Errors whose places are paths, which may begin with a slash."""


def account(error: RiskServiceError) -> Iterator[RenderableType]:
    """Yield what is printed for an error: how many faults, each of them, and what to do next."""
    count = len(error.faults)
    place = ", ".join(getattr(error, "__notes__", ()))
    title = Text(error.title, style="bold")
    title.append(f", {count} in all" if count > 1 else "")
    title.append(f": {tame(place)}" if place else "", style="not bold")
    yield title
    for number, fault in enumerate(error.faults[:MOST], 1):
        told = _fault(safe(fault), number if count > 1 else None, of_files=error.code in _OF_FILES)
        yield Padding(told, (1, 0, 0, 0))
    if count > MOST:
        yield Text(f"\nThese are the first {MOST}; {count - MOST} more are not listed.")
    if end := _what_now(error):
        yield Text(f"\n{end}")


def _fault(fault: Fault, number: int | None, *, of_files: bool) -> RenderableType:
    heading = Text(f"{number:>2}. " if number else "", style="bold")
    if fault.question and fault.wording:
        heading.append(fault.wording)
        heading.append(f"  ({_key(fault)})", style="not bold")
    else:
        place = fault.pointer if of_files else fault.pointer.removeprefix("/answers/").lstrip("/")
        heading.append(f"{_PARTS[place]}  ({place})" if place in _PARTS else place)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    if fault.value is not None:
        grid.add_row("Given", Text(fault.value))
    grid.add_row("Wrong", Text(fault.message, style="red"))
    grid.add_row("Way out", Text(fault.way_out))
    rows = Padding(grid, (0, 0, 0, 4))
    return Group(heading, rows) if heading.plain.strip() else rows


def _key(fault: Fault) -> str:
    """Return the question's key, with the place inside the answer where it has parts."""
    place = fault.pointer.removeprefix("/answers/")
    key = str(fault.question)
    return place.replace("/", ", ") if place.startswith(f"{key}/") else key


def _what_now(error: RiskServiceError) -> str:
    match error:
        case BrokenPlugin() if type(error) is not BrokenPlugin:
            return ""
        case InvalidCase() if len(error.faults) > 1 or error.faults[0].question:
            return "Nothing was scored: correct all of these and run the command again."
        case BrokenPlugin():
            return "Nothing can be scored until every installed plug-in and its tables are sound."
        case _:
            return ""
