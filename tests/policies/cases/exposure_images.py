"""Images, snapshots and documents are not given away."""

from tests.policies.case import Case, made

LAUNCH = "aws:ec2/amiLaunchPermission:AmiLaunchPermission"
VOLUME = "aws:ec2/snapshotCreateVolumePermission:SnapshotCreateVolumePermission"
SETTING = "aws:ssm/serviceSetting:ServiceSetting"
SHARING = "/ssm/documents/console/public-sharing-permission"

CASES = [
    Case(
        "ec2-image-not-public",
        passing=[made(LAUNCH, accountId="111111111111")],
        failing=[made(LAUNCH, group="all")],
    ),
    Case(
        "ec2-image-shared-with-trusted",
        config={"trusted_accounts": ["111111111111"]},
        passing=[made(LAUNCH, accountId="111111111111"), made(LAUNCH, organizationArn="arn:aws:organizations::1:organization/o-1")],
        failing=[made(VOLUME, accountId="222222222222")],
    ),
    Case(
        "ec2-public-sharing-blocked",
        passing=[
            made("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", state="block-all-sharing"),
            made("aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess", state="block-new-sharing"),
        ],
        failing=[made("aws:ec2/imageBlockPublicAccess:ImageBlockPublicAccess", state="unblocked")],
    ),
    Case(
        "ssm-document-not-public",
        passing=[
            made("aws:ssm/document:Document", permissions={"type": "Share", "accountIds": "111111111111"}),
            made(SETTING, settingId=SHARING, settingValue="Disable"),
            made(SETTING, settingId="/ssm/parameter-store/high-throughput-enabled", settingValue="true"),
        ],
        failing=[
            made("aws:ssm/document:Document", permissions={"type": "Share", "accountIds": "All"}),
            made(SETTING, settingId=f"arn:aws:ssm:us-east-1:111111111111:servicesetting{SHARING}", settingValue="Enable"),
        ],
    ),
]
