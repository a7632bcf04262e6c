"""The command-line door: score, plan, print forms, look at the numbers, check plug-ins, serve."""

from riskservice.cli.door import main

__all__ = ["main"]
