"""Nobody pays for extended support by accident."""

from tests.policies.case import Case, made

CLUSTER = "aws:eks/cluster:Cluster"
DATABASE = "aws:rds/instance:Instance"
AURORA = "aws:rds/cluster:Cluster"

CASES = [
    Case(
        "eks-extended-support",
        passing=[
            made(CLUSTER, version="1.34"),
            made("eks:index:Cluster", version="1.34"),
            made(CLUSTER, version="1.28", upgradePolicy={"supportType": "STANDARD"}),
        ],
        failing=[
            made(CLUSTER, version="1.28"),
            made("eks:index:Cluster", version="1.28"),
            made(CLUSTER, version="1.28", upgradePolicy={"supportType": "EXTENDED"}),
        ],
    ),
    Case(
        "rds-extended-support",
        passing=[
            made(DATABASE, engine="postgres", engineVersion="17.2"),
            made(DATABASE, engine="mariadb", engineVersion="10.4"),
            made(AURORA, engine="aurora-mysql", engineVersion="8.0.mysql_aurora.3.10.0"),
            made(
                DATABASE,
                engine="postgres",
                engineVersion="12.19",
                engineLifecycleSupport="open-source-rds-extended-support-disabled",
            ),
        ],
        failing=[
            made(DATABASE, engine="postgres", engineVersion="12.19"),
            made(DATABASE, engine="mysql", engineVersion="5.7.44"),
            made(AURORA, engine="aurora-mysql", engineVersion="5.7.mysql_aurora.2.12.0"),
            made("aws:rds/globalCluster:GlobalCluster", engine="aurora-postgresql", engineVersion="12"),
        ],
    ),
]
