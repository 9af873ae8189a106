"""Building, deploying, operating: CodeBuild, CodePipeline, CodeDeploy, Systems Manager, fault injection, notices."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.price import PriceError

_TYPES = {"LINUX_CONTAINER": "linux", "WINDOWS_SERVER_2019_CONTAINER": "windows", "WINDOWS_SERVER_2022_CONTAINER": "windows"}

free(
    "builds are paid with their project",
    "aws:codebuild/reportGroup:ReportGroup",
    "aws:codebuild/resourcePolicy:ResourcePolicy",
    "aws:codebuild/sourceCredential:SourceCredential",
    "aws:codebuild/webhook:Webhook",
)
free("part of the pipeline", "aws:codepipeline/customActionType:CustomActionType", "aws:codepipeline/webhook:Webhook")
free(
    "AWS charges nothing for deployments in AWS",
    "aws:codedeploy/application:Application",
    "aws:codedeploy/deploymentConfig:DeploymentConfig",
)
free(
    "AWS charges nothing for it",
    "aws:codeconnections/connection:Connection",
    "aws:codestarconnections/connection:Connection",
    "aws:codestarnotifications/notificationRule:NotificationRule",
    "aws:chatbot/slackChannelConfiguration:SlackChannelConfiguration",
    "aws:chatbot/teamsChannelConfiguration:TeamsChannelConfiguration",
    "aws:notifications/channelAssociation:ChannelAssociation",
    "aws:notifications/contactsEmailContact:ContactsEmailContact",
    "aws:notifications/eventRule:EventRule",
    "aws:notifications/notificationConfiguration:NotificationConfiguration",
    "aws:notifications/notificationHub:NotificationHub",
    "aws:fis/safetyLeverState:SafetyLeverState",
    "aws:ssm/association:Association",
    "aws:ssm/defaultPatchBaseline:DefaultPatchBaseline",
    "aws:ssm/document:Document",
    "aws:ssm/maintenanceWindow:MaintenanceWindow",
    "aws:ssm/maintenanceWindowTarget:MaintenanceWindowTarget",
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask",
    "aws:ssm/patchBaseline:PatchBaseline",
    "aws:ssm/patchGroup:PatchGroup",
    "aws:ssm/resourceDataSync:ResourceDataSync",
    "aws:ssm/serviceSetting:ServiceSetting",
)


@estimates("aws:codebuild/project:Project")
def build_project(bill: Bill) -> None:
    """Usage: `minutes` of builds."""
    environment = bill.values.inner("environment")
    kind = f"{environment.text('computeType')} {_TYPES.get(environment.text('type'), environment.text('type'))}"
    bill.price("codebuild", "build_minute", kind)
    bill.add(f"builds on {kind}", bill.usage("minutes"), "codebuild", "build_minute", kind, by_usage=True)


@estimates("aws:codepipeline/pipeline:Pipeline")
def pipeline(bill: Bill) -> None:
    """Usage: `minutes` of actions of a V2 pipeline."""
    if bill.values.text("pipelineType") == "V2":
        bill.add("minutes of actions", bill.usage("minutes"), "codepipeline", "v2_action_minute", by_usage=True)
    else:
        bill.add("active pipeline", 1, "codepipeline", "v1_pipeline")


@estimates("aws:codedeploy/deploymentGroup:DeploymentGroup")
def deployment_group(bill: Bill) -> None:
    """Only machines outside AWS are paid. Usage: `updates` of one."""
    if bill.values.has("onPremisesInstanceTagFilters"):
        bill.add("updates of machines outside AWS", bill.usage("updates"), "codedeploy", "on_premises_update", by_usage=True)


@estimates("aws:fis/experimentTemplate:ExperimentTemplate")
def experiment(bill: Bill) -> None:
    """Usage: `action_minutes` of experiments."""
    bill.add("minutes of actions", bill.usage("action_minutes"), "fis", "action_minute", by_usage=True)


@estimates("aws:ssm/parameter:Parameter")
def parameter(bill: Bill) -> None:
    """Standard parameters cost nothing. Usage of advanced ones: `requests`."""
    if bill.values.text("tier") == "Advanced":
        bill.add("advanced parameter", 1, "systems_manager", "advanced_parameter")
        bill.add("requests", bill.usage("requests") / 10_000, "systems_manager", "advanced_api", by_usage=True)


@estimates("aws:ssm/activation:Activation")
def activation(bill: Bill) -> None:
    """Usage: `instance_hours` of machines outside AWS in the advanced tier."""
    bill.add("machines outside AWS", bill.usage("instance_hours"), "systems_manager", "advanced_instance_hour", by_usage=True)


@estimates("aws:codebuild/fleet:Fleet")
def build_fleet(bill: Bill) -> None:
    raise PriceError(f"no price for reserved build machines of {bill.values.text('computeType')}")
