"""Containers, builds and notebooks have no more rights than their work takes."""

import json
from typing import Any

from tests.policies.case import Case, Made, made

TASK = "aws:ecs/taskDefinition:TaskDefinition"
NOTEBOOK = "aws:sagemaker/notebookInstance:NotebookInstance"
JOB = "aws:batch/jobDefinition:JobDefinition"
WINDOWS = {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}
SECOND = {"minimumInstanceMetadataServiceVersion": "2"}


def task(*containers: dict[str, Any], **properties: Any) -> Made:
    """A task definition with containers."""
    return made(TASK, containerDefinitions=json.dumps(list(containers)), **properties)


CASES = [
    Case(
        "ecs-no-privileged-containers",
        passing=[
            task({"name": "a", "privileged": False}),
            task({"linuxParameters": {"capabilities": {"add": ["NET_BIND_SERVICE"], "drop": ["ALL"]}}}),
            made(TASK, containerDefinitions="[{"),
        ],
        failing=[
            task({"name": "a"}, {"privileged": True}),
            made(TASK, containerDefinitions=[{"privileged": True}]),
            task({"linuxParameters": {"capabilities": {"add": ["SYS_ADMIN"]}}}),
        ],
    ),
    Case(
        "ecs-read-only-root",
        passing=[task({"readonlyRootFilesystem": True}), task({}, runtimePlatform=WINDOWS)],
        failing=[task({"readonlyRootFilesystem": True}, {"name": "b"})],
    ),
    Case(
        "ecs-not-root",
        passing=[task({"user": "1000:1000"}), task({}, runtimePlatform=WINDOWS)],
        failing=[task({}), task({"user": "0:1000"}), task({"user": "root"})],
    ),
    Case(
        "ecs-no-host-namespaces",
        passing=[task(networkMode="awsvpc", pidMode="task", ipcMode="none"), task()],
        failing=[task(networkMode="host"), task(pidMode="host"), task(ipcMode="host")],
    ),
    Case(
        "ecs-no-host-paths",
        passing=[task(volumes=[{"name": "a", "hostPath": "/srv/models"}, {"name": "b"}])],
        failing=[task(volumes=[{"hostPath": "/"}]), task(volumes=[{"hostPath": "/var/run/docker.sock"}])],
    ),
    Case(
        "ecs-roles-differ",
        passing=[task(taskRoleArn="arn:a", executionRoleArn="arn:b"), task()],
        failing=[task(taskRoleArn="arn:a", executionRoleArn="arn:a")],
    ),
    Case(
        "batch-no-privileged-containers",
        passing=[made(JOB, containerProperties='{"image": "a"}')],
        failing=[made(JOB, containerProperties='{"privileged": true}')],
    ),
    Case(
        "codebuild-no-privileged-builds",
        passing=[made("aws:codebuild/project:Project", environment={"image": "a"})],
        failing=[made("aws:codebuild/project:Project", environment={"privilegedMode": True})],
    ),
    Case(
        "sagemaker-notebook-not-root",
        passing=[made(NOTEBOOK, rootAccess="Disabled", instanceMetadataServiceConfiguration=SECOND)],
        failing=[made(NOTEBOOK, rootAccess="Disabled"), made(NOTEBOOK, instanceMetadataServiceConfiguration=SECOND)],
    ),
]
