"""The quotas that an account really has, from Service Quotas."""

from collections.abc import Iterable, Mapping
from typing import Any

from quotas.quota import quotas
from quotas.report import GLOBAL_REGION, GLOBAL_SERVICES


class AccountError(Exception):
    """The account can't be asked; the message says what to do."""


def account_quotas(regions: Iterable[str], client_of: Any = None) -> Mapping[tuple[str, str, str], float]:
    """Region, service, code → value, for every quota that has a code. Raises AccountError if AWS does not answer."""
    make = client_of or _client
    with_codes = [quota for quota in quotas().values() if quota.code]
    everywhere = {quota.service for quota in with_codes if quota.scope != "account"} - GLOBAL_SERVICES
    all_services = {quota.service for quota in with_codes}
    found: dict[tuple[str, str, str], float] = {}
    for region in sorted({*regions, GLOBAL_REGION}):
        asked = all_services if region == GLOBAL_REGION else everywhere
        for service in sorted(asked):
            for code, value in _of_service(make, region, service):
                found[region, service, code] = value
    return found


def _client(region: str) -> Any:
    try:
        import boto3  # noqa: PLC0415
    except ImportError:
        raise AccountError("--live asks AWS through boto3, which is not installed: make setup") from None
    try:
        return boto3.client("service-quotas", region_name=region)
    except Exception as error:
        raise AccountError(f"no client of Service Quotas in {region}: {error}") from None


def _of_service(make: Any, region: str, service: str) -> list[tuple[str, float]]:
    """What the account has of one service's quotas; nothing where the service is not offered."""
    client = make(region)
    try:
        pages = client.get_paginator("list_service_quotas").paginate(ServiceCode=service)
        return [(one["QuotaCode"], float(one["Value"])) for page in pages for one in page["Quotas"] if "Value" in one]
    except Exception as error:
        answer = getattr(error, "response", {})
        if answer.get("Error", {}).get("Code") == "NoSuchResourceException":
            return []
        raise AccountError(_said(region, service, error)) from None


def _said(region: str, service: str, error: Exception) -> str:
    name = type(error).__name__
    if name in ("NoCredentialsError", "PartialCredentialsError", "ProfileNotFound", "CredentialRetrievalError"):
        return (
            f"--live needs AWS credentials with servicequotas:ListServiceQuotas ({error}); "
            "without --live the account is taken to have AWS's defaults and what the settings say"
        )
    return f"Service Quotas does not tell the quotas of {service} in {region}: {error}"
