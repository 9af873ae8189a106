"""SageMaker's endpoints and notebooks."""

from costing.bill import Bill
from costing.catalogue import HOURS
from costing.estimators import estimates, free
from costing.price import PriceError
from inventory.values import Values

CONFIGURATION = "aws:sagemaker/endpointConfiguration:EndpointConfiguration"

free("the endpoint is paid", CONFIGURATION, "aws:sagemaker/model:Model", "aws:sagemaker/modelPackageGroup:ModelPackageGroup")
free(
    "part of the notebook or of the domain",
    "aws:sagemaker/appImageConfig:AppImageConfig",
    "aws:sagemaker/codeRepository:CodeRepository",
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration",
    "aws:sagemaker/studioLifecycleConfig:StudioLifecycleConfig",
)


@estimates("aws:sagemaker/endpoint:Endpoint")
def endpoint(bill: Bill) -> None:
    """The instances that it begins with, all month; what comes and goes by autoscaling and the data are not in it."""
    configuration = bill.around.target(bill.resource, "endpointConfigName", CONFIGURATION)
    if configuration is None:
        raise PriceError("its configuration is not in the stack")
    values = Values(dict(configuration.inputs))
    for variant in (*values.items("productionVariants"), *values.items("shadowProductionVariants")):
        if variant.has("serverlessConfig"):
            raise PriceError("no price for serverless inference")
        count = variant.number("initialInstanceCount")
        kind = variant.text("instanceType")
        bill.hours(f"endpoint {kind}", 1 if count is None else count, "sagemaker", "instance", kind)


@estimates("aws:sagemaker/notebookInstance:NotebookInstance")
def notebook(bill: Bill) -> None:
    """Usage: `hours` that it runs each month; all month unless said. Its volume is not in it."""
    kind = bill.values.text("instanceType")
    bill.hours(f"notebook {kind}", bill.rate("hours", HOURS) / HOURS, "sagemaker", "instance", kind)
