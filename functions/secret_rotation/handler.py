"""The Lambda function secret-rotation, which Secrets Manager calls once for each step."""

import functools
import json
import sys
import time
from typing import Any

import boto3

from functions.secret_rotation.rotation import Rotation
from functions.secret_rotation.stores import Cache, Postgres, Search, Store
from functions.shared.aws import CLIENT


@functools.cache
def rotation() -> Rotation:
    """The rotation of this execution environment."""
    stores: dict[str, Store] = {
        "postgres": Postgres(boto3.client("rds", config=CLIENT)),
        "cache": Cache(boto3.client("elasticache", config=CLIENT)),
        "search": Search(boto3.client("opensearch", config=CLIENT)),
    }
    return Rotation(boto3.client("secretsmanager", config=CLIENT), stores, time.sleep)


def handler(event: dict[str, Any], _context: object) -> None:
    """What Secrets Manager calls. An error makes it try the step again, and then the rotation."""
    secret, step = event["SecretId"], event["Step"]
    rotation().take(step, secret, event["ClientRequestToken"])
    sys.stdout.write(json.dumps({"level": "INFO", "message": "rotation", "secret": secret, "step": step}) + "\n")
