"""An index on a cluster: generations are indexes there, and an alias says which one is published.

    NAME                     alias of the published generation, switched in one request
    NAME-000007              a generation: its documents; in the mapping's ``_meta`` its stamp
    NAME-000007-files        what stands beside them: dictionaries, suggestions, near-duplicates
    NAME-000008-shares       shares of a build by many machines that are handed in, not published
    NAME-lock                who is writing; see :mod:`.lock`

The published generation and the one before it are kept; whatever else an earlier writer left
behind is removed by the next. See :mod:`.index`, :mod:`.staging`, :mod:`.files`, :mod:`.shares`.
"""

from indexer.cluster.index import ClusterIndex

__all__ = ["ClusterIndex"]
