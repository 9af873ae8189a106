"""Whether a region, or the whole stack, does what it is there for."""
