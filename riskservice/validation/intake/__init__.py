"""From a file or columns to a checked sample: nothing dropped in silence, every fault at once."""
