"""Rehearsals, with the time that each took."""
