"""Many cases: a cohort read from a file, rescored as columns, compared with last time."""
