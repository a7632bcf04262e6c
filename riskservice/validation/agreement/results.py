"""What comes back of a comparison of raters: every figure with its interval and its count."""

import msgspec

from riskservice.validation.agreement.basis import Frame, LeftOut, NotGiven


class Coefficient(msgspec.Struct, frozen=True, kw_only=True):
    """
    A figure with its 95 per cent interval.

    Attributes
    ----------
    estimate : float
        The figure itself.
    low, high : float or None
        None where no interval can be given.
    se : float or None
        Standard error, where the interval rests on one.
    n : int
        People it rests on.
    method : str
        Which form of the figure, and how the interval is made.
    """

    estimate: float
    low: float | None
    high: float | None
    se: float | None = None
    n: int
    method: str


class Intraclass(Coefficient, frozen=True, kw_only=True):
    """
    One form of the intraclass correlation.

    Attributes
    ----------
    form : str
        As McGraw and Wong write it, such as ``ICC(A,1)``.
    raters : int
    f, df1, df2, p : float or None
        Test that people do not differ; None where raters never differ.
    limits_df : float or None
        Degrees of freedom of the limits of ICC(A,1), by Satterthwaite.
    """

    form: str
    raters: int
    f: float | None
    df1: int
    df2: int
    p: float | None
    limits_df: float | None = None


class Intervals(msgspec.Struct, frozen=True, kw_only=True):
    """The headline figures that are plain numbers, with their intervals."""

    percent_agreement: Coefficient | None
    gwet_ac1: Coefficient | None
    gwet_ac2: Coefficient | None
    krippendorff_alpha: Coefficient | None


class OtherForms(msgspec.Struct, frozen=True, kw_only=True):
    """
    The same ratings by other coefficients and other weights.

    Attributes
    ----------
    kappa : mapping
        ``unweighted``, ``linear``, ``quadratic``.
    gwet : mapping
        ``ac1``, ``ac2_linear``, ``ac2_quadratic``.
    alpha : mapping
        Krippendorff alpha by level of measurement.
    intraclass : mapping
        Every form by name.
    fleiss_kappa, conger_kappa, brennan_prediger : mapping
        ``unweighted``, ``linear``, ``quadratic``; for any number of raters.
    """

    kappa: dict[str, Coefficient]
    gwet: dict[str, Coefficient]
    alpha: dict[str, Coefficient]
    intraclass: dict[str, Intraclass]
    fleiss_kappa: dict[str, Coefficient]
    conger_kappa: dict[str, Coefficient]
    brennan_prediger: dict[str, Coefficient]


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """
    How far one rater's number may be off.

    Attributes
    ----------
    sd : float
        Standard deviation of all ratings of the people whom everybody rated. [scale]
    standard_error : float
        ``sd * sqrt(1 - ICC(A,1))``. [scale]
    smallest_detectable_change : float
        ``1.96 * sqrt(2)`` standard errors: a smaller difference may be rating alone. [scale]
    """

    sd: float
    standard_error: float
    smallest_detectable_change: float
    n: int


class CategoryUse(msgspec.Struct, frozen=True, kw_only=True):
    """
    How often a category was given, and how often another rater gave it too.

    Attributes
    ----------
    ratings : int
    share : float
        Of all ratings.
    agreement : float or None
        Given that one rater chose it, how often another did; None where no pair has it.
    """

    category: str
    ratings: int
    share: float
    agreement: float | None


class Bowker(msgspec.Struct, frozen=True, kw_only=True):
    """Test that raters who differ do so in both directions alike, category by category."""

    chi_square: float
    df: int
    p: float


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """People whose two ratings have this mean and this difference, first less second."""

    mean: float
    difference: float
    people: int


class PairBias(msgspec.Struct, frozen=True, kw_only=True):
    """
    Whether one rater of a pair rates higher than the other.

    Attributes
    ----------
    first, second : str
    n : int
        People both rated.
    difference : Coefficient or None
        Mean of first minus second, with a t interval; steps of the scale where it is of words.
    sd : float or None
        Of the differences.
    limits : tuple of float or None
        Between these lie 95 per cent of differences, if they are normal.
    higher, lower, same : int or None
        People whom the first rated higher than the second, lower, or the same.
    direction_p : float or None
        Exact two-sided sign test of higher against lower; None where nobody differs.
    bowker : Bowker or None
    table : tuple of tuples of int
        Rows are categories of the first, columns of the second; left out of long scales.
    spots : tuple of Spot
        Of numbers by up to three raters; on a grid where there are very many.
    """

    first: str
    second: str
    n: int
    kappa: float | None
    difference: Coefficient | None
    sd: float | None
    limits: tuple[float, float] | None
    higher: int | None
    lower: int | None
    same: int
    direction_p: float | None
    bowker: Bowker | None
    table: tuple[tuple[int, ...], ...]
    spots: tuple[Spot, ...] = ()


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """
    How far raters agree.

    Attributes
    ----------
    n : int
        People with two ratings or more.
    percent_agreement : float or None
        Share of pairs of ratings of one person that are the same, 0 to 1.
    gwet_ac1, gwet_ac2, krippendorff_alpha : float or None
        Their intervals are in ``intervals``. AC2 has the weights asked for.
    weighted_kappa : Coefficient or None
        Of more than two raters, the mean over their pairs.
    icc_a1, icc_ak : Intraclass or None
        Two-way random effects, absolute agreement: of one rating, and of the mean of all raters.
    cronbach_alpha : Coefficient or None
        With raters as items; the same as ICC(C,k).
    intervals : Intervals
        Of the figures above that are bare numbers.
    measurement : Measurement or None
        Error of a single rating; None without numbers that everybody gave.
    bias : tuple of PairBias
        Whether one rater of a pair rates higher.
    categories : tuple of CategoryUse
        How often each was given and agreed on.
    other_forms : OtherForms
        The same ratings by other coefficients, weights and levels.
    frame : Frame
        What the figures rest on.
    not_given : tuple of NotGiven
        Every figure above that is None, and why.
    left_out : tuple of LeftOut
        Rows that some figures do not rest on.
    notes : tuple of str
        What to know before these figures are quoted.
    """

    n: int
    icc_a1: Intraclass | None
    weighted_kappa: Coefficient | None
    gwet_ac1: float | None
    gwet_ac2: float | None
    krippendorff_alpha: float | None
    percent_agreement: float | None
    icc_ak: Intraclass | None
    intervals: Intervals
    measurement: Measurement | None
    cronbach_alpha: Coefficient | None
    bias: tuple[PairBias, ...]
    categories: tuple[CategoryUse, ...]
    other_forms: OtherForms
    frame: Frame
    left_out: tuple[LeftOut, ...]
    not_given: tuple[NotGiven, ...]
    notes: tuple[str, ...]
