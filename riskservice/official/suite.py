"""One request through the ten results of the official service, under one ruleset."""

import datetime as dt
from functools import lru_cache

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Assessor
from riskservice.kit.choice import ChoiceAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.total import TotalAssessor
from riskservice.official import features, logistic_errors
from riskservice.official.combined import Combined
from riskservice.official.logistic import Logistic
from riskservice.official.request import RiskScoreRequest
from riskservice.official.response import (
    ActuarialPredictors,
    ComponentScores,
    RiskScoreResponse,
)
from riskservice.official.screens import Learning, Maturity, Need, Personality
from riskservice.official.sexual import DirectContact, IndirectContact
from riskservice.official.shared import Found
from riskservice.official.translate import Sent, Translation
from riskservice.registry import Registry

INSTRUMENTS = (
    "arp", "vrp", "svrp", "dc_srp", "iic_srp", "csrp", "mst", "lds", "opd", "pni",
)  # fmt: skip


class Suite:
    """
    The ten results, bound to the tables of one ruleset.

    Parameters
    ----------
    bound : dict of str to Assessor
        Every one of :data:`INSTRUMENTS`.
    """

    def __init__(self, bound: dict[str, Assessor]) -> None:
        total = bound["csrp"]
        assert isinstance(total, TotalAssessor)
        largest = float(total.table.constants["largest_percent"].value)
        self._all = Logistic(
            _choice(bound["arp"]),
            "ALL_REOFFENDING_PREDICTOR",
            features.ARP,
            logistic_errors.ARP_STATIC,
            logistic_errors.ARP_DYNAMIC,
            largest,
        )
        self._violent = Logistic(
            _choice(bound["vrp"]),
            "VIOLENT_REOFFENDING_PREDICTOR",
            features.VRP,
            logistic_errors.VRP_STATIC,
            logistic_errors.VRP_DYNAMIC,
            largest,
        )
        self._serious_violent = Logistic(
            _choice(bound["svrp"]),
            "SERIOUS_VIOLENT_REOFFENDING_PREDICTOR",
            features.SVRP,
            logistic_errors.SVRP_STATIC,
            logistic_errors.SVRP_DYNAMIC,
            largest,
        )
        self._direct = DirectContact(_kernel(bound["dc_srp"]))
        self._indirect = IndirectContact(_kernel(bound["iic_srp"]))
        self._serious = Combined(total, _kernel(bound["dc_srp"]))
        self._maturity = Maturity(_kernel(bound["mst"]))
        self._learning = Learning(_kernel(bound["lds"]))
        self._personality = Personality(_kernel(bound["opd"]))
        self._need = Need(_kernel(bound["pni"]))

    def answer(self, sent: Sent) -> RiskScoreResponse:
        """Return the official response to one request."""
        found: Found = {}
        arp = self._all.score(sent, found)
        vrp = self._violent.score(sent, found)
        svrp = self._serious_violent.score(sent, found)
        direct, direct_figures = self._direct.score(sent, found)
        indirect, indirect_figures = self._indirect.score(sent, found)
        parts = ComponentScores(
            direct_contact_sexual_predictor_score=direct,
            indirect_contact_sexual_predictor_score=indirect,
            serious_violent_predictor_score=svrp.predictor,
        )
        serious, serious_figures = self._serious.score(sent, found, parts)
        read = {
            "arp": arp.figures,
            "vrp": vrp.figures,
            "dc_srp": direct_figures,
            "iic_srp": indirect_figures,
            "csrp": serious_figures,
        }
        return RiskScoreResponse(
            actuarial_predictors=ActuarialPredictors(
                all_predictor=arp.predictor,
                violent_predictor=vrp.predictor,
                direct_contact_sexual_predictor=direct,
                indirect_contact_sexual_predictor=indirect,
                serious_violent_predictor=svrp.predictor,
                serious_predictor=serious,
            ),
            lds=self._learning.result(sent),
            mst=self._maturity.result(sent),
            opd=self._personality.result(sent),
            pni=self._need.result(sent, read),
        )


class Official:
    """
    The official service's answers from our instruments.

    Parameters
    ----------
    registry : Registry
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._translation = Translation(registry.questions.values())
        self._suites: dict[tuple[int, ...], Suite] = {}
        self._suite = lru_cache(maxsize=4096)(self._bind)

    def answer(self, request: RiskScoreRequest, today: dt.date, ruleset: str) -> RiskScoreResponse:
        """
        Return the official response to a request.

        Parameters
        ----------
        today : date
            Day of assessment where the request has none.
        ruleset : str
            Named choice of tables.

        Raises
        ------
        UnknownName
            When there is no such ruleset.
        NotInForce
            When the ruleset has no table of an instrument on the day.
        BrokenPlugin
            When one of the ten instruments is not installed.
        """
        on = request.assessmentDate if isinstance(request.assessmentDate, dt.date) else today
        return self._suite(on, ruleset).answer(self._translation.read(request, on))

    def _bind(self, on: dt.date, name: str) -> Suite:
        ruleset = self._registry.ruleset(name)
        lacking = [key for key in INSTRUMENTS if key not in self._registry.definitions]
        if lacking:
            raise BrokenPlugin(
                *(
                    Fault(
                        pointer=key,
                        message="is not installed, and the official response needs it",
                        way_out="Install it, then start again.",
                    )
                    for key in lacking
                )
            )
        bound = {key: self._registry.assessor(key, on, ruleset) for key in INSTRUMENTS}
        # The registry keeps what it has bound, so that one set of tables is one suite.
        place = tuple(map(id, bound.values()))
        if place not in self._suites:
            self._suites[place] = Suite(bound)
        return self._suites[place]


def _choice(assessor: Assessor) -> ChoiceAssessor:
    assert isinstance(assessor, ChoiceAssessor)
    return assessor


def _kernel(assessor: Assessor) -> Kernel:
    assert isinstance(assessor, InstrumentAssessor)
    return assessor.kernel
