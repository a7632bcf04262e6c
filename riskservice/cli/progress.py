"""How far a long command is, and how fast: on the error stream, and only on a terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn
from rich.progress import TimeRemainingColumn as TimeLeft
from rich.text import Text

Tick = Callable[[str, int, float | None], None]


class _Rate(ProgressColumn):
    """People so far, and people a second."""

    def render(self, task: Task) -> Text:
        people = int(task.fields["people"])
        if not people or not task.elapsed:
            return Text(f"{people:,} people")
        return Text(f"{people:,} people, {people / task.elapsed:,.0f} a second")


@contextmanager
def bar() -> Iterator[Tick]:
    """Give what is called with the stage, the people so far and the share done; None: unknown."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield _quietly
        return
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    columns = (TextColumn("{task.description}"), BarColumn(), _Rate(), TimeLeft(compact=True))
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=None, people=0)

        def tick(stage: str, people: int, share: float | None) -> None:
            total = None if share is None else 1.0
            progress.update(
                task, description=stage, total=total, completed=share or 0.0, people=people
            )

        yield tick


def _quietly(stage: str, people: int, share: float | None) -> None:
    """Say nothing."""
