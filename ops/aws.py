"""The way to AWS: a session of the right account, calls that are retried, and errors that say what to do."""

from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, PartialCredentialsError, ProfileNotFound

ATTEMPTS = 8
"""Cost Explorer allows few calls a second; botocore waits up to 20 s between attempts when it is throttled."""

_CONFIG = Config(region_name="us-east-1", retries={"mode": "standard", "total_max_attempts": ATTEMPTS}, connect_timeout=10, read_timeout=60)
_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch")
_THROTTLED = ("LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException")
_NOT_ENABLED = "not enabled for cost explorer"


class AwsError(Exception):
    """AWS did not answer, with what to do about it."""

    def __init__(self, message: str, code: str = ""):
        super().__init__(message)
        self.code = code
        """AWS's own name of the error; empty if it never came to an answer."""


def session_of(account_id: str, profile: str | None = None) -> boto3.Session:
    """A session of an account. Raises AwsError for the credentials of any other."""
    try:
        session = boto3.Session(profile_name=profile)
    except ProfileNotFound as error:
        raise AwsError(f"{error}; `aws configure list-profiles` names those there are") from None
    found = call(client(session, "sts").get_caller_identity)["Account"]
    if found != account_id:
        raise AwsError(f"the credentials are of account {found}; the stack's account_id is {account_id}. Choose others with --profile")
    return session


def client(session: boto3.Session, service: str) -> Any:
    """A client that retries. Cost Explorer has one endpoint, in us-east-1."""
    make: Any = session.client  # the stubs know a client only of those services that are installed with them
    return make(service, config=_CONFIG)


def call(operation: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """An operation's answer. Raises AwsError."""
    try:
        answer: dict[str, Any] = operation(**arguments)
    except (NoCredentialsError, PartialCredentialsError):
        raise AwsError("there are no AWS credentials: log in with `aws sso login`, or name a profile with --profile") from None
    except ClientError as error:
        raise _explained(error) from None
    except BotoCoreError as error:
        raise AwsError(f"AWS cannot be reached: {error}") from None
    return answer


def _explained(error: ClientError) -> AwsError:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    if _NOT_ENABLED in message.lower():
        remedy = "Cost Explorer is not enabled in this account: open it once in the billing console, and come back a day later"
        return AwsError(remedy, "NotEnabled")
    if code in _DENIED:
        return AwsError(f"no permission for {error.operation_name}: {message}", code)
    if code in _EXPIRED:
        return AwsError(f"the AWS credentials are not valid any more ({code}): log in again", code)
    if code in _THROTTLED:
        return AwsError(f"{error.operation_name} was throttled {ATTEMPTS} times: try again in a minute", code)
    return AwsError(f"{error.operation_name} failed: {code}: {message}", code)
