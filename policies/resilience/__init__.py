"""What a stack survives: backups, copies in another region, more than one of everything that matters."""
