"""Counting the resources around one, where not all can be told yet."""

from policies.subject import Stack, Subject


def companions_up_to(wanted: int, stack: Stack, subject: Subject, type_: str, property_: str) -> list[Subject]:
    """The resources of a type whose property refers to a subject. Raises NotYetKnown if they are too few and more may be."""
    found = stack.companions(subject, type_, property_)
    if len(found) < wanted:
        found = [other for other in stack.of_type(type_) if stack.refers(other, property_, subject)]
    return found
