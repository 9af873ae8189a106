"""CrossGuard policy packs. A pack is a folder with rules; what they share stands here."""
