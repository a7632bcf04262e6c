"""
An instrument fitted anew to people with outcomes: intercept, slope, or a rate for each score.

What comes out is a draft table, written beside the released ones and never in the place of one. The
entry is :func:`riskservice.validation.recalibration.refitting.recalibrate`.
"""
