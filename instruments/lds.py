"""
LDS, the learning disabilities screen: signs of learning difficulties or disabilities.

Seven assessed items give a subtotal, which falls into a score of 0, 1 or 2. For men and women of
18 and over. It points to people who may need to be asked more, and to have things explained in
another way. It is no diagnosis, predicts no reoffending and must not be the only ground of a
decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers and their sources stand in ``models/lds``.
"""

from typing import Any

from instruments import questions as ask
from instruments.ages import born_after_assessment, under_age
from instruments.answered import said
from riskservice.kit import Answers, Instrument, Ints, check, derived, steps


class LdsAnswers(Answers, frozen=True, kw_only=True):
    """What LDS asks, in the order of the form."""

    date_of_birth: ask.DateOfBirth = None
    is_currently_of_no_fixed_abode_or_transient_accommodation: ask.IsCurrentlyOfNoFixedAbodeOrTransientAccommodation = None  # noqa: E501  the official name is this long
    work_related_skills: ask.WorkRelatedSkills = None
    problems_with_reading_writing_numeracy: ask.ProblemsWithReadingWritingNumeracy = None
    has_problems_with_reading: ask.HasProblemsWithReading = None
    has_problems_with_numeracy: ask.HasProblemsWithNumeracy = None
    learning_difficulties: ask.LearningDifficulties = None
    professional_or_vocational_qualifications: ask.ProfessionalOrVocationalQualifications = None


CORE = (
    "work_related_skills",
    "problems_with_reading_writing_numeracy",
    "learning_difficulties",
    "professional_or_vocational_qualifications",
)

_LEVELS = ("not answered", "no problems", "some problems", "significant problems")
_YES_NO = ("not answered", "no", "yes")


@derived(size=4, sees_unknown=True, labels=_LEVELS)
def reading_writing_numeracy(problems_with_reading_writing_numeracy: Ints) -> Any:
    """Problems with reading, writing or numbers"""
    return said(problems_with_reading_writing_numeracy)


@derived(size=3, sees_unknown=True, labels=_YES_NO)
def reading(has_problems_with_reading: Ints) -> Any:
    """Reading is a problem"""
    return said(has_problems_with_reading)


@derived(size=3, sees_unknown=True, labels=_YES_NO)
def numeracy(has_problems_with_numeracy: Ints) -> Any:
    """Working with numbers is a problem"""
    return said(has_problems_with_numeracy)


_WAY_OUT = "Rate problems with reading, writing or numbers, or leave out the answer about one."


@check(way_out=_WAY_OUT)
def reading_without_rating(reading: Ints, reading_writing_numeracy: Ints) -> Any:
    """Reading is answered, but problems with reading, writing or numbers are not rated."""
    return (reading > 0) & (reading_writing_numeracy == 0)


@check(way_out=_WAY_OUT)
def numeracy_without_rating(numeracy: Ints, reading_writing_numeracy: Ints) -> Any:
    """Numeracy is answered, but problems with reading, writing or numbers are not rated."""
    return (numeracy > 0) & (reading_writing_numeracy == 0)


INSTRUMENT = Instrument(
    key="lds",
    title="Learning Disabilities Screen (LDS)",
    about="Subtotal of seven assessed items, which falls into a score of 0, 1 or 2. Points to "
    "people who may need to be asked more. No diagnosis, and no prediction of reoffending.",
    answers=LdsAnswers,
    tables="models",
    derived=(reading_writing_numeracy, reading, numeracy),
    excluded=(under_age,),
    checks=(born_after_assessment, reading_without_rating, numeracy_without_rating),
    terms=(
        steps("is_currently_of_no_fixed_abode_or_transient_accommodation"),
        steps("work_related_skills"),
        steps("reading_writing_numeracy"),
        steps("reading"),
        steps("numeracy"),
        steps("learning_difficulties"),
        steps("professional_or_vocational_qualifications"),
    ),
    at_least=(("least_answers", CORE),),
    covers="dynamic",
)
