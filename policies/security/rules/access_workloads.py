"""Containers, builds and notebooks have no more rights than their work takes."""

from collections.abc import Iterator

from inventory.values import Values
from policies.rule import Severity, Topic, resource_rule
from policies.security.containers import containers
from policies.subject import Subject

_TASK = "aws:ecs/taskDefinition:TaskDefinition"
_POWERS = ("ALL", "DAC_READ_SEARCH", "NET_ADMIN", "NET_RAW", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO")
"""Linux capabilities with which a container gets at its host or at others."""
_HOST_PATHS = ("/", "/boot", "/dev", "/etc", "/proc", "/root", "/sys", "/usr", "/var/run", "/run")


@resource_rule(
    "ecs-no-privileged-containers",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No container has the rights of its host.",
    remedy="Leave out privileged, and name the Linux capabilities it needs.",
    controls=("FSBP ECS.4", "CKV_AWS_334"),
    types=(_TASK,),
)
def ecs_no_privileged_containers(task: Subject) -> Iterator[str]:
    def check(container: Values) -> Iterator[str]:
        if container.flag("privileged"):
            yield f"{container.path}.privileged is true"
        for power in container.each_text("linuxParameters.capabilities.add"):
            if power in _POWERS:
                yield f"{container.path} adds {power}"

    yield from task.each(containers(task.values), check)


@resource_rule(
    "ecs-read-only-root",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No container writes to its root file system.",
    remedy="Set readonlyRootFilesystem to true in each of container_definitions, and mount volumes for what is written.",
    controls=("FSBP ECS.5", "CKV_AWS_336"),
    types=(_TASK,),
)
def ecs_read_only_root(task: Subject) -> Iterator[str]:
    def check(container: Values) -> Iterator[str]:
        if not container.flag("readonlyRootFilesystem"):
            yield f"{container.path}.readonlyRootFilesystem is not true"

    if not _is_windows(task):
        yield from task.each(containers(task.values), check)


@resource_rule(
    "ecs-not-root",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="No container runs as root; without a user it runs as the image says, mostly root.",
    remedy='Set user, such as "1000:1000", in each of container_definitions.',
    controls=("platform",),
    types=(_TASK,),
)
def ecs_not_root(task: Subject) -> Iterator[str]:
    def check(container: Values) -> Iterator[str]:
        if container.text("user").partition(":")[0] in ("", "0", "root"):
            yield f"{container.path}.user is root or not set"

    if not _is_windows(task):
        yield from task.each(containers(task.values), check)


@resource_rule(
    "ecs-no-host-namespaces",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="Tasks share no processes, memory or network with their host.",
    remedy='Leave out pid_mode="host" and ipc_mode="host", and set network_mode="awsvpc".',
    controls=("FSBP ECS.1", "FSBP ECS.3", "CKV_AWS_335"),
    types=(_TASK,),
)
def ecs_no_host_namespaces(task: Subject) -> Iterator[str]:
    def shares(place: str) -> Iterator[str]:
        if task.values.text(place) == "host":
            yield f"{place} is host"

    yield from task.separately(*((lambda _, place=place: shares(place)) for place in ("pidMode", "ipcMode", "networkMode")))


@resource_rule(
    "ecs-no-host-paths",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No task mounts the system folders of its host, or the socket of its container engine.",
    remedy="Use EFS, or a folder of the host made for the task, in volumes.",
    controls=("platform",),
    types=(_TASK,),
)
def ecs_no_host_paths(task: Subject) -> Iterator[str]:
    def check(volume: Values) -> Iterator[str]:
        path = volume.text("hostPath")
        if path in _HOST_PATHS or path.endswith(".sock"):
            yield f"{volume.path}.hostPath is {path}"

    yield from task.each(task.values.items("volumes"), check)


@resource_rule(
    "ecs-roles-differ",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="What a task does and what starts it are different roles, so the program does not get the secrets and images of the start.",
    remedy="Give execution_role_arn and task_role_arn roles of their own.",
    controls=("CKV_AWS_249",),
    types=(_TASK,),
)
def ecs_roles_differ(task: Subject) -> Iterator[str]:
    if task.values.has("taskRoleArn") and task.values.text("taskRoleArn") == task.values.text("executionRoleArn"):
        yield "taskRoleArn is executionRoleArn"


def _is_windows(task: Subject) -> bool:
    return task.values.text("runtimePlatform.operatingSystemFamily").startswith("WINDOWS")


@resource_rule(
    "batch-no-privileged-containers",
    topic=Topic.IAM,
    severity=Severity.HIGH,
    description="No job has the rights of its host.",
    remedy="Leave out privileged in container_properties.",
    controls=("CKV_AWS_210",),
    types=("aws:batch/jobDefinition:JobDefinition",),
)
def batch_no_privileged_containers(job: Subject) -> Iterator[str]:
    if job.values.document("containerProperties").flag("privileged"):
        yield "containerProperties.privileged is true"


@resource_rule(
    "codebuild-no-privileged-builds",
    topic=Topic.IAM,
    severity=Severity.LOW,
    description="No build has the rights of its host, which only building images in a Docker daemon takes.",
    remedy="Leave out privileged_mode in environment; build images with a tool that needs no daemon.",
    controls=("CKV_AWS_316",),
    types=("aws:codebuild/project:Project",),
)
def codebuild_no_privileged_builds(project: Subject) -> Iterator[str]:
    if project.values.flag("environment.privilegedMode"):
        yield "environment.privilegedMode is true"


@resource_rule(
    "sagemaker-notebook-not-root",
    topic=Topic.IAM,
    severity=Severity.MEDIUM,
    description="Users of a notebook instance are not root on it, and its metadata service answers with a token only.",
    remedy='Set root_access="Disabled" and minimum_instance_metadata_service_version="2".',
    controls=("CKV_AWS_307", "CKV_AWS_371"),
    types=("aws:sagemaker/notebookInstance:NotebookInstance",),
)
def sagemaker_notebook_not_root(notebook: Subject) -> Iterator[str]:
    def root(values: Values) -> Iterator[str]:
        if values.text("rootAccess") != "Disabled":
            yield "rootAccess is not Disabled"

    def metadata(values: Values) -> Iterator[str]:
        if values.text("instanceMetadataServiceConfiguration.minimumInstanceMetadataServiceVersion") != "2":
            yield "minimumInstanceMetadataServiceVersion is not 2"

    yield from notebook.separately(root, metadata)
