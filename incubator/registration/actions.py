"""What may other rooms do here: open a case."""

from incubator.registration.cases.actions import open_case

__all__ = ["open_case"]
