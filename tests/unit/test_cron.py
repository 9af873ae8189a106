"""AWS's cron expressions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from settings.cron import Cron
from tests.unit.address_examples import unhurried

CRON: TypeAdapter[str] = TypeAdapter(Cron)


@pytest.mark.parametrize(
    "schedule",
    [
        "cron(0 2 * * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(*/5 8-17 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0 8 L * ? *)",
        "cron(0 8 15W 1,6-9 ? 2027-2030)",
        "cron(0 8 ? JAN,JUL 2#1 *)",
        "cron(59 23 ? 12 7L *)",
    ],
)
def test_aws_understands(schedule: str) -> None:
    assert CRON.validate_python(schedule) == schedule


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("0 2 * * ? *", "must be cron(minute hour"),
        ("cron(0 2 * * ?)", "such as cron(0 2 * * ? *)"),
        ("cron(60 2 * * ? *)", 'the minute "60" must lie between 0 and 59'),
        ("cron(0 24 * * ? *)", 'the hour "24"'),
        ("cron(0 2 32 * ? *)", 'the day of the month "32"'),
        ("cron(0 2 0 * ? *)", 'the day of the month "0"'),
        ("cron(0 2 * 13 ? *)", 'the month "13"'),
        ("cron(0 2 * FOO ? *)", 'the month "FOO"'),
        ("cron(0 2 ? * 8 *)", 'the day of the week "8"'),
        ("cron(0 2 * * ? 1969)", 'the year "1969"'),
        ("cron(0 2 * * * *)", "exactly one of"),
        ("cron(0 2 ? * ? *)", "exactly one of"),
        ("cron(9-5 2 * * ? *)", 'the minute "9-5"'),
        ("cron(0/0 2 * * ? *)", 'the minute "0/0"'),
        ("cron(? 2 * * ? *)", 'the minute "?"'),
        ("rate(5 minutes)", "must be cron("),
    ],
)
def test_aws_would_refuse(schedule: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        CRON.validate_python(schedule)
    assert words in str(caught.value)


@unhurried
@given(text=st.text("cron(0123456789 */-,?LW#MON)", max_size=30))
def test_any_text_is_a_schedule_or_a_mistake(text: str) -> None:
    try:
        assert CRON.validate_python(text) == text
    except ValidationError:
        return
