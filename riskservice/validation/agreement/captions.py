"""Every figure named and explained in plain words, for tables and reports."""

from typing import NamedTuple

from riskservice.validation.agreement.results import Agreement, Coefficient
from riskservice.validation.agreement.scales import PAIR


class Line(NamedTuple):
    """A figure as a table shows it: its key, its name, its value and what it says."""

    key: str
    title: str
    figure: Coefficient | None
    caption: str


NAMES = {
    "icc_a1": "ICC(A,1)",
    "icc_ak": "ICC(A,k)",
    "measurement": "error of measurement",
    "cronbach_alpha": "Cronbach alpha",
    "weighted_kappa": "weighted kappa",
    "gwet_ac1": "Gwet AC1",
    "gwet_ac2": "Gwet AC2",
    "krippendorff_alpha": "Krippendorff alpha",
}
"""Of figures, by key, in a sentence."""
CAPTIONS = {
    "percent_agreement": "How often two raters of one person gave the same. It does not allow for "
    "what guessing would get right, and is high whenever nearly everybody falls into one category.",
    "icc_a1": "Share of the variation in scores that lies between people, when any one rater from "
    "a pool of such raters scores them and a rater who scores higher counts as error.",
    "icc_ak": "As ICC(A,1), but of the mean score of all raters; it applies only where that mean "
    "is what is used.",
    "weighted_kappa": "Agreement beyond what each rater's habits would give by chance; a near miss "
    "counts in part. It comes out low, though agreement is high, where nearly everybody falls "
    "into one category: read it beside AC1 or AC2.",
    "gwet_ac1": "Agreement beyond chance that stays sensible where nearly everybody falls into one "
    "category; every difference counts in full.",
    "gwet_ac2": "As AC1, but a near miss counts in part.",
    "krippendorff_alpha": "Agreement beyond chance for any number of raters with gaps; 1 is full "
    "agreement, nought what mixing up all ratings would give.",
    "cronbach_alpha": "How well the columns hang together, whatever their level. It says nothing "
    "of agreement on the score itself.",
    "standard_error": "How far one rater's score typically lies from the score of the same person "
    "averaged over raters.",
    "smallest_detectable_change": "A difference between two scores of one person up to here may "
    "come from rating alone.",
    "bias": "Whether one rater of a pair rates higher. A mean difference whose interval spans "
    "nought, and as many higher as lower, speak against it.",
    "categories": "Given that one rater chose a category, how often another did.",
}


def lines(of: Agreement) -> tuple[Line, ...]:
    """Return the headline figures in the order in which they are read."""
    frame, inside = of.frame, of.intervals
    kappa = f"Weighted kappa ({frame.weights})"
    if len(frame.raters) > PAIR:
        kappa += ", mean over pairs"
    shown = (
        ("percent_agreement", "Percent agreement", inside.percent_agreement),
        ("icc_a1", "ICC(A,1): two-way random, absolute agreement, single rating", of.icc_a1),
        ("icc_ak", "ICC(A,k): the same, mean of all raters", of.icc_ak),
        ("weighted_kappa", kappa, of.weighted_kappa),
        ("gwet_ac1", "Gwet AC1", inside.gwet_ac1),
        ("gwet_ac2", f"Gwet AC2 ({frame.weights})", inside.gwet_ac2),
        ("krippendorff_alpha", f"Krippendorff alpha ({frame.level})", inside.krippendorff_alpha),
        ("cronbach_alpha", "Cronbach alpha, raters as items", of.cronbach_alpha),
    )
    return tuple(Line(key, title, figure, CAPTIONS[key]) for key, title, figure in shown)
