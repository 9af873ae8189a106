"""Keys: they rotate, cannot vanish at once, and stand where what they encrypt stands."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule, stack_rule
from policies.security.key_rotation import rotate_in_time
from policies.subject import Check, Stack, Subject

_KEY = "aws:kms/key:Key"
_EXTERNAL = "aws:kms/externalKey:ExternalKey"
_REPLICA = "aws:kms/replicaKey:ReplicaKey"
_EXTERNAL_REPLICA = "aws:kms/replicaExternalKey:ReplicaExternalKey"
_KEYS = (_KEY, _EXTERNAL, _REPLICA, _EXTERNAL_REPLICA)


@resource_rule(
    "kms-key-rotates",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Symmetric keys get new material by themselves, at least once a year.",
    remedy="Set enable_key_rotation=True, and rotation_period_in_days to no more than a year. What was encrypted before stays readable.",
    controls=("Security Hub KMS.4", "CIS AWS 3.6", "CKV_AWS_7"),
    types=(_KEY,),
    config={
        "days": {"type": "integer", "minimum": 90, "maximum": 2560, "default": 365, "description": "How long a key's material may be used."}
    },
    remediation=rotate_in_time,
)
def kms_key_rotates(key: Subject) -> Iterator[str]:
    if key.values.text("customerMasterKeySpec") not in ("", "SYMMETRIC_DEFAULT") or key.values.has("customKeyStoreId"):
        return  # AWS rotates neither asymmetric and HMAC keys nor those of a key store outside KMS
    days = key.settings["days"]
    if not key.values.flag("enableKeyRotation"):
        yield "enableKeyRotation is not true"
    elif (key.values.number("rotationPeriodInDays") or 0) > days:
        yield f"rotationPeriodInDays is above {days:.0f}"


@resource_rule(
    "kms-key-deletion-window",
    topic=Topic.ENCRYPTION,
    severity=Severity.LOW,
    description="A key that is to be deleted waits long enough for someone to notice, for with it goes all that it encrypts.",
    remedy="Leave deletion_window_in_days out, or raise it; the default is 30 days.",
    controls=("FSBP KMS.3",),
    types=_KEYS,
    config={
        "days": {"type": "integer", "minimum": 7, "maximum": 30, "default": 30, "description": "How long a key waits for its deletion."}
    },
)
def kms_key_deletion_window(key: Subject) -> Iterator[str]:
    window = key.values.number("deletionWindowInDays")
    days = key.settings["days"]
    if window is not None and window < days:
        yield f"deletionWindowInDays is {window:.0f}, below {days:.0f}"


@resource_rule(
    "kms-key-enabled",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="Keys are enabled: what a disabled key encrypts cannot be read.",
    remedy="Leave is_enabled (enabled of a replica) out; a key that is not needed any more is deleted, with its waiting time.",
    controls=("CKV_AWS_227",),
    types=(_KEY, _REPLICA),
)
def kms_key_enabled(key: Subject) -> Iterator[str]:
    property_ = "isEnabled" if key.type == _KEY else "enabled"
    if not key.values.flag(property_, default=True):
        yield f"{property_} is false"


@resource_rule(
    "kms-key-policy-lockout",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="No key policy can lock everyone out of a key.",
    remedy="Leave bypass_policy_lockout_safety_check out; a key that nobody can manage can only be given back by AWS Support.",
    controls=("platform",),
    types=(*_KEYS, "aws:kms/keyPolicy:KeyPolicy"),
)
def kms_key_policy_lockout(key: Subject) -> Iterator[str]:
    if key.values.flag("bypassPolicyLockoutSafetyCheck"):
        yield "bypassPolicyLockoutSafetyCheck is true"


@stack_rule(
    "kms-key-policy-set",
    topic=Topic.ENCRYPTION,
    severity=Severity.MEDIUM,
    description="A key has a policy of its own: AWS's default leaves it to any IAM policy of the account who may decrypt.",
    remedy="Set policy, or add an aws.kms.KeyPolicy.",
    controls=("CKV2_AWS_64",),
    types=_KEYS,
)
def kms_key_policy_set(key: Subject, stack: Stack) -> Iterator[str]:
    if not stack.given(key, "policy") and not stack.companions(key, "aws:kms/keyPolicy:KeyPolicy", "keyId"):
        yield "policy is not given, and no KeyPolicy refers to it"


@stack_rule(
    "kms-key-same-region",
    topic=Topic.ENCRYPTION,
    severity=Severity.HIGH,
    description="A resource is encrypted with a key of its own region: AWS refuses any other, some services only once data comes.",
    remedy="Use the region's own key, or a ReplicaKey of a multi-region one.",
    controls=("platform",),
    types=("aws:*",),
)
def kms_key_same_region(resource: Subject, stack: Stack) -> Iterator[str]:
    if resource.region and resource.type not in _ELSEWHERE:
        yield from resource.separately(*(_of_the_region(resource, stack, property_) for property_ in _OWN_KEY))


def _of_the_region(resource: Subject, stack: Stack, property_: str) -> Check:
    origins = (stack.by_urn.get(urn) for urn in resource.property_dependencies.get(property_, ()))
    regions = {key.region for key in origins if key and key.type in _KEYS}

    def check(values: Values) -> Iterator[str]:
        found = regions or set(values.text(property_).split(":")[3:4])  # of arn:aws:kms:REGION:…
        if found and not found & {"", resource.region}:
            yield f"{property_} is a key of {', '.join(sorted(found))}, the resource stands in {resource.region}"

    return check


_OWN_KEY = ("kmsKeyId", "kmsKeyArn", "kmsMasterKeyId", "masterUserSecretKmsKeyId", "performanceInsightsKmsKeyId")
_ELSEWHERE = ("aws:cloudtrail/trail:Trail", "aws:guardduty/publishingDestination:PublishingDestination")
"""Take the key of the bucket's region, whatever their own is."""
