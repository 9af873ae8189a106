"""The lakehouse's own services: Athena, Glue, Lake Formation."""

from costing.bill import Bill
from costing.estimators import estimates, free
from costing.schedules import runs_each_month
from inventory.values import Values

_JOB = "aws:glue/job:Job"
_WORKERS = {"Standard": 1, "G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8, "Z.2X": 2}
"""DPUs of a worker."""
_DEFAULT_DPUS = 10
_PYTHON_SHELL_DPUS = 0.0625
_CRAWLER_MINUTES = 10.0
"""The least that is paid for a run."""
_CRAWLER_DPUS = 2.0
_ENDPOINT_NODES = 5

free(
    "paid by what queries scan",
    "aws:athena/database:Database",
    "aws:athena/dataCatalog:DataCatalog",
    "aws:athena/namedQuery:NamedQuery",
    "aws:athena/preparedStatement:PreparedStatement",
)
free(
    "counted with its database",
    "aws:glue/catalogTable:CatalogTable",
    "aws:glue/partition:Partition",
    "aws:glue/partitionIndex:PartitionIndex",
    "aws:glue/userDefinedFunction:UserDefinedFunction",
)
free(
    "AWS charges nothing for it",
    "aws:glue/catalog:Catalog",
    "aws:glue/classifier:Classifier",
    "aws:glue/connection:Connection",
    "aws:glue/dataCatalogEncryptionSettings:DataCatalogEncryptionSettings",
    "aws:glue/registry:Registry",
    "aws:glue/resourcePolicy:ResourcePolicy",
    "aws:glue/schema:Schema",
    "aws:glue/securityConfiguration:SecurityConfiguration",
    "aws:glue/trigger:Trigger",
    "aws:glue/workflow:Workflow",
    "aws:lakeformation/dataCellsFilter:DataCellsFilter",
    "aws:lakeformation/dataLakeSettings:DataLakeSettings",
    "aws:lakeformation/identityCenterConfiguration:IdentityCenterConfiguration",
    "aws:lakeformation/lfTag:LfTag",
    "aws:lakeformation/lfTagExpression:LfTagExpression",
    "aws:lakeformation/optIn:OptIn",
    "aws:lakeformation/permissions:Permissions",
    "aws:lakeformation/resource:Resource",
    "aws:lakeformation/resourceLfTag:ResourceLfTag",
    "aws:lakeformation/resourceLfTags:ResourceLfTags",
)


@estimates("aws:athena/workgroup:Workgroup")
def workgroup(bill: Bill) -> None:
    """Usage: `scanned_tb`."""
    bill.add("scanned data", bill.usage("scanned_tb"), "athena", "data_scanned", by_usage=True)


@estimates("aws:athena/capacityReservation:CapacityReservation")
def reservation(bill: Bill) -> None:
    bill.hours("reserved DPUs", bill.values.number("targetDpus") or 0, "athena", "capacity_dpu_hour")


@estimates(_JOB)
def job(bill: Bill) -> None:
    """Usage: `run_minutes` of one run where triggers say how often it runs; `run_hours` of all other runs in the month."""
    values = bill.values
    scheduled = sum(_runs(Values(dict(one.inputs)), bill) for one in bill.around.of_type("aws:glue/trigger:Trigger"))
    hours = bill.usage("run_hours") + scheduled * bill.rate("run_minutes") / 60
    item = "etl_dpu_hour_flex" if values.text("executionClass") == "FLEX" else "etl_dpu_hour"
    dpus = _dpus(values)
    bill.add(f"runs with {dpus:g} DPUs", hours * dpus, "glue", item, by_usage=True)


@estimates("aws:glue/crawler:Crawler")
def crawler(bill: Bill) -> None:
    """By its schedule. Usage: `run_minutes` of one run, at least the ten that are paid; `dpus`; `runs` in the month besides."""
    runs = runs_each_month(bill.values.text("schedule")) + bill.usage("runs")
    minutes = max(_CRAWLER_MINUTES, bill.rate("run_minutes", _CRAWLER_MINUTES))
    hours = runs * minutes / 60 * bill.rate("dpus", _CRAWLER_DPUS)
    bill.add("runs", hours, "glue", "crawler_dpu_hour", by_usage=True)


@estimates("aws:glue/catalogDatabase:CatalogDatabase")
def database(bill: Bill) -> None:
    """Usage: `objects` and `requests`, each beyond the account's first million."""
    bill.add("catalogue objects", bill.usage("objects") / 100_000, "glue", "catalog_storage_over_1m", by_usage=True)
    bill.add("catalogue requests", bill.usage("requests") / 1_000_000, "glue", "catalog_requests_over_1m", by_usage=True)


@estimates(
    "aws:glue/catalogTableOptimizer:CatalogTableOptimizer",
    "aws:glue/dataQualityRuleset:DataQualityRuleset",
    "aws:glue/mLTransform:MLTransform",
)
def runs_by_use(bill: Bill) -> None:
    """What runs as the data asks for. Usage: `dpu_hours`."""
    bill.add("runs", bill.usage("dpu_hours"), "glue", "etl_dpu_hour", by_usage=True)


@estimates("aws:glue/devEndpoint:DevEndpoint")
def dev_endpoint(bill: Bill) -> None:
    values = bill.values
    workers = _WORKERS.get(values.text("workerType"), 1) * (values.number("numberOfWorkers") or 0)
    bill.hours("DPUs", workers or values.number("numberOfNodes") or _ENDPOINT_NODES, "glue", "etl_dpu_hour")


def _dpus(values: Values) -> float:
    if values.number("maxCapacity"):
        return values.number("maxCapacity") or 0
    if values.text("command.name") == "pythonshell":
        return _PYTHON_SHELL_DPUS
    workers = values.number("numberOfWorkers")
    return _WORKERS.get(values.text("workerType"), 1) * workers if workers else _DEFAULT_DPUS


def _runs(trigger: Values, bill: Bill) -> float:
    """How often a trigger starts the job each month."""
    if trigger.text("type") != "SCHEDULED" or not trigger.flag("enabled", default=True):
        return 0
    name = bill.values.text("name") or bill.resource.name
    starts = any(action.text("jobName") == name for action in trigger.items("actions"))
    return runs_each_month(trigger.text("schedule")) if starts else 0
