"""What looks like a secret written out: by the name it is given, or by its own form."""

import re

_SECRET_NAME = re.compile(
    r"(passw(or)?d|passphrase|token|credentials?"
    r"|(api|private|access|secret|signing|encryption|master|account)_?key"
    r"|(client|app|consumer|jwt|shared|signing|session|webhook|oauth|hmac)_?secret)_?\d*$",
    re.IGNORECASE,
)
"""At the end of the name: `PASSWORD_FILE` and `tokenTTL` say something about a secret."""
_NAME_OF_A_KEY = "secretKey"
"""In manifests and charts it says which key of a Secret is meant."""
_LABEL = re.compile(r"[^/]+\.[^/]+/")
"""Begins names of labels and annotations, such as `konghq.com/credential`."""
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[-.]")
_SECRET_VALUE = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(AKIA|ASIA)[0-9A-Z]{16}\b"
    r"|\bgh[pousr]_[A-Za-z0-9]{36}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{10,}"
    r"|\b[a-z][a-z0-9+.-]*://[^\s:/@$]*:[^\s:/@${(]+@"
)
"""A private key, access keys of AWS, tokens of GitHub and Slack, a URL with a password in it."""
_NO_SECRET = re.compile(r"\s*(|true|false|none|null|\d+|[$/].*|\{\{.*)\s*", re.IGNORECASE | re.DOTALL)
"""Nothing, a switch, a number, or a reference such as `$(DB_PASSWORD)`, `{{ .Values.password }}` and `/etc/password`."""


def is_secret_name(name: str) -> bool:
    """Whether what has this name is a secret, and not its file or its length."""
    if name == _NAME_OF_A_KEY or _LABEL.match(name):
        return False
    return bool(_SECRET_NAME.search(_WORD_BREAK.sub("_", name)))


def is_written_secret(name: str, text: str) -> bool:
    """Whether a secret stands there in the clear."""
    return bool(_SECRET_VALUE.search(text)) or (is_secret_name(name) and not _NO_SECRET.fullmatch(text))
