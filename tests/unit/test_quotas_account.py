"""The account's own quotas, asked of Service Quotas; and what the settings state."""

from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import NoCredentialsError
from botocore.stub import Stubber

from preflight.account_quotas import AccountError, account_quotas
from quotas import Limits, Verdict
from quotas.quota import quotas
from tests.quotas import row, several
from tests.support import ROOT, settings_of
from tests.unit.stack_files import changed, mistakes


def client(region: str) -> Any:
    """One that never reaches AWS."""
    return boto3.client("service-quotas", region_name=region, aws_access_key_id="x", aws_secret_access_key="x")


def answering(made: list[str]) -> Any:
    """Clients for which every service has 42 of everything, in pages of one quota."""

    def make(region: str) -> Any:
        made.append(region)
        stubbed = client(region)
        stubber = Stubber(stubbed)
        first = {"Quotas": [{"QuotaCode": "L-F678F1CE", "Value": 42.0}], "NextToken": "more"}
        stubber.add_response("list_service_quotas", first)
        stubber.add_response("list_service_quotas", {"Quotas": [{"QuotaCode": "L-0263D0A3", "Value": 7.0}, {"QuotaCode": "L-12345678"}]})
        stubber.activate()
        return stubbed

    return make


def test_every_page_of_every_service_is_read_in_every_region() -> None:
    made: list[str] = []
    found = account_quotas(["eu-west-1"], answering(made))
    assert found["eu-west-1", "vpc", "L-F678F1CE"] == 42 and found["eu-west-1", "ec2", "L-0263D0A3"] == 7
    assert ("eu-west-1", "iam", "L-F678F1CE") not in found and ("us-east-1", "iam", "L-F678F1CE") in found
    services = {quota.service for quota in quotas().values() if quota.code}
    assert {service for _, service, _ in found} == services
    assert not [code for *_, code in found if code == "L-12345678"]  # it has no value


def test_what_the_account_has_decides() -> None:
    found = account_quotas(["us-east-1"], answering([]))
    assert row("VPCs per Region", *several(20, "aws:ec2/vpc:Vpc"), limits=Limits(found)).verdict is Verdict.ok
    roles = several(50, "aws:iam/role:Role", {"assumeRolePolicy": "x"}, region="eu-west-1")
    assert row("Roles per account", *roles, limits=Limits({("us-east-1", "iam", "L-FE177D64"): 45.0})).verdict is Verdict.exceeded
    trust = row("Role trust policy length, characters", roles[0], limits=Limits({("us-east-1", "iam", "L-C07B4B0D"): 4096.0}))
    assert (trust.limit, trust.basis) == (4096, "account")  # IAM has no regions
    assert row("VPCs per Region", *several(43, "aws:ec2/vpc:Vpc"), limits=Limits(found)).verdict is Verdict.exceeded


def failing(code: str) -> Any:
    """Clients that AWS answers with an error."""

    def make(region: str) -> Any:
        stubbed = client(region)
        stubber = Stubber(stubbed)
        stubber.add_client_error("list_service_quotas", code, "no")
        stubber.activate()
        return stubbed

    return make


def test_a_service_that_is_not_offered_has_no_quotas() -> None:
    assert not account_quotas(["us-east-1"], failing("NoSuchResourceException"))


def test_a_refusal_names_service_and_region() -> None:
    with pytest.raises(AccountError, match=r"Service Quotas does not tell the quotas of \w+ in us-east-1: .*AccessDenied"):
        account_quotas(["us-east-1"], failing("AccessDeniedException"))


def test_without_credentials_it_says_what_is_needed() -> None:
    class Missing:
        def get_paginator(self, _: str) -> Any:
            raise NoCredentialsError

    with pytest.raises(AccountError, match="needs AWS credentials with servicequotas:ListServiceQuotas"):
        account_quotas(["us-east-1"], lambda _: Missing())


def test_settings_state_a_number_for_all_regions_or_by_region() -> None:
    stated = settings_of("prod").quotas
    assert stated["L-3032A538"] == {"everywhere": 100}
    assert set(stated["L-1216C47A"]) == {region.name for region in settings_of("prod").regions}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("L-XYZ: 50", "must be a code of Service Quotas"),
        ("L-DB2E81BA: { us-esat-1: 50 }", "is no commercial AWS region"),
        ("L-DB2E81BA: -1", "must be at least 0"),
        ("L-DB2E81BA: many", "must be a whole number"),
    ],
)
def test_a_wrong_quota_is_a_mistake_with_file_and_line(tmp_path: Path, wrong: str, message: str) -> None:
    text = changed(("L-DB2E81BA: 50", wrong))
    found = str(mistakes(tmp_path, text))
    line = text[: text.index(wrong)].count("\n") + 1
    assert message in found and f"Pulumi.prod.yaml:{line}" in found, found


def test_the_quotas_that_stack_files_state_are_those_of_the_catalogue() -> None:
    codes = {quota.code for quota in quotas().values()}
    for stack in ("prod", "staging", "dev"):
        assert set(settings_of(stack).quotas) <= codes, ROOT / f"Pulumi.{stack}.yaml"
