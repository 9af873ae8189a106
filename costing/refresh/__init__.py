"""Rebuilds the price tables of `data/prices/` from what others publish: see `python -m costing.refresh --help`."""
