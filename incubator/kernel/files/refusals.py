"""Why is a file refused? One code and one sentence for each reason."""

from typing import Any

from incubator.kernel.errors import Refusal
from incubator.kernel.text import lazy

REFUSALS = {
    "empty": lazy("The file is empty."),
    "too_large": lazy("The file is larger than %(megabytes)s MB."),
    "wrong_type": lazy("This type of file is not accepted here. Accepted: %(accepted)s."),
    "heic": lazy("HEIC photos can't be read yet. Save the photo as JPG and upload it again."),
    "mismatch": lazy(
        "The file's name ends in .%(extension)s but its content is %(found)s. "
        "Open it, save it again and upload that."
    ),
    "encrypted": lazy("The file is protected by a password. Remove the password and try again."),
    "bomb": lazy("The file unpacks to far more than a normal document and was not opened."),
    "pixels": lazy("The picture has more than 40 million pixels. Make it smaller and try again."),
    "damaged": lazy("The file is damaged or incomplete. Open it, save it again and upload that."),
    "active_content": lazy(
        "The file contains a program or script (such as macros) and is refused."
    ),
}


class FileRefused(Refusal):
    """The file was not taken; nothing is stored. `code` is a key of `REFUSALS`."""

    slug = "file_refused"

    def __init__(self, code: str, *, field: str | None = None, **params: Any) -> None:
        super().__init__(str(REFUSALS[code]) % params, field=field, code=code, **params)
        self.code = code
        self.params = params
