"""What may other rooms do here: open a case."""

from incubator.registration.cases.actions import open_case
from incubator.registration.grades import actions as grades

__all__ = ["grades", "open_case"]
