"""What the price of a database depends on besides its size: its engine, and how old that is."""

from datetime import date

from costing.price import PriceError
from costing.sizes import size_of
from costing.today import today

SERVERLESS = "db.serverless"

_SERVICES = {
    "postgres": "rds_postgresql",
    "mysql": "rds_mysql",
    "mariadb": "rds_mariadb",
    "oracle-ee": "rds_oracle_byol",
    "oracle-ee-cdb": "rds_oracle_byol",
    "oracle-se2": "rds_oracle_se2",
    "oracle-se2-cdb": "rds_oracle_se2",
    "sqlserver-ee": "rds_sqlserver_ee",
    "sqlserver-se": "rds_sqlserver_se",
    "sqlserver-ex": "rds_sqlserver_ex",
    "sqlserver-web": "rds_sqlserver_web",
    "aurora": "aurora_mysql",
    "aurora-mysql": "aurora_mysql",
    "aurora-postgresql": "aurora_postgresql",
}
_EXTENDED: dict[str, dict[str, tuple[date, date | None]]] = {
    "mysql": {"5.7": (date(2024, 3, 1), date(2026, 3, 1)), "8.0": (date(2026, 8, 1), date(2028, 8, 1))},
    "postgres": {
        "11": (date(2024, 4, 1), date(2026, 4, 1)),
        "12": (date(2025, 3, 1), date(2027, 3, 1)),
        "13": (date(2026, 3, 1), date(2028, 3, 1)),
        "14": (date(2027, 3, 1), date(2029, 3, 1)),
        "15": (date(2028, 3, 1), date(2030, 3, 1)),
        "16": (date(2029, 3, 1), date(2031, 3, 1)),
    },
    "aurora-mysql": {"5.7": (date(2024, 12, 1), None), "8.0": (date(2028, 5, 1), None)},
}
"""Engine → major version → the days from which extended support costs, and from which it costs more: AWS's release calendars.

Aurora's PostgreSQL follows that of RDS.
"""


def service_of(engine: str, license_model: str = "") -> str:
    """The service in the catalogue that has an engine's instances. Raises PriceError if none has."""
    if engine == "oracle-se2" and license_model == "bring-your-own-license":
        return "rds_oracle_byol"
    if engine not in _SERVICES:
        raise PriceError(f"no prices for the engine {engine or '(none named)'}; there are those of {', '.join(_SERVICES)}")
    return _SERVICES[engine]


def is_aurora(engine: str) -> bool:
    """Whether an engine stores its data in Aurora's own volumes."""
    return engine.startswith("aurora")


def vcpus_of(instance_class: str) -> float:
    """The vCPUs of `db.r6g.2xlarge`."""
    return size_of(instance_class.removeprefix("db.")).vcpus


def family_of(instance_class: str) -> str:
    """`r6g` of `db.r6g.2xlarge`."""
    return instance_class.removeprefix("db.").partition(".")[0]


def extended_support(engine: str, version: str, day: date | None = None) -> str:
    """The item that extended support of a version is paid by: empty while its standard support lasts, or for an unknown one."""
    calendar = _EXTENDED.get({"aurora": "aurora-mysql", "aurora-postgresql": "postgres"}.get(engine, engine), {})
    major = next((one for one in calendar if version == one or version.startswith(f"{one}.")), None)
    if major is None:
        return ""
    year_1, year_3 = calendar[major]
    day = day or today()
    if year_3 and day >= year_3:
        return "extended_support_year_3"
    return "extended_support_year_1" if day >= year_1 else ""
