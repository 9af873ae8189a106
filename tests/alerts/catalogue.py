"""Every case."""

from components.observability.slo.catalogue import slos
from settings.slos import Slos
from tests.alerts import data_cases, operator_cases, platform_cases, watcher_cases
from tests.alerts.case import Case
from tests.alerts.slo_cases import slo_cases


def cases(promised: Slos) -> list[Case]:
    """Those of all alerts; objectives differ between stacks."""
    return [
        *platform_cases.SERVICES,
        *platform_cases.KUBERNETES,
        *platform_cases.NODES,
        *watcher_cases.WATCHERS,
        *watcher_cases.TELEMETRY,
        *data_cases.STREAMING,
        *data_cases.CLICKHOUSE,
        *data_cases.COCKROACH,
        *data_cases.REDIS_CASES,
        *data_cases.POSTGRES,
        *data_cases.OTHERS,
        *operator_cases.OPERATING,
        *operator_cases.EDGE,
        *operator_cases.PROTECTION,
        *slo_cases(slos(promised)),
    ]
