"""Directory Service, and Transfer Family, which serves files to those in it."""

from costing.bill import Bill
from costing.estimators import estimates, free

DIRECTORY = "aws:directoryservice/directory:Directory"
_CONTROLLERS = 2
"""At least, one in each of two zones."""

free(
    "part of the directory",
    "aws:directoryservice/conditionalForwarder:ConditionalForwarder",
    "aws:directoryservice/ipRoute:IpRoute",
    "aws:directoryservice/ipRoutesExclusive:IpRoutesExclusive",
    "aws:directoryservice/logSubscription:LogSubscription",
    "aws:directoryservice/radiusSettings:RadiusSettings",
    "aws:directoryservice/sharedDirectoryAccepter:SharedDirectoryAccepter",
    "aws:directoryservice/trust:Trust",
    "aws:directoryservicedata/user:User",
)
free(
    "part of the server",
    "aws:transfer/access:Access",
    "aws:transfer/agreement:Agreement",
    "aws:transfer/certificate:Certificate",
    "aws:transfer/hostKey:HostKey",
    "aws:transfer/profile:Profile",
    "aws:transfer/sshKey:SshKey",
    "aws:transfer/tag:Tag",
    "aws:transfer/user:User",
)


@estimates(DIRECTORY)
def directory(bill: Bill) -> None:
    values = bill.values
    kind = values.text("type") or "SimpleAD"
    default = "Enterprise" if kind == "MicrosoftAD" else ""
    grade = values.text("edition") or default if kind == "MicrosoftAD" else values.text("size") or "Large"
    controllers = values.number("desiredNumberOfDomainControllers") or _CONTROLLERS
    bill.hours(f"domain controllers, {kind} {grade}", controllers, "directory_service", "controller_hour", f"{kind} {grade}")


@estimates("aws:directoryservice/serviceRegion:ServiceRegion")
def directory_in_region(bill: Bill) -> None:
    """The same directory's controllers in one more region; only Microsoft AD, Enterprise, can have them."""
    controllers = bill.values.number("desiredNumberOfDomainControllers") or _CONTROLLERS
    bill.hours("domain controllers", controllers, "directory_service", "controller_hour", "MicrosoftAD Enterprise")


@estimates("aws:directoryservice/sharedDirectory:SharedDirectory")
def shared_directory(bill: Bill) -> None:
    bill.hours("account that it is shared with", 1, "directory_service", "shared_account_hour")


@estimates("aws:transfer/server:Server")
def transfer_server(bill: Bill) -> None:
    """Each protocol is paid; SFTP if none is named. Usage: `data_gb`, in both directions."""
    bill.hours("protocols", bill.count("protocols") or 1, "transfer_family", "protocol_hour")
    bill.add("data", bill.usage("data_gb"), "transfer_family", "data", by_usage=True)
