"""Times of CronJobs and of what reads them alike."""

import pytest
from pydantic import TypeAdapter, ValidationError

from settings.schedule import Schedule

SCHEDULE = TypeAdapter(Schedule)


@pytest.mark.parametrize("text", ["0 2 * * *", "*/15 * * * *", "30 6 * * 1-5", "0 0 1,15 * *", "0 8-18/2 * * 0"])
def test_kubernetes_understands(text: str) -> None:
    assert SCHEDULE.validate_python(text) == text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fridays", "must be five fields"),
        ("0 2 * *", "must be five fields"),
        ("61 * * * *", 'the minute "61" must be'),
        ("0 24 * * *", 'the hour "24" must be'),
        ("0 0 0 * *", 'the day of the month "0" must be'),
        ("0 0 * * 5-1", 'the day of the week "5-1" must be'),
        ("*/0 * * * *", 'the minute "*/0" must be'),
        ("0  2 * * *", "must be five fields"),
    ],
)
def test_kubernetes_would_refuse(text: str, words: str) -> None:
    with pytest.raises(ValidationError, match="must be five fields") as caught:
        SCHEDULE.validate_python(text)
    assert words in str(caught.value)
