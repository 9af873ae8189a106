"""Images, snapshots and documents are not given away."""

from collections.abc import Iterator

from policies.rule import Severity, Topic, resource_rule
from policies.subject import Subject

_TRUSTED = {
    "trusted_accounts": {
        "type": "array",
        "items": {"type": "string"},
        "default": [],
        "description": "Ids of the accounts that may use images and snapshots.",
    }
}


@resource_rule(
    "ec2-image-not-public",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="No machine image can be launched by everyone.",
    remedy="Name accounts or organizations instead of the group all.",
    controls=("CKV_AWS_205",),
    types=("aws:ec2/amiLaunchPermission:AmiLaunchPermission",),
)
def image_not_public(permission: Subject) -> Iterator[str]:
    if permission.values.text("group") == "all":
        yield "group is all"


@resource_rule(
    "ec2-image-shared-with-trusted",
    topic=Topic.NETWORK,
    severity=Severity.MEDIUM,
    description="Machine images and snapshots of volumes are shared with trusted accounts only.",
    remedy="Remove the permission, or add the account to trusted_accounts in the policy's configuration.",
    controls=("FSBP EC2.1", "CKV_AWS_205"),
    types=("aws:ec2/amiLaunchPermission:AmiLaunchPermission", "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"),
    config=_TRUSTED,
)
def image_shared_with_trusted(permission: Subject) -> Iterator[str]:
    account = permission.values.text("accountId")
    if account and account not in permission.settings["trusted_accounts"]:
        yield f"accountId is {account}"


@resource_rule(
    "ec2-public-sharing-blocked",
    topic=Topic.NETWORK,
    severity=Severity.HIGH,
    description="Accounts refuse to make snapshots and images public.",
    remedy='Set state="block-all-sharing" (snapshots) or "block-new-sharing" (images).',
    controls=("FSBP EC2.1",),
    types=("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", "aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess"),
)
def public_sharing_blocked(account: Subject) -> Iterator[str]:
    if account.values.text("state") == "unblocked":
        yield "state is unblocked"


@resource_rule(
    "ssm-document-not-public",
    topic=Topic.NETWORK,
    severity=Severity.CRITICAL,
    description="Documents of Systems Manager are not shared with everyone, and accounts refuse to.",
    remedy='Name accounts in permissions; set the service setting /ssm/documents/console/public-sharing-permission to "Disable".',
    controls=("FSBP SSM.4", "FSBP SSM.7", "CKV_AWS_303"),
    types=("aws:ssm/document:Document", "aws:ssm/serviceSetting:ServiceSetting"),
)
def document_not_public(document: Subject) -> Iterator[str]:
    values = document.values
    if "all" in values.text("permissions.accountIds").lower().split(","):
        yield "permissions.accountIds has All"
    if values.text("settingId").endswith("/ssm/documents/console/public-sharing-permission") and values.text("settingValue") != "Disable":
        yield "settingValue is not Disable"
