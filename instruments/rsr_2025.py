"""
RSR of 2025: risk of serious recidivism, the sum that CSRP replaced in July 2026.

Serious violent reoffending as SNSV of 2025 has it, direct contact and images or indirect contact
sexual reoffending, added. Kept to audit old files, not for new decisions.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2025, MIT licence, Crown
copyright). Numbers stand in ``models/rsr_2025``.
"""

from instruments.csrp import woman_with_sexual_offence
from instruments.dc_srp import DcSrpAnswers
from instruments.iic_srp import IicSrpAnswers
from instruments.snsv_2025 import INSTRUMENT as SNSV_2025
from riskservice.kit import Total, merge

INSTRUMENT = Total(
    key="rsr_2025",
    title="Risk of Serious Recidivism of 2025 (RSR)",
    about="Sum of the chances of a serious violent, a direct contact sexual and an images or "
    "indirect contact sexual reoffence within two years, in use until July 2026.",
    answers=merge("Rsr2025Answers", SNSV_2025.answers, DcSrpAnswers, IicSrpAnswers),
    tables="models",
    parts=("snsv_2025", "dc_srp", "iic_srp"),
    constant=woman_with_sexual_offence,
)
