"""Counts events by minute, type and region, each exactly once."""
