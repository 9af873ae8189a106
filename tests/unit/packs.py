"""Policy packs made for a test: some as anybody writes them with pulumi_policy, some that are broken."""

from pathlib import Path

MODERATE = """
from pulumi_policy import *

def public(args, report):
    if args.resource_type == "aws:rds/instance:Instance" and args.props["publiclyAccessible"]:
        report("is public")

def keyed(args, report):
    if args.resource_type == "aws:rds/instance:Instance" and not args.props["kmsKeyId"].startswith("arn:"):
        report("has no key")

def small(args, report):
    limit = args.get_config()["limit"]
    if len(args.resources) > limit:
        report(f"has more than {limit:.0f} resources")

print("loading")  # only the first line is a port, so this one would be taken for it
"""
PACK = """
PolicyPack("foreign", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy("no-public-database", "Databases are private.", public, severity=Severity.HIGH, tags=["network", "ours 1"]),
    ResourceValidationPolicy("database-key", "Databases have a key.", keyed, enforcement_level=EnforcementLevel.ADVISORY),
    StackValidationPolicy(
        "small-stack", "Stacks are small.", small, enforcement_level=EnforcementLevel.DISABLED,
        config_schema=PolicyConfigSchema({"limit": {"type": "integer", "default": 3, "minimum": 1}}),
    ),
])
"""
FOREIGN = MODERATE.replace('print("loading")', "pass") + PACK
NOISY = MODERATE + PACK

INITIAL = 'initial_config={"small-stack": {"enforcementLevel": EnforcementLevel.MANDATORY, "limit": 4}}'
CONFIGURED = FOREIGN.replace('PolicyPack("foreign",', f'PolicyPack("foreign", {INITIAL},')

FAULTY = """
from pulumi_policy import *

def raises(args, report):
    if "rds" in args.resource_type:
        raise ValueError("boom")

def works(args, report):
    if "rds" in args.resource_type:
        report("was seen")

def raises_too(args, report):
    raise KeyError("nothing of that name")

PolicyPack("faulty", policies=[
    ResourceValidationPolicy("raises", "Fails.", raises),
    ResourceValidationPolicy("works", "Sees.", works),
    StackValidationPolicy("raises-too", "Fails, too.", raises_too),
])
"""

CRASHING = """
import os, sys
from pulumi_policy import *

def ends(args, report):
    if "rds" in args.resource_type:
        print("cannot go on", file=sys.stderr, flush=True)
        os._exit(3)

PolicyPack("crashing", policies=[ResourceValidationPolicy("ends", "Ends.", ends)])
"""

REMEDIATING = """
from pulumi_policy import *

def owned(args, report):
    if args.resource_type == "aws:s3/bucket:Bucket" and "owner" not in args.props.get("tags", {}):
        report("has no owner")

def add_owner(args):
    if args.resource_type == "aws:s3/bucket:Bucket":
        return {**args.props, "tags": {**args.props.get("tags", {}), "owner": "nobody"}}

PolicyPack("remediating", enforcement_level=EnforcementLevel.MANDATORY, policies=[
    ResourceValidationPolicy("owned", "Buckets have an owner.", owned, remediate=add_owner),
])
"""


def made(folder: Path, name: str, code: str, manifest: str = "runtime: python\n") -> Path:
    """Write a pack and return its folder."""
    pack = folder / name
    pack.mkdir(parents=True)
    (pack / "PulumiPolicy.yaml").write_text(manifest)
    (pack / "__main__.py").write_text(code)
    return pack
