"""The Lambda function alarm-pager, which the topic `pages` calls."""

import functools
import json
import os
import sys
from typing import Any

import boto3

from functions.alarm_pager.pager import Pager, post
from functions.shared.aws import CLIENT


@functools.cache
def pager() -> Pager:
    """The pager of this execution environment."""
    secrets, arn = boto3.client("secretsmanager", config=CLIENT), os.environ["PAGERDUTY_SECRET_ARN"]
    return Pager(lambda: secrets.get_secret_value(SecretId=arn)["SecretString"], post)


def handler(event: dict[str, Any], _context: object) -> None:
    """What Lambda calls. An error makes it try again, twice."""
    for record in event["Records"]:
        alarm = json.loads(record["Sns"]["Message"])
        action = pager().page(alarm)
        sys.stdout.write(json.dumps({"level": "INFO", "message": "page", "alarm": alarm["AlarmName"], "action": action}) + "\n")
