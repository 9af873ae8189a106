"""What a stack needs of AWS's quotas, region by region: for any Pulumi program on AWS."""

from quotas.report import Limits, Report, Row, Verdict, assess

__all__ = ["Limits", "Report", "Row", "Verdict", "assess"]
