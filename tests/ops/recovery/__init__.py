"""Moving the work between regions, end to end."""
