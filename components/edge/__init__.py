"""Between the internet and the regions."""
