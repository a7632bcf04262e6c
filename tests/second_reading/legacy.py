"""Second reading of the predictors that were replaced in June and July 2026."""

from __future__ import annotations

from .legacy_general import ogp, ogrs3, ovp
from .legacy_sexual import osp_dc_2025, osp_iic_2025, rsr_2025
from .legacy_snsv import snsv_2025

__all__ = ["ogp", "ogrs3", "osp_dc_2025", "osp_iic_2025", "ovp", "rsr_2025", "snsv_2025"]
