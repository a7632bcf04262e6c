"""People followed for different times: curves, concordance, hazards, competing events."""
