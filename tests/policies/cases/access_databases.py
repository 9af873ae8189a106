"""Databases, caches and brokers know who connects."""

from tests.policies.case import Case, made, ref

INSTANCE = "aws:rds/instance:Instance"
DOMAIN = "aws:opensearch/domain:Domain"
MSK = "aws:msk/cluster:Cluster"
CACHE = "aws:elasticache/replicationGroup:ReplicationGroup"
USER = "aws:elasticache/user:User"
PASSWORD = made("random:index/randomPassword:RandomPassword", "password")

CASES = [
    Case(
        "rds-iam-authentication",
        passing=[made(INSTANCE, engine="postgres", iamDatabaseAuthenticationEnabled=True), made(INSTANCE, engine="sqlserver-se")],
        failing=[made(INSTANCE, engine="mysql"), made("aws:neptune/cluster:Cluster", iamDatabaseAuthenticationEnabled=False)],
    ),
    Case(
        "rds-proxy-iam-authentication",
        passing=[made("aws:rds/proxy:Proxy", auths=[{"iamAuth": "REQUIRED"}])],
        failing=[made("aws:rds/proxy:Proxy", auths=[{"iamAuth": "REQUIRED"}, {"authScheme": "SECRETS"}])],
    ),
    Case(
        "database-password-not-written-down",
        passing=[
            made(INSTANCE, manageMasterUserPassword=True),
            [PASSWORD, made(INSTANCE, password=ref("password"))],
            [PASSWORD, made(DOMAIN, advancedSecurityOptions={"masterUserOptions": {"masterUserPassword": ref("password")}})],
        ],
        failing=[
            made(INSTANCE, password="example"),
            made(DOMAIN, advancedSecurityOptions={"masterUserOptions": {"masterUserPassword": "example"}}),
        ],
    ),
    Case(
        "database-administrator-renamed",
        passing=[made(INSTANCE, username="platform")],
        failing=[made(INSTANCE, username="postgres"), made("aws:redshift/cluster:Cluster", masterUsername="Admin")],
    ),
    Case(
        "opensearch-fine-grained-access",
        passing=[made(DOMAIN, advancedSecurityOptions={"enabled": True, "anonymousAuthEnabled": False})],
        failing=[made(DOMAIN), made(DOMAIN, advancedSecurityOptions={"enabled": True, "anonymousAuthEnabled": True})],
    ),
    Case(
        "msk-no-unauthenticated-clients",
        passing=[
            made(MSK, clientAuthentication={"sasl": {"iam": True}, "unauthenticated": False}),
            made(MSK, clientAuthentication={"sasl": {"scram": True}}),
            made(MSK, clientAuthentication={"tls": {"certificateAuthorityArns": ["arn:aws:acm-pca:us-east-1:111111111111:ca/1"]}}),
        ],
        failing=[made(MSK), made(MSK, clientAuthentication={"sasl": {"iam": True}, "unauthenticated": True})],
    ),
    Case(
        "elasticache-asks-for-login",
        passing=[
            [made(CACHE, userGroupIds=[ref("group")]), made("aws:elasticache/userGroup:UserGroup", "group")],
            [PASSWORD, made(CACHE, authToken=ref("password"))],
            made(CACHE, authTokenWo="example"),
        ],
        failing=[made(CACHE)],
    ),
    Case(
        "elasticache-users-have-passwords",
        passing=[
            made(USER, accessString="on ~* +@all", authenticationMode={"type": "iam"}),
            made(USER, accessString="off -@all", noPasswordRequired=True),
        ],
        failing=[
            made(USER, accessString="on ~* +@all", noPasswordRequired=True),
            made(USER, accessString="on ~* +@all", authenticationMode={"type": "no-password-required"}),
        ],
    ),
    Case(
        "memorydb-asks-for-login",
        passing=[made("aws:memorydb/cluster:Cluster", aclName="platform")],
        failing=[made("aws:memorydb/cluster:Cluster", aclName="open-access")],
    ),
]
