"""Runs enginecheck with three repairs.

Where a nested type took the name of a resource's `Args` (S3's companions), the SDK calls them `InitArgs`. And a certificate's proofs are
those of its own domains, one each, the same in every region. And API Gateway says where a domain's records lead.
"""

import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

tool = Path(sys.argv.pop(1))
sys.path.insert(0, str(tool.parent))

import enginecheck  # type: ignore[import-not-found]  # noqa: E402  the tool, found through its argument
from standin import sdk, values  # type: ignore[import-not-found]  # noqa: E402  beside the tool

_import_module, _special_outputs = sdk.import_module, values.special_outputs


def import_module(name: str) -> ModuleType | None:
    """Import a module of an SDK; its resources' own arguments win over a nested type's."""
    module: ModuleType | None = _import_module(name)
    for attribute in list(vars(module)) if module else ():
        if attribute.endswith("InitArgs"):
            setattr(module, attribute.replace("InitArgs", "Args"), getattr(module, attribute))
    return module


def special_outputs(resource: Any, resource_id: str) -> dict[str, Any]:
    """What the cloud computes of a resource, in a form of its own."""
    computed: dict[str, Any] = _special_outputs(resource, resource_id)
    if resource.token != "aws:acm/certificate:Certificate":
        return computed
    domains = [resource.inputs["domainName"], *(resource.inputs.get("subjectAlternativeNames") or ())]
    return computed | {"domainValidationOptions": [proof(domain) for domain in domains]}


def proof(domain: str) -> dict[str, str]:
    """The record that ACM asks for."""
    return {
        "domainName": domain,
        "resourceRecordName": f"_proof.{domain}.",
        "resourceRecordType": "CNAME",
        "resourceRecordValue": "_proof.acm-validations.aws.",
    }


os.environ["PULUMI_EXPERIMENTAL"] = "true"  # without it the engine does not heed PULUMI_SKIP_CHECKPOINTS, and writes the state at each step
sdk.import_module = import_module
values.special_outputs = special_outputs
values.ADDED_INSIDE["aws:apigatewayv2/domainName:DomainName"] = {"domainNameConfiguration": ("targetDomainName", "hostedZoneId")}
sys.exit(enginecheck.main())
