"""Plain words under every table and figure: what it shows, how to read it, what it cannot show."""

from riskservice.validation.report.pieces import Caption

CAPTIONS = {
    "headline": Caption(
        "The main figures, each with its 95% interval and the people and events it rests on.",
        "An AUC or C of 0.5 is chance and 1 is perfect. E/O is expected over observed: above 1 the "
        "norm table expects more than happened, below 1 fewer. A calibration slope of 1 is right; "
        "below 1 the predictions are too extreme.",
        "No single figure says whether an instrument is good enough: that depends on what is "
        "decided by it. An interval covers chance only, not a biased sample or missed outcomes.",
    ),
    "roc": Caption(
        "For every possible cut of the score, the share of people with the outcome who are at or "
        "above it, against the share of people without it who are.",
        "The further the line runs above the dashed diagonal, which is chance, the better the "
        "score tells people apart. "
        "The marks are the cuts in the table of cuts.",
        "It says nothing about whether the predicted rates are right, and nothing about how many "
        "people stand behind each mark.",
    ),
    "cuts": Caption(
        "What happens when everyone at or above a cut is called high.",
        "Sensitivity is the share of those with the outcome who are called high; PPV is the share "
        "of those called high who have the outcome. Limits are Wilson's.",
        "PPV and NPV hold for the base rate of this sample and move with it; cuts that were chosen "
        "on these data look better than they are.",
    ),
    "km": Caption(
        "The share of people in each band who have had the event by each time, as one less the "
        "Kaplan-Meier curve; below it, the line of each band and how many are still at risk.",
        "Curves that lie apart and in order mean that the bands sort people. Where few are at "
        "risk, a curve is unsteady.",
        "People who died or went into custody count as if they could still have had the event, "
        "which overstates the rates. Curves cannot say why people differ.",
    ),
    "bands": Caption(
        "Each band: how many people, how many events, the observed rate, the rate expected by the "
        "norm table, and the ratio to the reference band.",
        "Rates should rise from band to band. E/O above 1: more was expected than happened. Where "
        "follow-up is cut short, rates are one less Kaplan-Meier.",
        "A rate of a band is not the chance of any one person in it, and small bands say little.",
    ),
    "scores": Caption(
        "The same for each score, or for groups of scores where there are very many.",
        "Look for rates that rise with the score; at the ends few people stand behind each.",
        "A dip at a single score is usually chance: look at its interval before at its rate.",
    ),
    "norms": Caption(
        "Where each score stands among these people.",
        "The mid-percentile is the share of people below and half of those at the same score.",
        "These are norms of this sample and of no other.",
    ),
    "calibration-plot": Caption(
        "The observed rate at each score with its 95% limits, against the rate that was expected; "
        "the full line is a smooth curve through all people. Bars at the foot show how many.",
        "On the dashed diagonal, what was expected happened. Below it the instrument overstates "
        "the risk; above it, it understates it.",
        "Where few people are, the curve follows chance. Good calibration overall can hide groups "
        "that are off in opposite directions: see the groups.",
    ),
    "calibration": Caption(
        "How far the expected rates are from the observed ones, in several ways.",
        "In the large: 0 is right, below 0 the predictions are too high. Slope: 1 is right. ICI is "
        "the mean distance of the smooth curve from the diagonal. The Brier score is better the "
        "smaller it is; scaled, 0 is no better than giving everyone the observed rate, 1 perfect.",
        "The Brier score mixes calibration and discrimination. Tests of fit, Hosmer and Lemeshow's "
        "among them, grow with the number of people and are no headline.",
    ),
    "eo": Caption(
        "Expected events over observed events (E/O): overall, by band and by subgroup.",
        "Above 1 the norm table expects more events than happened, below 1 fewer. The Poisson "
        "interval is this field's convention and too wide where events are common; the binomial "
        "one is right there. O/E is the same the other way round, as other fields report it.",
        "An E/O of 1 overall does not mean that it is 1 in every group or at every score.",
    ),
    "decision": Caption(
        "Net benefit of acting on everyone at or above a threshold of risk, beside acting on "
        "everyone and on nobody.",
        "At the threshold at which you would act, the highest line does best. It counts wrongly "
        "treated people as the threshold weighs them.",
        "Thresholds have to be chosen beforehand. It knows nothing of what the action costs or "
        "does, nor of the people behind an average.",
    ),
    "net-benefit": Caption(
        "The figures behind the decision curve, per person.",
        "Between acting on everyone and on nobody, take the higher; the score helps where it is "
        "above both.",
        "It has no interval here; small differences are within chance.",
    ),
    "forest": Caption(
        "AUC and E/O of each subgroup with 95% limits; the vertical lines are the AUC of everyone, "
        "and an E/O of 1.",
        "Groups whose limits lie apart from the line are told apart less well or better, or have "
        "their risk over- or understated. E/O right of 1: overstated; left of 1: understated.",
        "The AUC can be equal in two groups while E/O is not. A wide interval is not evidence that "
        "groups are alike. Recorded outcomes can themselves differ by group for the same conduct.",
    ),
    "groups": Caption(
        "Each subgroup: people, events, base rate, AUC and E/O.",
        "Compare intervals, not figures alone. The reference, with which others are compared, is "
        "the largest group that is not withheld. Figures of groups with too few events are.",
        "AUC can be equal while E/O is not. Nothing here says why groups differ.",
    ),
    "group-cuts": Caption(
        "Each subgroup at each cut: the share called high of those without the outcome (FPR), the "
        "share not called high of those with it (FNR), and PPV; with Wilson limits.",
        "Read down a cut: the same cut can miss more people in one group and wrongly call more "
        "people high in another.",
        "Where base rates differ these cannot all be equal: see the note at the head of this "
        "section.",
    ),
    "group-areas": Caption(
        "How much better, or worse, the score tells people apart in a group than in the reference "
        "group of its column; the groups are other people, so the test is unpaired.",
        "Below 0 the score tells people of this group apart less well. A difference whose "
        "interval does not hold 0 is more than chance would make.",
        "Equal AUCs do not make a score fair: rates can still be over- or understated for a group.",
    ),
    "group-gaps": Caption(
        "How much higher each of these shares is in a group than in the reference group of its "
        "column, in percentage points; with Newcombe's limits.",
        "Above 0 the share is higher than in the reference group, below 0 lower. A difference "
        "whose interval does not hold 0 is more than chance would make.",
        "It does not say which of the groups is treated rightly. With many groups and cuts one "
        "interval in twenty leaves 0 out by chance.",
    ),
    "cleary": Caption(
        "Whether the score means the same in every group: models with the score, with the group "
        "added, and with both and their product.",
        "Read the slope first: a small p says that a point of score adds a different amount of "
        "risk in different groups. Then the level: a small p says that the same score goes with "
        "different risk.",
        "A large p is no proof of fairness: small samples find nothing. With very many people a "
        "small p may stand for a trifle.",
    ),
    "compare": Caption(
        "The score beside another score of the same people.",
        "A difference is that of the score less the other; one whose interval does not hold 0 is "
        "more than chance would make.",
        "Two AUCs side by side do not say what one score adds to the other: see what is added.",
    ),
    "added": Caption(
        "Whether what was added tells more about the outcome than the score alone.",
        "A small p says that it does. The ratio is per unit of the added column among people of "
        "the same score.",
        "A gain in these data may shrink in others. It does not say that adding is worth its cost.",
    ),
    "reclassified": Caption(
        "People by the first class (rows) and the second (columns): the events, the people, and "
        "the observed rate with its limits in each cell.",
        "Moves are right if the cells above the diagonal have higher rates than those on it.",
        "The two net shares are never added up: a useless marker that is badly calibrated can "
        "raise their sum.",
    ),
    "moves": Caption(
        "How many move up and down, of those with the outcome and of the others.",
        "Up is right for those with the outcome, down for the others.",
        "It does not weigh a small step less than a large one.",
    ),
    "funnel": Caption(
        "Observed over expected events (O/E, the other way round than E/O) of each calendar "
        "quarter, by how many events were expected.",
        "Between the inner lines (95%) is chance. Outside the outer ones (99.8%) the norm table or "
        "the people have probably changed.",
        "With many quarters one in twenty falls outside the inner lines by chance. Late quarters "
        "may lack outcomes that are not recorded yet.",
    ),
    "drift": Caption(
        "Each calendar quarter in which time at risk began: people and events; and events "
        "expected, E/O, and O/E with exact limits, where there is a norm table.",
        "O/E above 1: more happened than expected. A drift shows as several quarters in a row on "
        "one side of 1.",
        "It cannot say whether people, practice, recording or the instrument changed.",
    ),
    "moved": Caption(
        "How far the scores of each quarter lie from those of the first one (population stability "
        "index, PSI); and, where there is a norm table, how outcomes add up against it.",
        "Marks of 0.1 and 0.25 for PSI are folklore, custom without a basis: read the test with "
        "it. O less E is observed less expected events so far. A CUSUM rises while outcomes look "
        "like odds twice, or half, those of the norm table, and never falls below 0.",
        "It cannot say whether people, practice, recording or the instrument changed.",
    ),
    "stability": Caption(
        "How far the scores, and the bands if there are any, lie from those of a reference sample, "
        "such as the people the instrument was made on or those its norms come from (population "
        "stability index, PSI).",
        "0 means that the shares are the same. A small p says that they differ by more than "
        "chance. Marks of 0.1 and 0.25, a small and a large shift, are folklore: custom without a "
        "basis.",
        "It says whether these are other people, not whether the instrument works for them: that "
        "is seen from what happened to them. With very many people a small p may stand for a "
        "trifle.",
    ),
    "shares": Caption(
        "The share of people at each level, here and in the reference sample, and what each level "
        "adds to the index.",
        "The levels that add most are where the samples differ. Where there are more than ten "
        "scores they are put together at the tenths of the reference sample.",
        "Shares are as counted. Where a level is empty in one of the samples, one half was added "
        "to every level of both for the index, which would be infinite otherwise.",
    ),
    "missing": Caption(
        "Items without a value, and the rate of the outcome with and without them.",
        "A difference whose interval does not hold 0 says that an item is not missing by chance.",
        "What the missing values would have been is not known; the next table shows how much may "
        "hang on it.",
    ),
    "imputed": Caption(
        "The figures of everyone as scored, by the instrument's own rule for missing items; of "
        "people with every item only; and of everyone, each gap filled several times with the "
        "value of somebody like them, and the figures pooled.",
        "Where the three agree, missing items make little difference. Where they do not, the "
        "findings hang on how missing items are dealt with. Missing information is the share of "
        "what there was to know of a figure that the gaps took away.",
        "Imputation assumes that items are missing at random: that people alike in everything the "
        "imputations rest on differ in what is missing by chance only. No data can show that this "
        "is so; if items are left open because of what the answer would be, imputed figures are "
        "off too.",
    ),
    "left-out": Caption(
        "Rows that are in the file and not in any figure, and why; a row may have two reasons.",
        "If the people left out differ from the others, every figure may be off.",
        "It does not say how they differ.",
    ),
    "sample-size": Caption(
        "People needed for intervals of a stated width (Riley and others 2021), beside those there "
        "are; and the floor of 100 events and 100 people without.",
        "Fewer than needed: the intervals are wide, and an absence of findings says little.",
        "The numbers rest on the base rate and AUC of this sample. Each subgroup needs as many.",
    ),
}
"""By key of the table or figure."""

IMPOSSIBLE = (
    "Where base rates differ between groups, no score that is less than perfect can have equal "
    "PPV, equal false positive rates and equal false negative rates in all of them (Chouldechova "
    "2017; Kleinberg and others 2016). Which of them should be equal is a choice to be made and "
    "argued for; no figure on this page makes it."
)
DIRECTION = (
    "Direction of E/O: expected over observed, this field's convention. Above 1 the instrument "
    "overstates the risk of these people, below 1 it understates it. TRIPOD and most other fields "
    "report O/E, which is one over it."
)
