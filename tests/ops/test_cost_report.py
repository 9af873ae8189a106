"""`ops cost report`: what it shows, and what a person reads who cannot have it."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import boto3
import pytest
from botocore.stub import ANY, Stubber
from moto import mock_aws
from typer.testing import CliRunner

from ops.__main__ import app
from ops.aws import ATTEMPTS, AwsError, client, session_of
from ops.cost.explorer import CostExplorer, Period
from ops.cost.render import as_html, as_json, as_markdown
from ops.cost.report import CostReport, build, month_before
from tests.ops.answers import ANOMALIES, FORECAST, PLANS, RESERVATIONS, RIGHTSIZING, SERVICES, Answer, Aws, answering, everything, failure
from tests.support import ROOT, settings_of

TODAY = date(2026, 11, 26)
ACCOUNT = "111111111111"
TAGS = ["component", "environment"]


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def aws() -> Iterator[Aws]:
    with answering(everything()) as account:
        yield account


def built(budget: str | None = "1000", today: date = TODAY, months: int = 2) -> CostReport:
    explorer = CostExplorer(client(boto3.Session(), "ce"), "event-platform", "dev")
    return build(explorer, "dev", ACCOUNT, Decimal(budget) if budget else None, today, months, TAGS)


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["cost", "report", "--project", str(ROOT), "--stack", "dev", *arguments])
    return done.exit_code, done.stdout, done.stderr


# What it adds up


def test_months_services_and_tags_are_what_was_answered(aws: Aws) -> None:
    report = built()
    assert [(period.start, period.total) for period in report.services] == [
        (date(2026, 10, 1), Decimal("800.005")),
        (date(2026, 11, 1), Decimal("512.845")),
    ]
    assert report.tags["environment"][0].costs == {"dev": Decimal(400), "(none)": Decimal("112.845")}
    assert len(report.days) == 30
    assert report.notes == ["No cost carries the tag `component`: nothing has it, or it is not active."]


def test_only_the_stack_is_asked_for(aws: Aws) -> None:
    built()
    tags = [{"Tags": {"Key": "project", "Values": ["event-platform"]}}, {"Tags": {"Key": "stack", "Values": ["dev"]}}]
    asked = aws.requests("GetCostAndUsage") + aws.requests("GetCostForecast")
    assert [one["Filter"] for one in asked] == [{"And": tags}] * 5
    assert asked[0]["TimePeriod"] == {"Start": "2026-10-01", "End": "2026-11-26"}


def test_the_month_is_what_was_spent_and_what_aws_forecasts(aws: Aws) -> None:
    report = built()
    assert report.so_far == 25 * Decimal("20.50")
    assert report.projected == report.so_far + Decimal("102.5")
    assert aws.requests("GetCostForecast")[0]["TimePeriod"] == {"Start": "2026-11-26", "End": "2026-12-01"}


def test_without_a_forecast_the_last_week_goes_on(aws: Aws) -> None:
    aws.answers["GetCostForecast"] = [failure("DataUnavailableException")]
    report = built()
    assert not report.forecast
    assert report.projected == report.so_far + 5 * Decimal("20.50")  # 26 to 30 November
    assert "if the last seven days go on" in as_markdown(report)


@pytest.mark.parametrize(("budget", "over"), [("614.99", True), ("615.00", False), (None, False)])
def test_a_month_is_over_budget_if_it_will_cost_more(aws: Aws, budget: str | None, over: bool) -> None:
    report = built(budget)
    assert report.projected == Decimal("615.0")
    assert report.over_budget is over


def test_on_the_first_of_a_month_no_period_is_empty(aws: Aws) -> None:
    built(today=date(2026, 12, 1), months=1)
    assert all(one["TimePeriod"]["Start"] < one["TimePeriod"]["End"] for one in aws.requests("GetCostAndUsage"))


@pytest.mark.parametrize(("months", "first"), [(0, (2026, 1)), (1, (2025, 12)), (12, (2025, 1)), (-1, (2026, 2)), (-12, (2027, 1))])
def test_months_are_counted_over_years(months: int, first: tuple[int, int]) -> None:
    assert month_before(date(2026, 1, 31), months) == date(*first, 1)


def test_findings_and_recommendations_come_dearest_first(aws: Aws) -> None:
    report = built()
    assert [(one.service, one.impact) for one in report.anomalies] == [("unknown", Decimal(300)), ("Amazon Redshift", Decimal("150.25"))]
    assert [(one.what, one.monthly) for one in report.savings] == [
        ("i-2: m5.4xlarge → m5.xlarge", Decimal(300)),
        ("Compute Savings Plan, one year, 1.23 USD an hour", Decimal("210.4")),
        ("2 × db.r6g.large of Amazon ElastiCache in us-east-1, one year", Decimal("90.5")),
        ("end i-1 (m5.large), which is idle", Decimal(70)),
    ]


def test_answers_of_many_pages_are_read_to_the_end(aws: Aws) -> None:
    first, second = ({"ResultsByTime": [month]} for month in SERVICES["ResultsByTime"])
    aws.answers["services"] = [{**first, "NextPageToken": "more"}, second]
    assert [period.start.month for period in built().services] == [10, 11]
    assert [one.get("NextPageToken") for one in aws.requests("GetCostAndUsage")[:2]] == [None, "more"]


def test_arguments_and_answers_are_of_the_services_own_form() -> None:
    """Stubber holds both against botocore's model of the API."""
    ce = client(boto3.Session(), "ce")
    explorer = CostExplorer(ce, "event-platform", "dev")
    with Stubber(ce) as stub:
        stub.add_response(
            "get_cost_and_usage",
            SERVICES,
            {"TimePeriod": ANY, "Granularity": "MONTHLY", "Metrics": ["UnblendedCost"], "Filter": ANY, "GroupBy": ANY},
        )
        stub.add_response("get_cost_forecast", FORECAST)
        stub.add_response("get_savings_plans_purchase_recommendation", PLANS)
        stub.add_response("get_reservation_purchase_recommendation", RESERVATIONS)
        stub.add_response("get_anomalies", ANOMALIES)
        stub.add_response("get_rightsizing_recommendation", RIGHTSIZING)
        assert len(explorer.cost(date(2026, 10, 1), TODAY, "MONTHLY", {"Type": "DIMENSION", "Key": "SERVICE"})) == 2
        assert explorer.forecast(TODAY, date(2026, 12, 1)) == Decimal("102.5")
        assert explorer.savings_plans()[0].monthly == Decimal("210.4")
        assert explorer.reservations("Amazon Redshift")[0].monthly == Decimal("90.5")
        assert len(explorer.anomalies(date(2026, 10, 1), TODAY)) == 2
        assert len(explorer.rightsizing()) == 2
        stub.assert_no_pending_responses()


