"""What can go wrong on the way from a file to its portions; every message is a sentence for the depositor."""

from __future__ import annotations


class IngestError(Exception):
    """The root of this package's errors; ``reason`` is a sentence that says what happened and what to do."""

    @property
    def reason(self) -> str:
        """The sentence to show to the depositor."""
        return str(self)


class Refused(IngestError):
    """The content is of a kind that is not accepted, or is dangerous to open."""


class TooLarge(Refused):
    """The file is larger than this server accepts."""


class ParseFailed(IngestError):
    """The file is of an accepted kind and could not be read within the limits."""


class NeedsPerson(IngestError):
    """A person can mend it: a password to take off, a scan to recognise."""


class PasswordNeeded(NeedsPerson):
    """The file opens with a password only, and none is known, or a wrong one."""


class TearlineAstray(NeedsPerson):
    """The file is read, and a tearline of its description names nothing in it."""


class StructureError(IngestError):
    """A serialised document is malformed or beyond the limits, so it is not believed."""
