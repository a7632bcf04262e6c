"""
CSRP (formerly RSR): combined serious reoffending, serious violent and sexual, within two years.

The sum of SVRP, DC-SRP and IIC-SRP, with a constant for a woman with a sexual offence in her
history. It is not the probability of at least one of the events, and must not be the only ground
of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers stand in ``models/csrp``.
"""

from typing import Any

from instruments import questions as ask
from instruments.dc_srp import DcSrpAnswers
from instruments.iic_srp import IicSrpAnswers
from instruments.svrp import SvrpDynamicAnswers
from riskservice.kit import Ints, Total, excluded, merge


@excluded
def woman_with_sexual_offence(sex: Ints, ever_sexual_offence: Ints) -> Any:
    """A woman with a sexual offence in her history"""
    return (sex == ask.FEMALE) & (ever_sexual_offence == 1)


INSTRUMENT = Total(
    key="csrp",
    title="Combined Serious Reoffending Predictor (CSRP, formerly RSR)",
    about="Sum of the chances of a serious violent, a direct contact sexual and an images or "
    "indirect contact sexual reoffence within two years.",
    answers=merge("CsrpAnswers", SvrpDynamicAnswers, DcSrpAnswers, IicSrpAnswers),
    tables="models",
    parts=("svrp", "dc_srp", "iic_srp"),
    constant=woman_with_sexual_offence,
)
