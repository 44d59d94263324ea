"""Sources: files and folders in, documents out.

``discover`` walks what it is given and yields every file it may read, in a fixed order; ``read``
turns one file into documents. Neither raises for bad content: what cannot be taken up comes out
as :class:`~indexer.model.Skipped` with a code and a reason. ``FORMATS`` maps suffixes to readers.
"""

from indexer.sources.discovery import discover, sha256
from indexer.sources.registry import FORMATS, holds_records, read

__all__ = ["FORMATS", "discover", "holds_records", "read", "sha256"]
