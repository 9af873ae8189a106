"""An account in AWS that stands on this machine, for tests of `ops`: a real moto server, seeded from a stack's own inventory."""
