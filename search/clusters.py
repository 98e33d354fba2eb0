"""Thai character clusters: the smallest pieces of Thai script that are never cut apart.

Called by `search.analysis` (overlapping pairs of clusters are the second kind of search token), by `search.prefixes`
(a suggestion may start at any cluster) and by `search.snippets` (a cut never falls inside a cluster).

A cluster is an optional leading vowel, its consonant, the marks above and below it, a following vowel and a silenced
consonant. After Theeramunkong et al., "Character cluster based Thai information retrieval", IRAL 2000; the pattern here
is our own and simpler: it must be stable under misspelling rather than linguistically complete.
"""

import re

_CLUSTER = re.compile(
    r"""
    [เแโใไ]?                        # a vowel written before its consonant
    [ก-ฮ]                           # the consonant (ฤ and ฦ are in the range)
    (?:\u0e31[่-๋]?[ก-ฮ](?![ัิ-ฺ็-๎]) | \u0e47[ก-ฮ](?![ัิ-ฺ็-๎]) | [ัิ-ฺ็-๎]*)  # marks; a closed vowel takes its final
    [ะาำๅ]*                         # a vowel written after
    (?:[ก-ฮ][ิุ]?์)?                # a silenced consonant
    | .                             # whatever stands alone
    """,
    re.VERBOSE | re.DOTALL,
)


def clusters(run: str) -> list[str]:
    """The clusters of a run of Thai letters, in order; joined they give the run again."""
    return _CLUSTER.findall(run)