@mock_aws
def test_an_account_without_cost_is_no_error() -> None:
    explorer = CostExplorer(client(session_of("123456789012"), "ce"), "event-platform", "dev")
    assert explorer.cost(date(2026, 10, 1), TODAY, "DAILY") == []


# How it is written


def test_json_has_every_figure_to_the_cent(aws: Aws) -> None:
    report = json.loads(as_json(built()))
    assert report["month_projected_usd"] == 615.0
    assert report["budget_usd"] == 1000
    assert report["services"]["2026-11"] == {"AWS | Odd <name>": 12.34, "Amazon Redshift": 500.0, "EC2 - Other": 0.5}
    assert report["days"]["2026-11-25"] == 20.5


def test_markdown_is_a_table_whose_cells_no_name_breaks(aws: Aws) -> None:
    text = as_markdown(built())
    assert "This month: 512.50 USD so far, 615.00 USD projected by AWS's forecast. That is 62 % of the budget of 1,000.00 USD." in text
    assert "| service | 2026-10 | 2026-11 |\n| --- | ---: | ---: |\n| Amazon Redshift | 700.10 | 500.00 |" in text
    assert "AWS \\| Odd <name>" in text
    assert "| Total | 800.00 | 512.84 |" in text
    assert "30 days" in text
    assert "OVER BUDGET" in as_markdown(built("600"))


def test_html_is_a_closed_page_in_which_names_are_text(aws: Aws) -> None:
    page = as_html(built())
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
            if tag != "meta":
                opened.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert opened.pop() == tag

    Reader().feed(page)
    assert opened == []
    assert "Odd &lt;name&gt;" in page
    assert "http" not in page


