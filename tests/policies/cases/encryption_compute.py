"""Machines, clusters and functions keep volumes, secrets, images and variables encrypted."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

VOLUME = "aws:ebs/volume:Volume"
INSTANCE = "aws:ec2/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
EKS = "aws:eks/cluster:Cluster"
EKS_COMPONENT = "eks:index:Cluster"
ECR = "aws:ecr/repository:Repository"
FUNCTION = "aws:lambda/function:Function"
BY_DEFAULT = made("aws:ebs/encryptionByDefault:EncryptionByDefault", "default")
ELSEWHERE = made("aws:ebs/encryptionByDefault:EncryptionByDefault", "default", provider={"region": "us-west-2"})
OFF = made("aws:ebs/encryptionByDefault:EncryptionByDefault", "default", enabled=False)
DEFAULT_KEY = made("aws:ebs/defaultKmsKey:DefaultKmsKey", "default", keyArn=ref("key"))
DEFAULT_KEY_ELSEWHERE = made("aws:ebs/defaultKmsKey:DefaultKmsKey", "default", provider={"region": "us-west-2"}, keyArn=ref("key"))
ARN = "arn:aws:kms:us-east-1:111111111111:key/8a4c5d1e"
ENCRYPTED = {"encrypted": True, "kmsKeyId": ref("key")}


def template(*volumes: dict[str, Any]) -> Made:
    """A launch template with these volumes."""
    return made(TEMPLATE, blockDeviceMappings=[{"deviceName": f"/dev/sd{n}", "ebs": volume} for n, volume in enumerate(volumes)])


def cluster(**encryption: Any) -> Made:
    """An EKS cluster with this encryption of secrets."""
    return made(EKS, encryptionConfig=encryption)


def ecs(**configuration: Any) -> Made:
    """An ECS cluster with this configuration."""
    return made("aws:ecs/cluster:Cluster", configuration=configuration)


CASES = [
    Case(
        "ebs-volume-encrypted",
        passing=[made(VOLUME, encrypted=True), [made(VOLUME), BY_DEFAULT]],
        failing=[made(VOLUME), [made(VOLUME), ELSEWHERE], [made(VOLUME, encrypted=False), OFF]],
    ),
    Case(
        "ec2-volumes-encrypted",
        passing=[
            made(INSTANCE, rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{"encrypted": True}, {"snapshotId": "snap-1"}]),
            made(INSTANCE, launchTemplate={"id": ref("template")}),
            [made(INSTANCE), BY_DEFAULT],
            template(),
            template({"encrypted": "true"}, {"snapshotId": "snap-1"}),
            made(TEMPLATE, blockDeviceMappings=[{"deviceName": "/dev/sdb", "virtualName": "ephemeral0"}]),
            made("aws:imagebuilder/containerRecipe:ContainerRecipe", instanceConfiguration={"image": "ami-1"}),
            [template({"volumeSize": 100}), BY_DEFAULT],
        ],
        failing=[
            made(INSTANCE),
            made(INSTANCE, rootBlockDevice={"encrypted": True}, ebsBlockDevices=[{"encrypted": True}, {"volumeSize": 100}]),
            made(INSTANCE, rootBlockDevice={"volumeSize": 100}, ebsBlockDevices=[{"encrypted": True}]),
            made(INSTANCE, launchTemplate={"id": ref("template")}, ebsBlockDevices=[{"volumeSize": 100}]),
            template({"encrypted": "true"}, {"volumeSize": 100}),
            [template({"volumeSize": 100}), ELSEWHERE],
            made("aws:ec2/launchConfiguration:LaunchConfiguration", rootBlockDevice={"encrypted": False}),
            made("aws:ec2/spotFleetRequest:SpotFleetRequest", launchSpecifications=[{}, {"ebsBlockDevices": [{"volumeSize": 100}]}]),
            made("aws:ecs/service:Service", volumeConfiguration={"name": "data", "managedEbsVolume": {"encrypted": False}}),
        ],
    ),
    Case(
        "ebs-customer-key",
        passing=[
            made(VOLUME, kmsKeyId=ref("key")),
            [made(VOLUME), DEFAULT_KEY],
            template(ENCRYPTED, {"encrypted": True, "kmsKeyId": ARN}),
            made(INSTANCE, rootBlockDevice=ENCRYPTED),
        ],
        failing=[
            made(VOLUME, encrypted=True),
            [made(VOLUME, kmsKeyId="alias/aws/ebs"), DEFAULT_KEY_ELSEWHERE],
            template(ENCRYPTED, {"encrypted": True}),
            made(INSTANCE, rootBlockDevice={"encrypted": True}),
        ],
    ),
    Case("ebs-encryption-by-default", passing=[BY_DEFAULT], failing=[OFF]),
    Case(
        "eks-secrets-customer-key",
        passing=[
            cluster(resources=["secrets"], provider={"keyArn": ref("key")}),
            made(EKS_COMPONENT, encryptionConfigKeyArn=ref("key")),
            [
                made(EKS_COMPONENT, "events"),
                made(EKS, "core", parent="events", encryptionConfig={"resources": ["secrets"], "provider": {"keyArn": ARN}}),
            ],
        ],
        failing=[
            made(EKS),
            cluster(resources=["secrets"]),
            cluster(resources=[], provider={"keyArn": ARN}),
            made(EKS_COMPONENT),
            [made(EKS_COMPONENT, "events"), made(EKS, "core", encryptionConfig={"resources": ["secrets"], "provider": {"keyArn": ARN}})],
        ],
    ),
    Case(
        "ecr-customer-key",
        passing=[made(ECR, encryptionConfigurations=[{"encryptionType": "KMS", "kmsKey": ref("key")}])],
        failing=[made(ECR), made(ECR, encryptionConfigurations=[{"encryptionType": "KMS"}])],
    ),
    Case(
        "lambda-environment-customer-key",
        passing=[made(FUNCTION), made(FUNCTION, environment={"variables": {"STREAM": "events"}}, kmsKeyArn=ref("key"))],
        failing=[made(FUNCTION, environment={"variables": {"STREAM": "events"}})],
    ),
    Case(
        "ecs-exec-customer-key",
        passing=[
            ecs(),
            ecs(executeCommandConfiguration={"logging": "NONE"}),
            ecs(
                executeCommandConfiguration={
                    "kmsKeyId": ref("key"),
                    "logging": "OVERRIDE",
                    "logConfiguration": {"cloudWatchLogGroupName": "exec", "cloudWatchEncryptionEnabled": True},
                },
                managedStorageConfiguration={"fargateEphemeralStorageKmsKeyId": ref("key")},
            ),
        ],
        failing=[
            ecs(executeCommandConfiguration={"logging": "DEFAULT"}),
            ecs(executeCommandConfiguration={"kmsKeyId": ARN, "logConfiguration": {"s3BucketName": "exec"}}),
            ecs(managedStorageConfiguration={"kmsKeyId": "alias/aws/ecs"}),
        ],
    ),
]
