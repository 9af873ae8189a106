"""A new version that gets a growing part of the calls, and none at once when an alarm goes off."""
