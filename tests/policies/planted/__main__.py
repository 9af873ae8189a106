"""A small service as its authors would write it, with the one fault that the stack's file names: a topic of the policies, or none."""

import sys
from pathlib import Path

import pulumi
import pulumi_aws as aws

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # the clone

from tests.policies.planted import account, jobs, storage

fault = pulumi.Config().require("fault")
TAGS = {
    "project": "planted",
    "stack": pulumi.get_stack(),
    "owner": "example-team",
    "cost-center": "example",
    "data-classification": "internal",
}
# The fault: of the tags that a provider adds, most are forgotten where a second one is made.
ELSEWHERE = {"cost-center": "example"} if fault == "tagging" else TAGS

main = aws.Provider("main", region="us-east-1", default_tags={"tags": TAGS})
second = aws.Provider("second", region="us-west-2", default_tags={"tags": ELSEWHERE})

account.watched(main)
account.paid(fault, main)
storage.buckets(fault, main)
storage.table(fault, main)
jobs.logs(second)
jobs.role(fault, main)
jobs.cron_job(fault)
