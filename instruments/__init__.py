"""Instruments shipped with riskservice: one module per family, registered by entry points."""
