"""MAPPA: category and level, legal dates, the annual tables."""
