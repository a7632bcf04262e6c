"""Data only: released tables, action library, combination grids, rulesets."""
