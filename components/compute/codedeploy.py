"""CodeDeploy: what moves traffic from one version to the next, and back when an alarm goes off."""

from collections.abc import Sequence
from typing import Any

import pulumi_aws as aws

from components.security.policies import Statement, allow

BLUE_GREEN = {"deployment_option": "WITH_TRAFFIC_CONTROL", "deployment_type": "BLUE_GREEN"}
"""The deployment style of ECS and Lambda."""


def rolls_back_on(alarms: Sequence[aws.cloudwatch.MetricAlarm]) -> dict[str, Any]:
    """A deployment that fails, is stopped, or sets off one of these alarms goes back to the version before."""
    return {
        "alarm_configuration": {"enabled": True, "alarms": [alarm.name for alarm in alarms]},
        "auto_rollback_configuration": {
            "enabled": True,
            "events": ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
        },
    }


def watch_alarms() -> Statement:
    """Look at alarms; the action knows no resources that CodeDeploy would ask by."""
    return allow(["cloudwatch:DescribeAlarms"], ["*"])
