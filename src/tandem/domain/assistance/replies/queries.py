"""What of the macros and articles that were put into a reply still stands in its words.

A reply names every version that was put into it. One whose words are gone is none of it; words that a newer named version
has, too, are that one's: whoever inserts a changed macro anew, and takes the old words out, sends the new one.
"""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.assistance.disclosing import is_said, quoted_of
from tandem.core.knowledge.measures import Cited
from tandem.core.knowledge.policies.macros import Macro, spoken_of
from tandem.core.knowledge.policies.meeting import Policy
from tandem.domain.knowledge.articles.queries.quoted import sections_named
from tandem.domain.knowledge.policies.queries import policies_named


def macros_spoken(named: Sequence[tuple[str, int]], text: str) -> tuple[Policy, ...]:
    """The named macros, in force or not, whose fixed words stand in a text; in the order of the names."""
    found = {(policy.ref, policy.version): policy for policy in policies_named("macro", named)}
    used = []
    for name in dict.fromkeys(named):
        macro = found[name].content if name in found else None
        if isinstance(macro, Macro):
            newer = [one.content.text for one in found.values() if one.ref == name[0] and one.version > name[1] and isinstance(one.content, Macro)]
            if any(not is_said(words, newer) for words in spoken_of(macro, text)):
                used.append(found[name])
    return tuple(used)


def sections_quoted(named: Sequence[tuple[str, int]], text: str) -> tuple[tuple[Cited, bool], ...]:
    """(section, whether it is whole) of the named wordings that a text quotes."""
    sections = sections_named(named)
    quoted = []
    for cited, passage in sections:
        newer = [words for other, words in sections if other.article == cited.article and other.version > cited.version]
        if any(not is_said(words, newer) for words in quoted_of(passage, text)):
            quoted.append((cited, is_said(passage, [text])))
    return tuple(quoted)
