"""Counts and durations for Prometheus, labelled by route template and never by what was sent."""

from collections.abc import Iterable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, Info
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

MEDIA = CONTENT_TYPE_LATEST
_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """
    What one application counts; each application has its own collectors.

    Parameters
    ----------
    engine : str
        Name and version of the package.
    """

    def __init__(self, engine: str) -> None:
        self._collectors = CollectorRegistry()
        requests = Histogram(
            "riskservice_request_seconds",
            "Requests and how long they took, by method, route template and status.",
            ("method", "route", "status"),
            buckets=_BUCKETS,
            registry=self._collectors,
        )
        results = Counter(
            "riskservice_results",
            "Results given, by instrument and outcome.",
            ("instrument", "outcome"),
            registry=self._collectors,
        )
        # The labels are few and bounded; looking them up anew takes longer than counting.
        self._request, self._result = cache(requests.labels), cache(results.labels)
        build = Info("riskservice_build", "What is running.", registry=self._collectors)
        build.info({"engine": engine})

    def count_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request and its duration. [seconds]"""
        self._request(method, route, str(status)).observe(seconds)

    def count_results(self, results: Iterable[tuple[str, str]]) -> None:
        """Count results, each an instrument's key and its outcome."""
        for instrument, outcome in results:
            self._result(instrument, outcome).inc()

    def page(self) -> bytes:
        """Return everything counted so far, as Prometheus reads it."""
        return generate_latest(self._collectors)
