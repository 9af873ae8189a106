"""The report in SARIF 2.1.0, which code scanning reads."""

import hashlib
import json
from typing import Any
from urllib.parse import quote

from preflight.policies.finding import Excluded, Finding, Kind
from preflight.policies.judgement import Judgement
from preflight.policies.policy import Policy

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "2.0", "": "2.0"}
"""GitHub shows above 9 critical, from 7 high, from 4 medium."""
_SOURCE_ROOT = "%SRCROOT%"


def as_sarif(found: Judgement) -> str:
    """One run for each pack. An excluded violation is a suppressed result, so that it stays visible."""
    packs = sorted({policy.pack for policy in found.policies})
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(pack, found) for pack in packs]}
    return json.dumps(log, indent=1, sort_keys=True) + "\n"


def _run(pack: str, found: Judgement) -> dict[str, Any]:
    policies = [policy for policy in found.policies if policy.pack == pack]
    places = {policy.name: index for index, policy in enumerate(policies)}
    findings = [finding for finding in found.findings if finding.pack == pack]
    results = [_result(finding, places) for finding in findings if finding.kind is Kind.VIOLATION]
    results += [_suppressed(excluded, places) for excluded in found.excluded if excluded.pack == pack]
    notifications = [_notification(finding, places) for finding in findings if finding.kind is not Kind.VIOLATION]
    failed = any(finding.kind is Kind.ERROR for finding in findings)
    return {
        "tool": {"driver": {"name": f"preflight-{pack}", "rules": [_rule(policy) for policy in policies]}},
        "automationDetails": {"id": f"policies/{found.project}/{found.stack}/{pack}/"},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {_SOURCE_ROOT: {"description": {"text": "the program's folder"}}},
        "invocations": [{"executionSuccessful": not failed, "toolExecutionNotifications": notifications}],
        "results": results,
    }


def _rule(policy: Policy) -> dict[str, Any]:
    remedy = policy.remedy or policy.description
    controls = ", ".join(policy.controls)
    properties: dict[str, Any] = {
        "tags": list(dict.fromkeys(tag for tag in ("security", policy.topic, *policy.controls) if tag)),
        "security-severity": _SECURITY_SEVERITY[policy.severity],
        "precision": "very-high",
    }
    return {
        "id": policy.name,
        "shortDescription": {"text": policy.description},
        "fullDescription": {"text": policy.description},
        "help": {
            "text": f"{remedy}\n\n{controls}".strip(),
            "markdown": f"{policy.description}\n\n**Remedy:** {remedy}\n\n{f'Controls: {controls}' if controls else ''}".strip(),
        },
        "defaultConfiguration": {"level": _level(policy.level), "enabled": policy.level != "disabled"},
        "properties": properties,
    }


def _result(finding: Finding, places: dict[str, int]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.policy,
        "level": _level(finding.level),
        "message": {"text": f"{finding.name}: {finding.message}"},
        "locations": [_location(finding.name, finding.urn, finding.source)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding.policy, finding.urn, finding.message)},
        "properties": {"urn": finding.urn, "type": finding.type, "topic": finding.topic},
    }
    if finding.policy in places:
        result["ruleIndex"] = places[finding.policy]
    return result


def _suppressed(excluded: Excluded, places: dict[str, int]) -> dict[str, Any]:
    name = excluded.urn.rpartition("::")[2]
    return {
        "ruleId": excluded.policy,
        "ruleIndex": places[excluded.policy],
        "level": "note",
        "message": {"text": f"{name}: excluded until {excluded.until}"},
        "locations": [_location(name, excluded.urn, excluded.source)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(excluded.policy, excluded.urn, "excluded")},
        "suppressions": [{"kind": "external", "status": "accepted", "justification": excluded.reason}],
    }


def _notification(finding: Finding, places: dict[str, int]) -> dict[str, Any]:
    """What is no alert: a rule that failed, or one that waits for a value."""
    rule: dict[str, Any] = {"id": finding.policy}
    if finding.policy in places:
        rule["index"] = places[finding.policy]
    return {
        "level": "error" if finding.kind is Kind.ERROR else "note",
        "associatedRule": rule,
        "message": {"text": f"{finding.policy} on {finding.urn}: {finding.kind}: {finding.message}"},
    }


def _location(name: str, urn: str, source: str) -> dict[str, Any]:
    """Where the program asks for the resource; the project file, where no line is known."""
    file, _, line = source.rpartition(":")
    number = int(line) if line.isdigit() and int(line) > 0 else 1
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(file or "Pulumi.yaml"), "uriBaseId": _SOURCE_ROOT},
            "region": {"startLine": number},
        },
        "logicalLocations": [{"name": name, "fullyQualifiedName": urn, "kind": "resource"}],
    }


def _fingerprint(*parts: str) -> str:
    """Rule, resource and message, which stay when lines move. Code scanning knows a result by it."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _level(level: str) -> str:
    return {"mandatory": "error", "remediate": "error", "advisory": "warning", "disabled": "none"}[level]
