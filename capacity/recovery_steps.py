"""What every recovery begins and ends with."""

from capacity.objective import Bound, Term, given, published
from settings import Settings
from settings.recovery import MIRROR_LAG, Assumptions


class Steps:
    """The terms that stores have in common, from a stack's settings."""

    def __init__(self, settings: Settings):
        self.assumed: Assumptions = settings.recovery.assumptions
        self.lag = settings.recovery.lag

    def assume(self, what: str, name: str, factor: float = 1) -> Term:
        """A term of `recovery.assumptions`."""
        return given(what, float(getattr(self.assumed, name)) * factor, "recovery", "assumptions", name)

    def late(self) -> tuple[Term, Term]:
        """How far replication can be behind before somebody is called."""
        return (
            given("lag that alarms", self.lag.seconds / 60, "recovery", "lag", "seconds"),
            given("for so long", self.lag.minutes, "recovery", "lag", "minutes"),
        )

    def mirror_late(self) -> tuple[Term, Term]:
        """The same of MirrorMaker."""
        source = "alert KafkaMirrorBehind"
        return Term("lag that alarms", MIRROR_LAG.seconds / 60, source), Term("for so long", MIRROR_LAG.minutes, source)

    def back(self, *steps: Term, switched: bool = True) -> Bound:
        """Detect, decide, what the store itself takes, and the names."""
        names = (self.assume("switch", "switch_minutes"), published("DNS", "dns.ttl_minutes")) if switched else ()
        return Bound((self.assume("detect", "detect_minutes"), self.assume("decide", "decide_minutes"), *steps, *names))

    def filled(self, gib: float) -> float:
        """What lies in a volume when it matters."""
        return gib * self.assumed.filled_percent / 100

    def changed(self, gib: float, minutes: float) -> float:
        """What of it has changed after so many minutes, at most all of it."""
        return self.filled(gib) * min(1, self.assumed.changed_percent / 100 * minutes / 1440)
