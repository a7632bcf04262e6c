"""
Whether an instrument is right for these people: statistics of scores, outcomes and raters.

``validate(columns, spec)`` of :mod:`riskservice.validation.validating` makes every figure at once;
each measure is a module of its own. What is needed beyond the package is the extra ``validation``.
"""
