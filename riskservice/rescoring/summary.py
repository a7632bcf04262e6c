"""What a panel takes away from a run, in one typed value: the page and the JSON are both this."""

import msgspec

from riskservice.rescoring.provenance import Run, TableUsed
from riskservice.rescoring.row_faults import RowFault


class Headline(msgspec.Struct, frozen=True, kw_only=True):
    """
    How the cohort stands; everyone is in exactly one of the first four after ``people``.

    Attributes
    ----------
    with_band, without_band_open, not_applicable, faulty : int
        With an overall band; without one because answers are missing, or an instrument was not
        run; without one because no instrument that gives it applies; with answers at fault.
    unallocated : int or None
        None where the file does not say.
    bands : dict of str to int
        Overall band to people, from low to high.
    changes : dict of str to int, or None
        Kind of change of the overall band to people; None without last time.
    """

    people: int
    with_band: int
    without_band_open: int
    not_applicable: int
    faulty: int
    provisional: int
    unallocated: int | None
    bands: dict[str, int]
    bands_before: dict[str, int] | None = None
    changes: dict[str, int] | None = None
    uncompared: int = 0
    """Rows whose case identifier is blank or stands twice, and so were compared with nothing."""


class InstrumentCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many people each outcome and band of one instrument was given to."""

    instrument: str
    title: str
    outcomes: dict[str, int]
    bands: dict[str, int]


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """
    From where to where people went: rows before, columns after.

    Attributes
    ----------
    counts : tuple of tuple of int
        One row per label of ``before``, one figure per label of ``after``.
    changed : int
        People whose standing differs, those absent or not run at either end left out.
    """

    instrument: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    changed: int


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """The people of one kind of change of the overall band; the first so many by identifier."""

    kind: str
    total: int
    case_ids: tuple[str, ...]


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """One person's change in one instrument: from where to where, why, and in words."""

    case_id: str
    instrument: str
    before: str
    after: str
    direction: str
    causes: tuple[str, ...]
    questions: tuple[str, ...]
    alone: bool | None
    why: str


class CauseSummary(msgspec.Struct, frozen=True, kw_only=True):
    """
    Why people changed.

    Attributes
    ----------
    answers_known : bool
        False where only last time's results were given, so that answers and time cannot be told
        apart.
    counts : dict of str to dict of str to int
        Instrument, or ``overall``, to cause to people; one person may have several causes.
    total : int
        Changes of all instruments together; who was or is at fault, which is so in every
        instrument, counts once.
    shown : tuple of Moved
        By place in the queue, the overall band first.
    """

    answers_known: bool
    counts: dict[str, dict[str, int]]
    total: int
    shown: tuple[Moved, ...]


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One person who will stand elsewhere by time alone."""

    case_id: str
    instrument: str
    now: str
    then: str
    within_days: int
    direction: str


class AheadSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Who changes by time alone; ``counts`` is horizon in days to people, overall band."""

    horizons: tuple[int, ...]
    counts: dict[str, int]
    total: int
    shown: tuple[Due, ...]


class Queued(msgspec.Struct, frozen=True, kw_only=True):
    """One place in the review queue; columns as in :func:`queue.review_queue`."""

    place: int
    case_id: str
    band: str
    placed_as: str | None
    lowest: str | None
    highest: str | None
    before: str | None
    provisional: bool
    days_to_release: int | None
    allocated: bool | None
    officer: str | None
    team: str | None
    reasons: tuple[str, ...]


class QueueSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The first places of the queue, how many there are, and how they are ordered."""

    total: int
    shown: tuple[Queued, ...]
    about: str
    order: tuple[str, ...]


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """One caseload; columns as in :func:`caseload.caseload`."""

    name: str | None
    people: int
    banded: int
    high: int
    very_high: int
    share: float | None
    share_low: float | None
    share_high: float | None
    stands: str
    over_by: int
    to_move: int
    could_rise: int
    could_fall: int
    people_before: int | None = None
    banded_before: int | None = None
    high_before: int | None = None
    very_high_before: int | None = None
    share_before: float | None = None


class CaseloadSummary(msgspec.Struct, frozen=True, kw_only=True):
    """
    The caseloads beside the guide.

    Attributes
    ----------
    guide : int
        [per cent]
    guide_source : str
        Whose guide it is.
    with_existing : bool
        Whether the caseloads hold others than the cohort.
    officers, teams : tuple of Load
        The largest share first, as many as are shown; empty where the file names none.
    officers_total, teams_total : int
    """

    guide: int
    guide_source: str
    about: str
    with_existing: bool
    everyone: Load
    officers: tuple[Load, ...]
    officers_total: int
    teams: tuple[Load, ...]
    teams_total: int


class FaultSummary(msgspec.Struct, frozen=True, kw_only=True):
    """
    The faults that were written down, in how many rows they are, and the first of them.

    Attributes
    ----------
    more : int
        Faults that were counted only, because there were too many.
    """

    total: int
    rows: int
    shown: tuple[RowFault, ...]
    more: int = 0


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """How many people are released within a stretch of days, and how many of them are high."""

    title: str
    people: int
    high: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """
    A run as a panel reads it.

    Attributes
    ----------
    matrices : tuple of Matrix
        The overall band first. Empty without last time, as is ``lists``.
    notices : dict of str to int
        ``instrument:code`` to people.
    not_for : tuple of str
        What it must not be used for.
    """

    run: Run
    headline: Headline
    instruments: tuple[InstrumentCount, ...]
    matrices: tuple[Matrix, ...]
    lists: tuple[Listed, ...]
    causes: CauseSummary | None
    ahead: AheadSummary | None
    queue: QueueSummary
    caseload: CaseloadSummary | None
    faults: FaultSummary
    release: tuple[Stretch, ...]
    notices: dict[str, int]
    tables: tuple[TableUsed, ...]
    not_for: tuple[str, ...]
