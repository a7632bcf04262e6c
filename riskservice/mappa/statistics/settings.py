"""What the caller may choose: the readings the sources leave open, disclosure, the population."""

from typing import Annotated, Any, Final, Literal, get_args

from msgspec import Meta, Struct

LevelCounted = Literal["first", "lowest", "highest"]
Community = Literal["some_day", "event_day", "not_asked"]
ShpoWithTravel = Literal["own_line", "both_lines"]
BlankEvents = Literal["not_known", "none"]

READINGS: Final[dict[str, tuple[str, ...]]] = {
    "level_counted": get_args(LevelCounted),
    "community": get_args(Community),
    "shpo_with_travel": get_args(ShpoWithTravel),
    "blank_events": get_args(BlankEvents),
}
"""Setting to the readings of it; the data file says what each means and which is the default."""


class Choices(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    How the tables are to be made; what is left out is as the data file says.

    Attributes
    ----------
    level_counted : {"first", "lowest", "highest"} or None
        Level at which a person counts who held several in the year.
    community : {"some_day", "event_day", "not_asked"} or None
        How living in the community is asked in the tables of the year.
    shpo_with_travel : {"own_line", "both_lines"} or None
    blank_events : {"not_known", "none"} or None
        What a blank cell for events says.
    suppress_below : int or None
        Counts from 1 to one less are withheld, and others so that they cannot be worked out; 0
        withholds Category 4 only, as the published tables do.
    population : int or None
        Residents of the area aged 10 and over. [people]
    area : str
        Name of the area; its population may be known.
    """

    level_counted: LevelCounted | None = None
    community: Community | None = None
    shpo_with_travel: ShpoWithTravel | None = None
    blank_events: BlankEvents | None = None
    suppress_below: Annotated[int, Meta(ge=0, le=100)] | None = None
    population: Annotated[int, Meta(ge=1, le=100_000_000)] | None = None
    area: Annotated[str, Meta(max_length=100)] = ""

    def reading(self, name: str, default: str) -> str:
        """Return the reading of a setting, or the default."""
        chosen: Any = getattr(self, name)
        return default if chosen is None else chosen
