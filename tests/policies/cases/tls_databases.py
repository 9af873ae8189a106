"""Databases refuse clients without TLS."""

from tests.policies.case import Case, made, ref

GROUP = "aws:rds/parameterGroup:ParameterGroup"
CLUSTER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup"
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
REDSHIFT_GROUP = "aws:redshift/parameterGroup:ParameterGroup"
WORKGROUP = "aws:redshiftserverless/workgroup:Workgroup"
DOCUMENTS = "aws:docdb/clusterParameterGroup:ClusterParameterGroup"
GRAPHS = "aws:neptune/clusterParameterGroup:ClusterParameterGroup"


def parameter(name: str, value: object) -> dict[str, object]:
    """A parameter of a group."""
    return {"name": name, "value": value}


FORCED = [parameter("log_statement", "ddl"), parameter("rds.force_ssl", "1")]

CASES = [
    Case(
        "rds-parameter-group-forces-tls",
        passing=[
            made(GROUP, family="postgres16", parameters=FORCED),
            made(GROUP, family="mysql8.4", parameters=[parameter("require_secure_transport", "ON")]),
            made(CLUSTER_GROUP, family="aurora-postgresql16", parameters=FORCED),
            made(GROUP, family="aurora-postgresql16"),
            made(GROUP, family="oracle-ee-19"),
        ],
        failing=[
            made(GROUP, family="postgres16"),
            made(GROUP, family="postgres16", parameters=[parameter("rds.force_ssl", 0)]),
            made(GROUP, family="mariadb10.11", parameters=[parameter("max_connections", 1)]),
            made(GROUP, family="sqlserver-ex-15.0"),
            made(CLUSTER_GROUP, family="aurora-mysql8.0", parameters=[parameter("require_secure_transport", "OFF")]),
        ],
    ),
    Case(
        "rds-uses-parameter-group",
        passing=[
            [made(INSTANCE, engine="postgres", parameterGroupName=ref("group")), made(GROUP, "group", family="postgres16")],
            [
                made(INSTANCE, engine="postgres", parameterGroupName=ref("group")),
                made(GROUP, "group", id="default.own", family="postgres16"),
            ],
            made(INSTANCE, engine="mysql", parameterGroupName="events"),
            made(CLUSTER, engine="aurora-postgresql", dbClusterParameterGroupName="events"),
            made(INSTANCE, engine="oracle-ee"),
            made(INSTANCE, replicateSourceDb="events"),
        ],
        failing=[
            made(INSTANCE, engine="postgres"),
            made(INSTANCE, engine="postgres", parameterGroupName="default.postgres14"),
            made(CLUSTER, engine="aurora-mysql"),
        ],
    ),
    Case(
        "rds-proxy-requires-tls",
        passing=[made("aws:rds/proxy:Proxy", requireTls=True)],
        failing=[made("aws:rds/proxy:Proxy")],
    ),
    Case(
        "redshift-parameter-group-requires-tls",
        passing=[made(REDSHIFT_GROUP, family="redshift-2.0", parameters=[parameter("require_ssl", "true")])],
        failing=[
            made(REDSHIFT_GROUP, family="redshift-2.0"),
            made(REDSHIFT_GROUP, family="redshift-2.0", parameters=[parameter("require_ssl", "false")]),
        ],
    ),
    Case(
        "redshift-uses-parameter-group",
        passing=[
            [made("aws:redshift/cluster:Cluster", clusterParameterGroupName=ref("group")), made(REDSHIFT_GROUP, "group")],
        ],
        failing=[made("aws:redshift/cluster:Cluster")],
    ),
    Case(
        "redshiftserverless-requires-tls",
        passing=[
            made(
                WORKGROUP,
                configParameters=[
                    {"parameterKey": "auto_mv", "parameterValue": "true"},
                    {"parameterKey": "require_ssl", "parameterValue": "true"},
                ],
            ),
        ],
        failing=[made(WORKGROUP), made(WORKGROUP, configParameters=[{"parameterKey": "require_ssl", "parameterValue": "false"}])],
    ),
    Case(
        "docdb-keeps-tls",
        passing=[
            made(DOCUMENTS, family="docdb5.0"),
            made(DOCUMENTS, parameters=[parameter("tls", "enabled"), parameter("ttl", "disabled")]),
        ],
        failing=[made(DOCUMENTS, parameters=[parameter("tls", "disabled")])],
    ),
    Case(
        "neptune-keeps-tls",
        passing=[made(GRAPHS, family="neptune1.4"), made(GRAPHS, parameters=[parameter("neptune_enforce_ssl", "1")])],
        failing=[made(GRAPHS, parameters=[parameter("neptune_enforce_ssl", 0)])],
    ),
]
