"""What each official error says in words; the wording is ours, the types are not."""

from typing import Final

MESSAGES: Final[dict[str, str]] = {
    "MISSING_MANDATORY_INPUT": "Not answered, and needed",
    "MISSING_DYNAMIC_INPUT": "Not answered, and needed for a dynamic score",
    "MOTIVATION_TO_TACKLE_DRUG_MISUSE_INCONSISTENT": "Drug use is reported, but the motivation to "
    "tackle it is not answered",
    "DATE_OF_CURRENT_CONVICTION_BEFORE_DATE_OF_BIRTH": "The current conviction does not lie after "
    "the date of birth",
    "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION": "The age at first sanction is higher "
    "than the age at the current conviction",
    "DATE_OF_CURRENT_CONVICTION_WITHIN_THREE_MONTHS_OF_ASSESSMENT_DATE": "The current conviction "
    "lies more than three months after the day of assessment",
    "AGE_AT_FIRST_SANCTION_OUT_OF_RANGE": "The age at first sanction must be from 0 to 109",
    "OFFENCE_CODE_INCORRECT_FORMAT": "An offence code has exactly five digits",
    "OFFENCE_CODE_MAPPING_NOT_FOUND": "The offence code is not in the list of codes that can be "
    "scored",
    "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE": "The number of sanctions must be from 1 to 999",
    "VIOLENT_SANCTION_OUT_OF_RANGE": "Violent sanctions must be from 0 to the number of all "
    "sanctions",
    "DATE_OF_START_OF_FOLLOWUP_REQUIRED": "There is neither a start of follow-up nor a current "
    "conviction",
    "DATE_OF_START_OF_FOLLOWUP_BEFORE_DATE_OF_BIRTH": "The start of follow-up does not lie after "
    "the date of birth",
    "DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE": "The age at the start of follow-up is 110 or more",
    "DATE_OF_MOST_RECENT_SEXUAL_OFFENCE_BEFORE_DATE_OF_BIRTH": "The most recent sexual offence "
    "does not lie after the date of birth",
    "DATE_OF_MOST_RECENT_SEXUAL_OFFENCE_OUT_OF_RANGE": "The age at the most recent sexual offence "
    "is 110 or more",
    "SEXUAL_REOFFENDING_PREDICTOR_NO_SANCTIONS": "There is a sexual offence in the history, but no "
    "sexual sanction is counted",
    "TOTAL_NUMBER_OF_SEXUAL_SANCTIONS_OUT_OF_RANGE": "The sexual sanctions add up to more than all "
    "sanctions",
    "SEXUAL_REOFFENDING_PREDICTOR_INCONSISTENT_INPUT": "Sexual sanctions are counted without a "
    "sexual offence in the history",
    "COMPONENT_VALIDATION_ERROR": "A predictor that this one adds up has errors",
    "DOMESTIC_ABUSE_INCONSISTENT_INPUT": "Against whom there was domestic abuse is answered "
    "without evidence of domestic abuse",
    "LDS_NOT_ENOUGH_FIELDS_PRESENT": "At least three of these four must be answered",
    "UNEXPECTED_ERROR": "The calculation of this result broke down",
}
