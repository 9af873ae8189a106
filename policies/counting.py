"""Counting the resources around one, where not all can be told yet."""

from policies.subject import Stack, Subject


def all_companions(stack: Stack, subject: Subject, type_: str, property_: str) -> list[Subject]:
    """The resources of a type whose property refers to a subject. Raises NotYetKnown if more may be."""
    return [other for other in stack.of_type(type_) if stack.refers(other, property_, subject)]


def companions_up_to(wanted: int, stack: Stack, subject: Subject, type_: str, property_: str) -> list[Subject]:
    """The same, but raises only if those that are known are fewer than wanted."""
    found = stack.companions(subject, type_, property_)
    return found if len(found) >= wanted else all_companions(stack, subject, type_, property_)
