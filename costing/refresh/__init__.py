"""Rebuilds the price data from what others publish."""
