"""What AWS accepts, in one place: https://docs.aws.amazon.com and the API models of botocore 1.44.5 (2026-10)."""

FIREHOSE_BATCH_RECORDS = 500
FIREHOSE_RECORD_BYTES = 1_024_000
"""1,000 KiB before base64."""
FIREHOSE_BATCH_BYTES = 3_000_000
"""The API says 4 MB a request, and not whether before or after base64: this is 4 MB after it."""

KINESIS_BATCH_RECORDS = 500
KINESIS_BATCH_BYTES = 5 * 1024 * 1024
"""Data and partition keys. Newer streams take 10 MiB; 5 MiB is taken by all."""

SQS_BATCH_MESSAGES = 10
SQS_BATCH_BYTES = 1_048_576
"""1 MiB, for a message and for a batch alike."""

DYNAMODB_TRANSACTION_ITEMS = 100
"""A transaction may also hold 4 MB; ours are items of some 200 bytes each, 20 kB in all."""
