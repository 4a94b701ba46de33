"""Every failure a person may meet, as one family.

Rule kept: an error is one message string that says what was wrong, where, and what to do. No class here has an
``__init__`` of its own: an exception with a two-argument constructor breaks a process pool when it is unpickled.
Errors never log themselves; an adapter raises one ``from`` its library's exception. Expected failures of the
outside world (a feed that answers 403) are values of `model`, not exceptions.
"""


class MonitorError(Exception):
    """The root: catch this to catch everything the package raises on purpose (exit code 1)."""


class UsageError(MonitorError):
    """The command line asks for something that cannot be (exit code 2)."""


class ConfigError(MonitorError):
    """One or more mistakes in configuration files, one a line as ``file:line:column: what`` (exit code 2)."""


class AddressError(MonitorError):
    """A string that is no usable http(s) address."""


class LexiconError(MonitorError):
    """One or more mistakes in a lexicon file, one a line as ``file:line:column: what``."""


class StorageError(MonitorError):
    """The database cannot be opened, read or written (exit code 5)."""


class MigrationNeededError(StorageError):
    """The database is older (or newer) than this program; says the command that mends it (exit code 5)."""


class LockedError(MonitorError):
    """Another process holds the lock; says which (exit code 5)."""


class WorkerError(MonitorError):
    """A child process did not give a result: it was killed, died or ran out of memory or time."""


class MailError(MonitorError):
    """Mail could not be handed over (exit code 4)."""
