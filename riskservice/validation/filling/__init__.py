"""Gaps in the answers filled many times over, and figures pooled over the fillings."""
