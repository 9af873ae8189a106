"""How many of a thing there are, by hand and within the settings' bounds."""
