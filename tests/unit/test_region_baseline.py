"""What every region of the account has switched on before anything is made in it."""

from tests.support import inventory_of, settings_of
from tests.unit.security_facts import every_stack


@every_stack
def test_every_region_is_closed_by_default(stack: str) -> None:
    inventory = inventory_of(stack)
    regions = {r.name for r in settings_of(stack).regions}
    for type_, key, value in (
        ("aws:ebs/encryptionByDefault:EncryptionByDefault", "enabled", True),
        ("aws:ebs/snapshotBlockPublicAccess:SnapshotBlockPublicAccess", "state", "block-all-sharing"),
        ("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", "httpTokens", "required"),
    ):
        assert {r.region for r in inventory.of_type(type_) if r.inputs[key] == value} == regions
    (buckets,) = inventory.of_type("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")
    assert buckets.region == settings_of(stack).primary.name
