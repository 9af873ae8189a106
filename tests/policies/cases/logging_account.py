"""Whatever is done in an account is recorded, and what is suspicious reaches somebody."""

from typing import Any

from tests.policies.case import Case, Made, made, ref

TRAIL = "aws:cloudtrail/trail:Trail"
RECORDER = "aws:cfg/recorder:Recorder"
STATUS = "aws:cfg/recorderStatus:RecorderStatus"
DETECTOR = "aws:guardduty/detector:Detector"
FEATURE = "aws:guardduty/detectorFeature:DetectorFeature"
HUB = made("aws:securityhub/account:Account", "hub")
EVERYTHING = {"allSupported": True, "includeGlobalResourceTypes": True}


def _selector(**fields: list[str]) -> dict[str, Any]:
    return {"fieldSelectors": [{"field": field.replace("__", "."), "equals": values} for field, values in fields.items()]}


def _rule(source: str, name: str = "rule", region: str = "us-east-1", **properties: Any) -> Made:
    pattern = f'{{"source": ["{source}"], "detail": {{"severity": [{{"numeric": [">=", 7]}}]}}}}'
    return made("aws:cloudwatch/eventRule:EventRule", name, provider={"region": region}, eventPattern=pattern, **properties)


def _target(rule: str) -> Made:
    return made(
        "aws:cloudwatch/eventTarget:EventTarget", f"{rule}-target", rule=ref(rule), arn="arn:aws:sns:us-east-1:111111111111:security"
    )


CASES = [
    Case(
        "cloudtrail-records-all-regions",
        passing=[
            made(TRAIL, isMultiRegionTrail=True),
            made(TRAIL, isMultiRegionTrail=True, enableLogging=True, includeGlobalServiceEvents=True),
        ],
        failing=[
            made(TRAIL),
            made(TRAIL, isMultiRegionTrail=True, enableLogging=False),
            made(TRAIL, isMultiRegionTrail=True, includeGlobalServiceEvents=False),
        ],
    ),
    Case(
        "cloudtrail-log-files-validated",
        passing=[made(TRAIL, enableLogFileValidation=True)],
        failing=[made(TRAIL), made(TRAIL, enableLogFileValidation=False)],
    ),
    Case(
        "cloudtrail-in-cloudwatch-logs",
        passing=[
            [made("aws:cloudwatch/logGroup:LogGroup", "group"), made(TRAIL, cloudWatchLogsGroupArn=ref("group"))],
            made(TRAIL, cloudWatchLogsGroupArn="arn:aws:logs:us-east-1:111111111111:log-group:trail:*"),
        ],
        failing=[made(TRAIL), made(TRAIL, cloudWatchLogsGroupArn="")],
    ),
    Case(
        "cloudtrail-records-management-events",
        passing=[
            made(TRAIL),
            made(TRAIL, eventSelectors=[{"includeManagementEvents": True, "readWriteType": "All"}]),
            made(TRAIL, eventSelectors=[{"dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}]),
            made(TRAIL, advancedEventSelectors=[_selector(eventCategory=["Data"]), _selector(eventCategory=["Management"])]),
        ],
        failing=[
            made(TRAIL, eventSelectors=[{"includeManagementEvents": False}]),
            made(TRAIL, eventSelectors=[{"readWriteType": "WriteOnly"}]),
            made(TRAIL, advancedEventSelectors=[_selector(eventCategory=["Data"])]),
        ],
    ),
    Case(
        "cloudtrail-records-object-access",
        passing=[
            made(TRAIL, eventSelectors=[{"dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3"]}]}]),
            made(TRAIL, advancedEventSelectors=[_selector(eventCategory=["Data"], resources__type=["AWS::S3::Object"])]),
        ],
        failing=[
            made(TRAIL),
            made(TRAIL, advancedEventSelectors=[_selector(eventCategory=["Data"], resources__type=["AWS::Lambda::Function"])]),
        ],
    ),
    Case(
        "config-records-everything",
        passing=[
            made(RECORDER, recordingGroup=EVERYTHING),
            [made(RECORDER, "other"), made(RECORDER, recordingGroup={"includeGlobalResourceTypes": True})],
        ],
        failing=[made(RECORDER), made(RECORDER, recordingGroup={**EVERYTHING, "allSupported": False})],
    ),
    Case(
        "config-recorder-runs",
        passing=[
            [made(RECORDER, "recorder"), made(STATUS, "state", _name=ref("recorder"), isEnabled=True)],
            [made(RECORDER, "recorder", _name="default"), made(STATUS, "state", _name="default", isEnabled=True)],
        ],
        failing=[
            made(RECORDER),
            [made(RECORDER, "recorder"), made(STATUS, "state", _name=ref("recorder"), isEnabled=False)],
            [
                made(RECORDER, "recorder", _name="default"),
                made(STATUS, "state", _name="default", isEnabled=True, provider={"region": "eu-west-1"}),
            ],
        ],
    ),
    Case(
        "guardduty-features-on",
        passing=[
            made(DETECTOR),
            made(DETECTOR, datasources={"s3Logs": {"enable": True}}),
            made(FEATURE, _name="S3_DATA_EVENTS", status="ENABLED"),
        ],
        failing=[
            made(FEATURE, _name="S3_DATA_EVENTS", status="DISABLED"),
            made(DETECTOR, datasources={"s3Logs": {"enable": False}}),
            made(DETECTOR, datasources={"kubernetes": {"auditLogs": {"enable": False}}}),
            made(DETECTOR, datasources={"malwareProtection": {"scanEc2InstanceWithFindings": {"ebsVolumes": {"enable": False}}}}),
        ],
    ),
    Case(
        "findings-reach-somebody",
        passing=[
            [HUB, _rule("aws.securityhub"), _target("rule")],
            [made(DETECTOR), _rule("aws.securityhub"), _target("rule")],
            [made(DETECTOR), _rule("aws.guardduty", state="ENABLED"), _target("rule")],
            [HUB, _rule("aws.backup"), _rule("aws.securityhub", "second"), _target("second")],
        ],
        failing=[
            HUB,
            made(DETECTOR),
            [HUB, _rule("aws.securityhub")],
            [HUB, _rule("aws.guardduty"), _target("rule")],
            [made(DETECTOR), _rule("aws.backup"), _target("rule")],
            [HUB, _rule("aws.securityhub", region="eu-west-1"), _target("rule")],
            [HUB, _rule("aws.securityhub", state="DISABLED"), _target("rule")],
            [HUB, _rule("aws.securityhub", isEnabled=False), _target("rule")],
        ],
    ),
]
