"""The way to AWS: a session of the right account, calls that are retried, and errors that say what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
)

from ops.errors import OpsError

ATTEMPTS = 8
"""Some services allow few calls a second; botocore waits up to 20 s between attempts when it is throttled."""
GLOBAL_REGION = "us-east-1"
"""Where services with one endpoint for all regions have it, such as Cost Explorer and Route 53."""
UNREACHABLE = "Unreachable"

T = TypeVar("T")

_DENIED = ("AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation")
_EXPIRED = ("ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch")
_THROTTLED = ("LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded")
_DOWN = ("InternalError", "InternalFailure", "InternalServerError", "ServiceUnavailable", "ServiceUnavailableException", "503", "500")
_NOT_ENABLED = "not enabled for cost explorer"


@dataclass(frozen=True)
class Patience:
    """How long AWS is waited for."""

    attempts: int = ATTEMPTS
    connect_seconds: float = 10
    read_seconds: float = 60
    poll_seconds: float = 10
    """Between two looks at something that takes its time."""
    limit: float = 1
    """What the steps' own limits are multiplied by."""

    def config(self, region: str) -> Config:
        """For a client of a region."""
        retries: Any = {"mode": "standard", "total_max_attempts": self.attempts}
        return Config(region_name=region, retries=retries, connect_timeout=self.connect_seconds, read_timeout=self.read_seconds)


PATIENCE = Patience()


class AwsError(OpsError):
    """AWS did not answer, with what to do about it."""

    def __init__(self, message: str, code: str = ""):
        super().__init__(message)
        self.code = code
        """AWS's own name of the error; `Unreachable` if it never came to an answer."""

    @property
    def unreachable(self) -> bool:
        """Whether the service is away, rather than saying no."""
        return self.code == UNREACHABLE or self.code in _DOWN


def session_of(account_id: str, profile: str | None = None, region: str = GLOBAL_REGION, patience: Patience = PATIENCE) -> boto3.Session:
    """A session of an account, which a region vouches for. Raises AwsError for the credentials of any other."""
    try:
        session = boto3.Session(profile_name=profile)
    except ProfileNotFound as error:
        raise AwsError(f"{error}; `aws configure list-profiles` names those there are") from None
    found = call(client(session, "sts", region, patience).get_caller_identity)["Account"]
    if found != account_id:
        raise AwsError(f"the credentials are of account {found}; the stack's account_id is {account_id}. Choose others with --profile")
    return session


def client(session: boto3.Session, service: str, region: str = GLOBAL_REGION, patience: Patience = PATIENCE) -> Any:
    """A client that retries."""
    make: Any = session.client  # the stubs know a client only of those services that are installed with them
    return make(service, config=patience.config(region))


def call(operation: Callable[..., T], **arguments: Any) -> T:
    """An operation's answer. Raises AwsError."""
    try:
        return operation(**arguments)
    except (NoCredentialsError, PartialCredentialsError):
        raise AwsError("there are no AWS credentials: log in with `aws sso login`, or name a profile with --profile") from None
    except ClientError as error:
        raise _explained(error) from None
    except (ConnectionError, HTTPClientError) as error:
        raise AwsError(f"AWS cannot be reached: {error}", UNREACHABLE) from None
    except BotoCoreError as error:
        raise AwsError(f"AWS cannot be asked: {error}") from None


def _explained(error: ClientError) -> AwsError:
    code, message = error.response["Error"].get("Code", ""), error.response["Error"].get("Message", "")
    where = error.operation_name
    if _NOT_ENABLED in message.lower():
        remedy = "Cost Explorer is not enabled in this account: open it once in the billing console, and come back a day later"
        return AwsError(remedy, "NotEnabled")
    if code in _DENIED:
        return AwsError(f"no permission for {where}: {message}", code)
    if code in _EXPIRED:
        return AwsError(f"the AWS credentials are not valid any more ({code}): log in again", code)
    if code in _THROTTLED:
        tried = error.response.get("ResponseMetadata", {}).get("RetryAttempts", ATTEMPTS - 1) + 1
        return AwsError(f"{where} was throttled {tried} times: try again in a minute", code)
    return AwsError(f"{where} failed: {code}: {message}", code)
