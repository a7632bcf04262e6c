"""Whether an instrument is right for these people: statistics of scores, outcomes and raters."""
