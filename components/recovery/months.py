"""One schedule shared out over several things, by months."""

from collections.abc import Sequence


def by_turns(cron: str, things: Sequence[str]) -> dict[str, str]:
    """Each thing with the months that are its own. A schedule that names its months is shared out if each is named by its number."""
    minute, hour, day, month, weekday, year = cron.removeprefix("cron(").removesuffix(")").split(" ")
    months = [str(number) for number in range(1, 13)] if month == "*" else month.split(",")
    turns = {thing: months[index :: len(things)] for index, thing in enumerate(things)}
    return {thing: f"cron({minute} {hour} {day} {','.join(own)} {weekday} {year})" for thing, own in turns.items() if own}
