"""What can go wrong in the repository; every leaf is named for what happened and carries a sentence."""

from __future__ import annotations


class RepositoryError(Exception):
    """The root: its text is a sentence that says what happened and what to do."""


class SettingsRefused(RepositoryError):
    """A setting is unknown, unreadable or contradicts another."""


class StorageFull(RepositoryError):
    """The disk has no room left; nothing of the write was kept."""


class StorageBusy(RepositoryError):
    """Another writer held the database for too long; nothing of the write was kept."""


class StorageDamaged(RepositoryError):
    """The database file is damaged, or is no database."""


class StorageFailed(RepositoryError):
    """The disk or the folder refused to read or to write."""


class SchemaTooNew(RepositoryError):
    """A newer Concord has changed the database; this one does not know its tables."""


class KeyMissing(RepositoryError):
    """The place that should hold a key holds none."""


class KeyExposed(RepositoryError):
    """A key file can be read by others than its owner."""


class KeyUnusable(RepositoryError):
    """What the key's source gave is no key."""


class SealBroken(RepositoryError):
    """Sealed bytes were changed, moved, cut, or belong to another key."""


class KeyDestroyed(SealBroken):
    """The edition's key is gone for good, and with it everything that it sealed (case 25)."""


class ActUnrecordable(RepositoryError):
    """An act that the register has no words for: unknown outcome, or a detail that is not JSON."""


class NotRecorded(RepositoryError):
    """The act could not be written to the register, so it must not happen (P2)."""


class CheckpointUnreadable(RepositoryError):
    """What was given as a kept checkpoint is none."""


class ProofRefused(RepositoryError):
    """The register has no such proof to give: the sizes asked for are not those of its tree."""


class ProofUnreadable(RepositoryError):
    """What was given as a proof is none."""
