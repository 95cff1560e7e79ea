"""Why a whole file was refused: one small class a cause, each carrying its reason for people."""

from incubator.organizations.roster.reasons import Reason, Translate, reason


class RosterRefused(Exception):
    """The file cannot be taken in; nothing of it was used. `reason` says why in any language."""

    code = "damaged"

    def __init__(self, **params: int) -> None:
        self.reason: Reason = reason(self.code, field=None, **params)
        super().__init__(self.reason.text())

    def text(self, translate: Translate = str) -> str:
        return self.reason.text(translate)


class EmptyFile(RosterRefused):
    """Not a byte in it, or no filled cell."""

    code = "empty_file"


class FileTooLarge(RosterRefused):
    """More bytes than a roster can have."""

    code = "file_too_large"


class WrongFileType(RosterRefused):
    """Neither a workbook nor delimited text, by name or by content."""

    code = "wrong_type"


class DamagedFile(RosterRefused):
    """It begins like a workbook or text, but cannot be read to its end."""

    code = "damaged"


class EncryptedWorkbook(RosterRefused):
    """A password is needed to open it."""

    code = "encrypted"


class ZipBomb(RosterRefused):
    """Small to send, huge to unpack."""

    code = "bomb"


class TooManyRows(RosterRefused):
    """A sheet so long or wide that reading it would take all memory."""

    code = "too_many_rows"


class UnknownEncoding(RosterRefused):
    """Text in none of the encodings that office programs write here."""

    code = "unknown_encoding"


class NoHeaderRow(RosterRefused):
    """No row names the columns."""

    code = "no_header"
