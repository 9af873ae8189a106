"""Databases and caches refuse clients without TLS."""

from collections.abc import Iterator
from functools import partial

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.subject import Check, Stack, Subject, any_of

_GROUPS = ("aws:rds/parameterGroup:ParameterGroup", "aws:rds/clusterParameterGroup:ClusterParameterGroup")


@resource_rule(
    "rds-parameter-group-forces-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Parameter groups make RDS refuse clients without TLS.",
    remedy='Set the parameter rds.force_ssl (PostgreSQL, SQL Server) or require_secure_transport (MySQL, MariaDB) to "1".',
    controls=("FSBP RDS.38", "FSBP RDS.41", "FSBP RDS.44", "CKV2_AWS_69"),
    types=_GROUPS,
)
def parameter_group_forces_tls(group: Subject) -> Iterator[str]:
    family = group.values.text("family")
    if family.startswith("aurora-") and group.type == "aws:rds/parameterGroup:ParameterGroup":
        return  # Aurora has the parameter in the cluster's group
    parameter = _parameter_of(family)
    if parameter and not _is_on(group.values, "parameters", parameter):
        yield f"{parameter} is not 1"


@stack_rule(
    "rds-uses-parameter-group",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="RDS instances and clusters use a parameter group of their own, as nothing can be forced in the default one.",
    remedy="Set parameter_group_name (instance) or db_cluster_parameter_group_name (cluster) to a group that forces TLS.",
    controls=("FSBP RDS.38", "FSBP RDS.41", "FSBP RDS.44", "CKV2_AWS_69"),
    types=("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
)
def uses_parameter_group(database: Subject, stack: Stack) -> Iterator[str]:
    property_ = "parameterGroupName" if database.type == "aws:rds/instance:Instance" else "dbClusterParameterGroupName"
    if not _parameter_of(database.values.text("engine")):
        return  # Oracle and Db2 do it elsewhere; a replica takes the engine and the group over from its source
    if not stack.given(database, property_):
        yield f"{property_} is not set"
    elif not stack.targets(database, property_, *_GROUPS) and database.values.text(property_).startswith("default."):
        yield f"{property_} is a default group"


@resource_rule(
    "rds-proxy-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="RDS Proxy refuses clients without TLS, which it lets in by default.",
    remedy="Set require_tls=True.",
    controls=("FSBP RDS.43",),
    types=("aws:rds/proxy:Proxy",),
)
def proxy_requires_tls(proxy: Subject) -> Iterator[str]:
    if not proxy.values.flag("requireTls"):
        yield "requireTls is not true"


@resource_rule(
    "redshift-parameter-group-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Parameter groups make Redshift refuse clients without TLS.",
    remedy='Set the parameter require_ssl to "true".',
    controls=("FSBP Redshift.2", "CKV_AWS_105"),
    types=("aws:redshift/parameterGroup:ParameterGroup",),
)
def redshift_parameter_group(group: Subject) -> Iterator[str]:
    if not _is_on(group.values, "parameters", "require_ssl"):
        yield "require_ssl is not true"


@stack_rule(
    "redshift-uses-parameter-group",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Redshift clusters use a parameter group of their own: the default one lets in clients without TLS.",
    remedy="Set cluster_parameter_group_name to a group with require_ssl true.",
    controls=("FSBP Redshift.2",),
    types=("aws:redshift/cluster:Cluster",),
)
def redshift_uses_parameter_group(cluster: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(cluster, "clusterParameterGroupName"):
        yield "clusterParameterGroupName is not set"


@resource_rule(
    "redshiftserverless-requires-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Redshift Serverless refuses clients without TLS.",
    remedy='Add the config parameter require_ssl with the value "true" to the workgroup.',
    controls=("FSBP RedshiftServerless.2",),
    types=("aws:redshiftserverless/workgroup:Workgroup",),
)
def serverless_requires_tls(workgroup: Subject) -> Iterator[str]:
    if not _is_on(workgroup.values, "configParameters", "require_ssl"):
        yield "require_ssl is not true"


@resource_rule(
    "docdb-keeps-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Parameter groups leave the TLS of DocumentDB on.",
    remedy='Leave the parameter tls out, or set it to "enabled".',
    controls=("FSBP DocumentDB.6", "CKV_AWS_90"),
    types=("aws:docdb/clusterParameterGroup:ClusterParameterGroup",),
)
def docdb_keeps_tls(group: Subject) -> Iterator[str]:
    yield from group.each(group.values.items("parameters"), _turns_off("tls", "disabled"))


@resource_rule(
    "neptune-keeps-tls",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="Parameter groups leave the TLS of Neptune on.",
    remedy='Leave the parameter neptune_enforce_ssl out, or set it to "1".',
    controls=("platform",),
    types=("aws:neptune/clusterParameterGroup:ClusterParameterGroup",),
)
def neptune_keeps_tls(group: Subject) -> Iterator[str]:
    yield from group.each(group.values.items("parameters"), _turns_off("neptune_enforce_ssl", "0"))


def _parameter_of(engine: str) -> str:
    """The parameter that makes an engine refuse clients without TLS; what it is by default differs by version."""
    if engine.startswith(("postgres", "aurora-postgresql", "sqlserver")):
        return "rds.force_ssl"
    return "require_secure_transport" if engine.startswith(("mysql", "aurora-mysql", "mariadb")) else ""


def _is_on(group: Values, parameters: str, name: str) -> bool:
    return any_of(*(partial(_turns_on, parameter, name) for parameter in group.items(parameters)))


def _turns_on(parameter: Values, name: str) -> bool:
    """Redshift Serverless calls the two otherwise."""
    given = parameter.text("name") or parameter.text("parameterKey")
    value = parameter.text("value") or parameter.text("parameterValue")
    return given == name and value.lower() in ("1", "on", "true")


def _turns_off(name: str, off: str) -> Check:
    def check(parameter: Values) -> Iterator[str]:
        if parameter.text("name") == name and parameter.text("value").lower() == off:
            yield f"{parameter.path} turns {name} off"

    return check