def test_a_stack_that_cost_nothing_is_told_why_that_may_be() -> None:
    nothing: list[Period] = []
    with answering(Aws(answers={key: [{"ResultsByTime": []}] for key in ("services", "environment", "component", "days")})) as aws:
        aws.answers |= {"GetCostForecast": [failure("DataUnavailableException")], "GetAnomalies": [{"Anomalies": []}]}
        report = built()
    assert (report.services, report.projected) == (nothing, Decimal())
    assert "must be active as cost allocation tags" in as_markdown(report)
    assert as_html(report)


# What can go wrong


def test_a_throttled_call_is_tried_again(aws: Aws) -> None:
    aws.answers["services"] = [failure("LimitExceededException"), failure("LimitExceededException"), SERVICES]
    assert built().services[1].total == Decimal("512.845")


def test_a_call_that_stays_throttled_is_given_up(aws: Aws) -> None:
    aws.answers["services"] = [failure("LimitExceededException", "You made too many calls")]
    with pytest.raises(AwsError, match=f"GetCostAndUsage was throttled {ATTEMPTS} times: try again"):
        built()
    assert len(aws.requests("GetCostAndUsage")) == ATTEMPTS


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (failure("AccessDeniedException", "User: x is not authorized to perform: ce:GetCostAndUsage"), "no permission for GetCostAndUsage"),
        (failure("AccessDeniedException", "User not enabled for cost explorer access"), "Cost Explorer is not enabled in this account"),
        (failure("ExpiredTokenException"), "log in again"),
        (failure("ValidationException", "bad date"), "GetCostAndUsage failed: ValidationException: bad date"),
    ],
)
def test_a_refusal_says_what_to_do(aws: Aws, answer: Answer, says: str) -> None:
    aws.answers["services"] = [answer]
    status, out, error = run()
    assert (status, out) == (2, "")
    assert says in error
    assert "Traceback" not in error


def test_advice_that_is_refused_leaves_the_report_whole(aws: Aws) -> None:
    refused = failure("AccessDeniedException", "Rightsizing EC2 recommendation is an opt-in only feature.")
    aws.answers |= {"GetRightsizingRecommendation": [refused], "GetAnomalies": [failure("AccessDeniedException", "not yours")]}
    report = built()
    assert len(report.savings) == 2
    assert any(note.startswith("Rightsizing: no permission") and "opt-in" in note for note in report.notes)
    assert any(note.startswith("Anomalies: no permission") for note in report.notes)


def test_credentials_of_another_account_are_refused(aws: Aws) -> None:
    aws.account = "999999999999"
    status, _, error = run()
    assert status == 2
    assert "the credentials are of account 999999999999; the stack's account_id is 111111111111" in error
    assert [name for name, _ in aws.asked] == ["GetCallerIdentity"]


def test_no_credentials_are_told_how_to_get_some(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    status, _, error = run()
    assert (status, "there are no AWS credentials" in error) == (2, True)


def test_a_profile_that_is_not_there_is_named(aws: Aws) -> None:
    status, _, error = run("--profile", "nobody")
    assert (status, "nobody" in error) == (2, True)


def test_a_stack_off_aws_has_no_bill() -> None:
    done = CliRunner().invoke(app, ["cost", "report", "--project", str(ROOT), "--stack", "local"])
    assert done.exit_code == 2
    assert "name a stack in mode eks" in done.stderr


@pytest.mark.parametrize("arguments", [("--months", "0"), ("--months", "13"), ("--format", "pdf")])
def test_wrong_use_is_refused(arguments: tuple[str, str]) -> None:
    assert run(*arguments)[0] == 2


@pytest.mark.parametrize("form", ["markdown", "html", "json"])
def test_the_command_writes_each_form(aws: Aws, tmp_path: Path, form: str) -> None:
    file = tmp_path / "report"
    status, out, error = run("--format", form, "--out", str(file))
    governance = settings_of("dev").governance
    assert governance
    assert (out, error) == ("", "")
    assert status in (0, 1)
    assert "dev" in file.read_text()


def test_a_file_that_cannot_be_written_is_named(aws: Aws, tmp_path: Path) -> None:
    status, _, error = run("--out", str(tmp_path / "none" / "report"))
    assert (status, "cannot be written" in error) == (2, True)
