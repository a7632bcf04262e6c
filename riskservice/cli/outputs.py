"""Where the figures of a command go: refused before anything is read, and written whole."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager

from riskservice.cli import terminal
from riskservice.cli.files import UnusableOption
from riskservice.errors import Fault
from riskservice.rescoring.aside import Aside, cannot, refuse_same

PRINTED = "-"


class Places:
    """
    Opened places of a command's outputs.

    Parameters
    ----------
    opened : mapping of str to Aside
        By option; a place that was not asked for is left out.
    printed : str or None
        Option whose output is printed.
    """

    def __init__(self, opened: Mapping[str, Aside], printed: str | None) -> None:
        self._opened = opened
        self.printed = printed

    def __contains__(self, option: str) -> bool:
        return option in self._opened or option == self.printed

    def put(self, option: str, content: bytes) -> None:
        """Print what was made for an option, or write it beside its place until all is made."""
        if option == self.printed:
            terminal.write_bytes(content)
            return
        aside = self._opened[option]
        try:
            aside.path.write_bytes(content)
        except OSError as error:
            cannot(str(aside.target), error)


@contextmanager
def opened(read: Iterable[str | None], asked: Mapping[str, str | None]) -> Iterator[Places]:
    """
    Open the places of outputs; left by an error, none of them has changed.

    Parameters
    ----------
    read : iterable of str or None
        What the command reads; a hyphen is standard input.
    asked : mapping of str to str or None
        Place by option; a hyphen prints.

    Raises
    ------
    UnusableOption
        When more than one is to be printed.
    UnwritableFile
        When a place is one that is read, is named twice, or cannot be written.
    """
    printed = [option for option, place in asked.items() if place == PRINTED]
    if len(printed) > 1:
        raise UnusableOption(
            Fault(
                pointer=printed[1],
                message=f"is standard output, and so is {printed[0]}",
                way_out="Name a file for one of them.",
            )
        )
    places = {
        option: place for option, place in asked.items() if place is not None and place != PRINTED
    }
    refuse_same([given for given in read if given != PRINTED], places.values())
    with ExitStack() as stack:
        asides = {option: stack.enter_context(Aside(place)) for option, place in places.items()}
        yield Places(asides, printed[0] if printed else None)
