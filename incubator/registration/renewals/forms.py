"""Which shape has the start of a renewal: nothing but the agreement to it."""

from incubator.kernel.forms import Form


class RenewalForm(Form):
    """One button."""
