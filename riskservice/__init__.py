"""Risk assessment scoring and case planning; see README for what it is for and what it is not."""

from riskservice.assessment import Assessment
from riskservice.case import BandDecision, Case, ContactDecision
from riskservice.combining import Overall
from riskservice.errors import (
    BrokenPlugin,
    Fault,
    InvalidCase,
    NotInForce,
    RiskServiceError,
    UnknownName,
    UnreadableBody,
)
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome, Scored
from riskservice.registry import Registry, installed
from riskservice.scoring import Service, score, service

__all__ = [
    "Assessment",
    "BandDecision",
    "BrokenPlugin",
    "Case",
    "ContactDecision",
    "Fault",
    "InvalidCase",
    "NotApplicable",
    "NotInForce",
    "NotScorable",
    "Outcome",
    "Overall",
    "Registry",
    "RiskServiceError",
    "Scored",
    "Service",
    "UnknownName",
    "UnreadableBody",
    "installed",
    "score",
    "service",
]
