"""One family of errors: every failure a person can cause or mend has a code and says what to do.

The message of a :class:`QuerlangError` names what was wrong and where; ``hint`` says what to do
about it. ``exit_code`` is what the command line ends with (2: wrong usage, 3: nothing was
published); ``status`` is the HTTP status the web server answers with.
"""

from __future__ import annotations

from typing import ClassVar


class QuerlangError(Exception):
    """The base of all errors that are meant for a person to read."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 3
    status: ClassVar[int] = 500
    retry_after: ClassVar[int] = 0
    """After so many seconds it is worth trying again; 0 if that helps nothing."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(QuerlangError):
    """A command or call was given arguments that make no sense."""

    code = "usage"
    exit_code = 2
    status = 400


class SettingsError(UsageError):
    """A value in ``querlang.toml``, the environment or on the command line is not valid."""

    code = "settings"


class GlossaryError(UsageError):
    """The glossary is not there, or has lines that cannot be used: all of them are named."""

    code = "glossary"
    status = 500


class SourceNotFound(UsageError):
    """A file or folder given as a source is not there."""

    code = "source-not-found"


class SourceEmptied(QuerlangError):
    """A source that had documents holds no file any more; an update would remove them all."""

    code = "source-emptied"


class SourceFailed(QuerlangError):
    """A source that had documents could not be read to its end; an update would lose some."""

    code = "source-failed"


class DuplicateId(QuerlangError):
    """Two records of one build claim the same document id."""

    code = "duplicate-id"


class NothingToIndex(QuerlangError):
    """A build found no document it could read."""

    code = "nothing-to-index"


class IndexNotFound(QuerlangError):
    """The folder given as an index does not hold a published generation."""

    code = "index-not-found"
    exit_code = 2
    status = 503


class StaleIndex(QuerlangError):
    """The index was written with another format or another analysis than the one running."""

    code = "stale-index"
    status = 503


class CorruptIndex(QuerlangError):
    """A file of the published generation is missing or cannot be read."""

    code = "corrupt-index"
    status = 503


class IndexLocked(QuerlangError):
    """Another process is writing to the same index."""

    code = "index-locked"
    status = 503


class WriteFailed(QuerlangError):
    """The new generation could not be written; the published one is untouched."""

    code = "write-failed"


class SharesMissing(QuerlangError):
    """Not all the shares of a build by several machines are handed in, or they do not agree."""

    code = "shares-missing"


class WorkerLost(QuerlangError):
    """A process that analysed documents for a build died."""

    code = "worker-lost"


class Interrupted(QuerlangError):
    """A build or update was stopped by the person who started it."""

    code = "interrupted"


class EngineNotAvailable(UsageError):
    """The engine asked for is unknown or its package is not installed."""

    code = "engine-not-available"


class MissingExtra(UsageError):
    """What was asked for needs a package of an extra that is not installed."""

    code = "missing-extra"


class UnsupportedByEngine(QuerlangError):
    """The query needs a capability that the engine of this index does not declare."""

    code = "unsupported-by-engine"
    status = 400


class DocumentNotFound(QuerlangError):
    """No document of the index has this id."""

    code = "document-not-found"
    exit_code = 2
    status = 404


class Busy(QuerlangError):
    """Too many costly searches are running or waiting."""

    code = "busy"
    status = 503
    retry_after = 2


class QueryTooSlow(UsageError):
    """A search took longer than a search may."""

    code = "query-too-slow"
    status = 422


class ClusterError(QuerlangError):
    """A cluster refused a request, or failed at it."""

    code = "cluster-error"
    status = 503
    retry_after = 5


class ClusterUnavailable(ClusterError):
    """A cluster cannot be reached or trusted, or lacks what the request needs at the moment."""

    code = "cluster-unavailable"


class ClusterAccess(ClusterError):
    """A cluster does not know the user, or does not allow what was asked."""

    code = "cluster-access"
    retry_after = 30


class ClusterFull(ClusterError):
    """The disks of a cluster are so full that it takes nothing more."""

    code = "cluster-full"
    retry_after = 60


class ClusterVersion(ClusterError):
    """A server is not one that Querlang works with."""

    code = "cluster-version"
    retry_after = 60
