"""Buckets encrypt objects with keys of the platform's own, by their own argument or by a resource beside them."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

BUCKET = "aws:s3/bucket:Bucket"
BESIDE = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
REPLICATION = "aws:s3/bucketReplicationConfig:BucketReplicationConfig"
LOGGING = "aws:s3/bucketLogging:BucketLogging"
OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2"
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
KMS = {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": ref("key")}
OF_S3 = {"sseAlgorithm": "AES256"}
DATA = made(BUCKET, "data")
OTHER = made(BUCKET, "other", serverSideEncryptionConfiguration={"rule": {"applyServerSideEncryptionByDefault": KMS}})


def own(default: dict[str, Any], **rule: Any) -> Made:
    """A bucket with its own argument."""
    return made(BUCKET, "data", serverSideEncryptionConfiguration={"rule": {"applyServerSideEncryptionByDefault": default, **rule}})


def beside(default: dict[str, Any], bucket: str = "data", **rule: Any) -> Made:
    """A resource beside a bucket."""
    return made(BESIDE, "encryption", bucket=ref(bucket), rules=[{"applyServerSideEncryptionByDefault": default, **rule}])


def replication(**changed: Any) -> dict[str, Any]:
    """A rule of replication."""
    return {
        "status": "Enabled",
        "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"status": "Enabled"}},
        "destination": {"bucket": ref("copy"), "encryptionConfiguration": {"replicaKmsKeyId": ref("key")}},
    } | changed


CASES = [
    Case(
        "s3-customer-key",
        passing=[
            own(KMS),
            [DATA, beside(KMS)],
            [DATA, beside({"sseAlgorithm": "aws:kms:dsse", "kmsMasterKeyId": ARN})],
            [own(OF_S3), beside(KMS)],
            made(
                "aws:s3/bucketV2:BucketV2",
                "data",
                serverSideEncryptionConfigurations=[{"rules": [{"applyServerSideEncryptionByDefaults": [KMS]}]}],
            ),
            [DATA, OTHER, made(LOGGING, bucket=ref("other"), targetBucket=ref("data"))],
            [DATA, made("aws:lb/loadBalancer:LoadBalancer", accessLogs={"bucket": ref("data")})],
        ],
        failing=[
            DATA,
            own(OF_S3),
            own({"sseAlgorithm": "aws:kms"}),
            own({"sseAlgorithm": "aws:kms", "kmsMasterKeyId": "alias/aws/s3"}),
            [DATA, beside(OF_S3)],
            [own(KMS), beside(OF_S3)],
            [DATA, OTHER, beside(KMS, "other")],
            [DATA, OTHER, made(LOGGING, bucket=ref("data"), targetBucket=ref("other"))],
        ],
    ),
    Case(
        "s3-bucket-key",
        passing=[
            DATA,
            own(OF_S3),
            own(KMS, bucketKeyEnabled=True),
            own({"sseAlgorithm": "aws:kms:dsse", "kmsMasterKeyId": ARN}),
            [DATA, beside(KMS, bucketKeyEnabled=True)],
        ],
        failing=[own(KMS), [DATA, beside(KMS, bucketKeyEnabled=False)]],
    ),
    Case(
        "s3-replicas-encrypted",
        passing=[
            DATA,
            made(REPLICATION, rules=[replication()]),
            made(REPLICATION, rules=[replication(), {"status": "Disabled"}]),
            made(
                BUCKET,
                replicationConfiguration={
                    "rules": [
                        {
                            "status": "Enabled",
                            "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"enabled": True}},
                            "destination": {"replicaKmsKeyId": ref("key")},
                        }
                    ]
                },
            ),
        ],
        failing=[
            made(REPLICATION, rules=[replication(sourceSelectionCriteria={})]),
            made(REPLICATION, rules=[replication(sourceSelectionCriteria={"sseKmsEncryptedObjects": {"status": "Disabled"}})]),
            made(REPLICATION, rules=[replication(destination={"bucket": ref("copy")})]),
            made(
                BUCKET,
                replicationConfiguration={
                    "rules": [{"status": "Enabled", "sourceSelectionCriteria": {"sseKmsEncryptedObjects": {"enabled": True}}}]
                },
            ),
        ],
    ),
    Case(
        "s3-object-encryption",
        passing=[made(OBJECT), made(OBJECT, serverSideEncryption="aws:kms", kmsKeyId=ref("key"))],
        failing=[made(OBJECT, serverSideEncryption="AES256")],
    ),
    Case(
        "s3-tables-customer-key",
        passing=[
            made("aws:s3tables/tableBucket:TableBucket", encryptionConfiguration={"sseAlgorithm": "aws:kms", "kmsKeyArn": ref("key")}),
            made("aws:s3/vectorsVectorBucket:VectorsVectorBucket", encryptionConfigurations=[{"kmsKeyArn": ARN}]),
        ],
        failing=[
            made("aws:s3tables/tableBucket:TableBucket"),
            made("aws:s3/vectorsVectorBucket:VectorsVectorBucket", encryptionConfigurations=[{"sseType": "AES256"}]),
        ],
    ),
]
