"""Plain words under every table and figure of an agreement."""

from riskservice.validation.report.pieces import Caption

CAPTIONS = {
    "figures": Caption(
        "How far the raters agree, in several ways, each with its 95% interval, the people it "
        "rests on, and which form of the figure it is.",
        "Percent agreement is what was seen; the others take off what chance alone would give. 1 "
        "is full agreement, 0 no more than chance. Read the intervals before the figures.",
        "Raters who agree may all be wrong: agreement is not validity. Figures of other people, "
        "raters or scales are not comparable where people differ more or less than here.",
    ),
    "error": Caption(
        "How far one rating of a person may be off because of who rated.",
        "A difference between two ratings of one person that is smaller than the smallest "
        "detectable change may come from rating alone.",
        "It takes the error to be the same for low and high scores.",
    ),
    "cross": Caption(
        "Each person counted once by the rating of the first rater (rows) and of the second "
        "(columns).",
        "Agreement stands on the diagonal. Above it the second rated higher, below it the first.",
        "It does not say who was right.",
    ),
    "bias": Caption(
        "Whether one rater of a pair rates higher: the mean difference, the limits between which "
        "95 of 100 differences lie if they are normal, and how often each was higher.",
        "A mean difference whose interval does not hold 0 is more than chance would make. Bowker's "
        "test asks whether people are moved up and down alike, category by category.",
        "Differences between categories count as steps of equal size. With many pairs one in "
        "twenty stands out by chance.",
    ),
    "differences": Caption(
        "Each pair's mean difference, first less second (square), its 95% interval (thick line), "
        "and the limits between which 95 of 100 differences lie (thin line).",
        "Right of 0 the first rates higher. Wide thin lines mean that single ratings differ much "
        "even where raters agree on average.",
        "Limits suppose that differences are normal and as wide at low scores as at high ones.",
    ),
    "spots": Caption(
        "The difference of two ratings of a person, first less second, by their mean; the larger "
        "the spot, the more people. Lines: mean difference, and limits of agreement (dashed).",
        "Spots around 0 that are as wide at the left as at the right are as they should be. A "
        "slope, or a fan, means that raters differ more at some scores than at others.",
        "It does not say which of the two is right.",
    ),
    "categories": Caption(
        "How often each category was given and, given that one rater chose it, how often another "
        "did.",
        "Categories with low figures are those to define better, or to train.",
        "Rare categories rest on few ratings.",
    ),
    "other": Caption(
        "The same ratings by other coefficients, weights and levels of measurement.",
        "They differ in what they take for chance and in how they count near misses. The figures "
        "above are the ones to report; choose before looking, not the highest of these.",
        "None of them is right for every purpose.",
    ),
    "factors": Caption(
        "Each factor as two assessors rated it; the second should not have seen the first one's "
        "ratings.",
        "Read kappa beside AC2: kappa comes out low where nearly everybody falls into one "
        "category, though assessors agree.",
        "Nothing is added up: factors stand for different things, and agreement on one says "
        "nothing of another.",
    ),
    "forest": Caption(
        "AC2 and weighted kappa of each factor with 95% limits; the vertical lines are 0, which is "
        "chance alone.",
        "Factors with limits far to the left are those on which assessors differ.",
        "Wide limits mean few people, not bad assessors.",
    ),
    "factor-cross": Caption(
        "For each factor and each rating of the first assessor, how many people the second rated "
        "how.",
        "Where the two ratings are called the same, assessors agree.",
        "It does not say who was right.",
    ),
    "consistency": Caption(
        "How closely the first assessor's ratings of the factors go together.",
        "It is given because it is asked for.",
        "The factors are a list of different things, not many measures of one: it is no evidence "
        "of validity, and a high value is no aim.",
    ),
    "left-out": Caption(
        "Rows that are in the file and not in the figures named, and why.",
        "If people left out differ from the others, the figures may be off.",
        "It does not say how they differ.",
    ),
}
"""By key of the table or figure."""
