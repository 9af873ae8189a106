"""What things of the small stack are called."""

STACK, ACCOUNT = "staging", "222222222222"
HOME, AWAY = "us-east-1", "us-west-2"
TABLE, EVENTS = "event-platform-staging-user-sessions", "event-platform-staging-real-time-events"
POSTGRES, CACHE, WAREHOUSE, CLUSTER = (f"event-platform-staging-{name}" for name in ("postgres", "cache", "warehouse", "eks"))


def topic_of(region: str) -> str:
    return f"arn:aws:sns:{region}:{ACCOUNT}:event-platform-staging-alerts"


def bucket_of(purpose: str, region: str = HOME) -> str:
    return f"{purpose}-{region}-{STACK}"


def copies_of(purpose: str, region: str) -> str:
    """Of what the other region has, in a region."""
    return f"{purpose}-copies-{region}-{STACK}"
