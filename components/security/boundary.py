"""What the platform may never do, whatever a role's own policies say: pure policy documents."""

from components.placement import Placement
from components.security.policies import allow, deny, document, iam_path
from settings.cloudwatch import CHAT_REGION

# What workloads, nodes, controllers and data services call. A role is still allowed only what its own policy says.
WORKLOAD_SERVICES = (
    "acm", "application-autoscaling", "aps", "athena", "autoscaling", "backup", "backup-storage", "cloudwatch", "codedeploy",
    "dynamodb", "ec2", "ec2messages", "ecr", "ecs", "eks", "eks-auth", "elasticache", "elasticfilesystem", "elasticloadbalancing",
    "elasticmapreduce", "emr-serverless", "es", "events", "execute-api", "firehose", "fis", "glue", "kafka", "kafka-cluster",
    "kafkaconnect", "kinesis", "kinesisanalytics", "kms", "lakeformation", "lambda", "logs", "pricing", "rds", "rds-db", "redshift",
    "redshift-data", "redshift-serverless", "route53", "s3", "s3-object-lambda", "secretsmanager", "servicediscovery", "shield", "sns",
    "sqs", "ssm", "ssmmessages", "states", "synthetics", "tag", "waf-regional", "wafv2", "xray",
)  # fmt: skip

# What only a deployment calls: it builds the edge, the watchers and the budgets.
DEPLOYMENT_SERVICES = (
    "access-analyzer", "apigateway", "budgets", "ce", "chatbot", "cloudfront", "cloudtrail", "codestar-notifications", "config",
    "guardduty", "inspector2", "macie2", "route53resolver", "scheduler", "schemas", "securityhub", "servicequotas",
)  # fmt: skip

_OWN_LIMITS = (
    "account:*", "iam:AttachRolePolicy", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreatePolicyVersion", "iam:CreateRole",
    "iam:CreateUser", "iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:PutUserPolicy",
    "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "organizations:*",
)  # fmt: skip
_WATCHERS = (
    "access-analyzer:DeleteAnalyzer", "cloudtrail:DeleteTrail", "cloudtrail:PutEventSelectors", "cloudtrail:StopLogging",
    "cloudtrail:UpdateTrail", "config:Delete*", "config:StopConfigurationRecorder", "ec2:DeleteFlowLogs", "guardduty:Delete*",
    "guardduty:Disassociate*", "guardduty:UpdateDetector", "inspector2:Disable", "macie2:DisableMacie",
    "securityhub:BatchDisableStandards", "securityhub:Disable*",
)  # fmt: skip
_PROTECTION = (
    "backup:DeleteBackupVault*", "backup:PutBackupVaultAccessPolicy", "ec2:DisableEbsEncryptionByDefault",
    "ec2:DisableImageBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess", "ec2:ModifyImageAttribute",
    "ec2:ModifySnapshotAttribute", "kms:DisableKey", "kms:DisableKeyRotation", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion",
    "rds:ModifyDBClusterSnapshotAttribute", "rds:ModifyDBSnapshotAttribute", "s3:BypassGovernanceRetention", "s3:DeleteBucketPolicy",
    "s3:PutAccountPublicAccessBlock", "s3:PutBucketPolicy", "s3:PutBucketPublicAccessBlock",
)  # fmt: skip
_LOOK_UPS = ("iam:ListInstanceProfiles", "sts:DecodeAuthorizationMessage", "sts:GetCallerIdentity", "sts:GetServiceBearerToken")
_WRITES = (
    "dynamodb:PutItem", "dynamodb:UpdateItem", "kinesis:PutRecord*", "s3:PutObject", "secretsmanager:PutSecretValue", "sns:Publish",
    "sqs:SendMessage",
)  # fmt: skip


def boundary_arn(placement: Placement) -> str:
    """The boundary; outside the path that deployments manage, so that none can lift it."""
    return f"arn:aws:iam::{placement.account_id}:policy/{placement.physical('boundary')}"


def workload_boundary(placement: Placement) -> str:
    """The most that any role of the platform can do."""
    account, path = f"arn:aws:iam::{placement.account_id}", iam_path(placement.stack)
    return document(
        allow([f"{service}:*" for service in WORKLOAD_SERVICES], ["*"], "Services"),
        # Karpenter makes instance profiles; data services and controllers take roles and hand them on.
        allow(["iam:GetRole", "iam:PassRole", "sts:AssumeRole", "sts:TagSession"], [f"{account}:role{path}*"], "Roles"),
        allow(_LOOK_UPS, ["*"], "LooksUp"),
        allow(["iam:*InstanceProfile"], [f"{account}:instance-profile/*"], "InstanceProfiles"),
        allow(["iam:CreateServiceLinkedRole"], [f"{account}:role/aws-service-role/*"], "ServiceLinkedRoles"),
        deny(_OWN_LIMITS, ["*"], "OwnLimitsStay"),
        deny(_WATCHERS, ["*"], "WatchersStay"),
        deny(_PROTECTION, ["*"], "ProtectionStays"),
        deny(
            _WRITES,
            ["*"],
            "DataStaysInTheAccount",
            Condition={"StringNotEquals": {"aws:ResourceAccount": placement.account_id}, "Null": {"aws:ResourceAccount": "false"}},
        ),
    )


def deployment_policy(placement: Placement) -> str:
    """What `pulumi up` needs: the platform's services in the stack's regions, and roles that stand under the boundary.

    The boundary, the deployment's own roles and the GitHub provider are outside the path: only an administrator changes those.
    """
    account, path = f"arn:aws:iam::{placement.account_id}", iam_path(placement.stack)
    roles, policies, profiles = f"{account}:role{path}*", f"{account}:policy{path}*", f"{account}:instance-profile{path}*"
    services = sorted({*WORKLOAD_SERVICES, *DEPLOYMENT_SERVICES})
    # Global services such as CloudFront, IAM and Route 53 answer from us-east-1, chat from a region of its own.
    regions = sorted({"us-east-1", CHAT_REGION, *(region.name for region in placement.settings.regions)})
    capped = {"StringEquals": {"iam:PermissionsBoundary": boundary_arn(placement)}}
    return document(
        allow([f"{service}:*" for service in services], ["*"], "Services", Condition={"StringEquals": {"aws:RequestedRegion": regions}}),
        allow(["iam:Get*", "iam:List*", *_LOOK_UPS], ["*"], "LooksAtIam"),
        allow(
            [
                "iam:AttachRolePolicy",
                "iam:CreateRole",
                "iam:DeleteRolePolicy",
                "iam:DetachRolePolicy",
                "iam:PutRolePermissionsBoundary",
                "iam:PutRolePolicy",
            ],
            [roles],
            "RolesUnderTheBoundary",
            Condition=capped,
        ),
        allow(["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole*"], [roles], "Roles"),
        allow(["iam:*Policy", "iam:*PolicyVersion"], [policies], "Policies"),
        allow(["iam:*InstanceProfile"], [profiles], "InstanceProfiles"),
        allow(["iam:PassRole"], [roles, f"{account}:role/aws-service-role/config.amazonaws.com/*"], "HandsRolesOn"),
        # A cluster's own issuer, for pods on Fargate; not GitHub's.
        allow(["iam:*OpenIDConnectProvider*"], [f"{account}:oidc-provider/oidc.eks.*"], "ClusterIssuers"),
        allow(["iam:*ServiceLinkedRole*"], [f"{account}:role/aws-service-role/*"], "ServiceLinkedRoles"),
    )
