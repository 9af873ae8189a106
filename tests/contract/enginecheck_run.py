"""Runs enginecheck with repairs, and with a cloud that changes by itself.

Where a nested type took the name of a resource's `Args` (S3's companions), the SDK calls them `InitArgs`. And a certificate's proofs are
those of its own domains, one each, the same in every region. And API Gateway says where a domain's records lead. An instance of RDS goes by
its resource id, a mapping of Lambda's by its UUID.

`ENGINECHECK_CLOUD` is a JSON file: what the cloud has by now that nobody told Pulumi. By id or URN, the values that a look at it finds.
"""

import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

tool = Path(sys.argv.pop(1))
sys.path.insert(0, str(tool.parent))

import enginecheck  # type: ignore[import-not-found]  # noqa: E402  the tool, found through its argument
import workspace  # type: ignore[import-not-found]  # noqa: E402  beside the tool
from standin import sdk, servicer, values, wire  # type: ignore[import-not-found]  # noqa: E402  beside the tool

_import_module, _special_outputs, _read = sdk.import_module, values.special_outputs, servicer.StandIn.Read
_INSTANCE = "aws:rds/instance:Instance"
_GOES_BY = {_INSTANCE: "resourceId", "aws:lambda/eventSourceMapping:EventSourceMapping": "uuid"}
"""Type → the output that is its id, too."""
_cloud = json.loads(Path(os.environ["ENGINECHECK_CLOUD"]).read_text()) if "ENGINECHECK_CLOUD" in os.environ else {}


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
    if resource.token in _GOES_BY:
        return computed | {_GOES_BY[resource.token]: resource_id}
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


def read(provider: Any, request: Any, context: Any) -> Any:
    """What is there by now. As with the real provider, a refresh takes over inputs that there were before, and no others."""
    answer = _read(provider, request, context)
    if found := _cloud.get(request.id, _cloud.get(request.urn)):
        inputs, state = wire.struct_to_dict(answer.inputs), wire.struct_to_dict(answer.properties)
        answer.properties.CopyFrom(wire.to_struct({**state, **found}))
        answer.inputs.CopyFrom(wire.to_struct({**inputs, **{key: value for key, value in found.items() if key in inputs}}))
    return answer


os.environ["PULUMI_EXPERIMENTAL"] = "true"  # without it the engine does not heed PULUMI_SKIP_CHECKPOINTS, and writes the state at each step
sdk.import_module = import_module
values.special_outputs = special_outputs
values.ID_PREFIX[_INSTANCE] = "db-"
servicer.StandIn.Read = read
workspace.COMMANDS["look"] = [*workspace.COMMANDS["preview"], "--refresh"]
values.ADDED_INSIDE["aws:apigatewayv2/domainName:DomainName"] = {"domainNameConfiguration": ("targetDomainName", "hostedZoneId")}
sys.exit(enginecheck.main())
