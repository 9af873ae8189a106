"""AWS quotas that were raised for the stack's account: what `preflight quotas` counts on instead of AWS's defaults."""

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from settings.regions import zones_of
from settings.section import matches

EVERYWHERE = "everywhere"
"""Stands for all regions."""

QuotaCode = Annotated[str, matches(r"L-[0-9A-F]{8}", "a code of Service Quotas, such as L-1216C47A")]
"""As `preflight quotas` shows it."""


def _region(name: str) -> str:
    if name != EVERYWHERE and not zones_of(name):
        raise ValueError(f"is no commercial AWS region; give one, or {EVERYWHERE}")
    return name


def _by_region(value: Any) -> Any:
    return value if isinstance(value, dict) else {EVERYWHERE: value}


Place = Annotated[str, AfterValidator(_region)]
"""A region, or `everywhere`."""

Limits = Annotated[dict[Place, Annotated[int, Field(ge=0, le=1_000_000_000)]], BeforeValidator(_by_region)]
"""One number for all regions, or numbers by region."""

RaisedQuotas = dict[QuotaCode, Limits]
"""Code → what AWS granted: `L-0263D0A3: 20`, or `L-1216C47A: { us-east-1: 2000, eu-west-1: 1000 }`."""
