"""From a released right to the right in force: what `authority` holds follows what was approved."""

from __future__ import annotations

from tandem.core.authority.rights import Right
from tandem.domain.authority.rights.actions import Released, bring
from tandem.domain.knowledge.articles.access import in_force
from tandem.domain.knowledge.articles.queries.quoted import hold
from tandem.domain.knowledge.articles.queries.versions import released_versions
from tandem.domain.knowledge.policies.queries import content_of
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import writing_in


def bring_rights(brand_id: int, article_id: int) -> int:
    """Bring the rights of one entry in step with its released versions; nothing for another kind. Safe to repeat."""
    with writing_in(brand_id):
        entry = next((version.article.ref for version in released_versions(article_id, kind="right")), "")
        hold([(entry, 0)])  # as it is until the commit: whoever ends a version locks the entry first, and then its rights
        versions = released_versions(article_id, kind="right")
        found = []
        for version in versions:
            right = content_of("right", version.content)
            if isinstance(right, Right) and version.valid_from is not None:
                found.append(Released(version.number, right, version.valid_from, version.expires_at, version.valid_until))
        return bring(SYSTEM, brand_id, source=entry, released=found) if found else 0


def bring_all_rights(brand_id: int) -> int:
    """Bring the rights of every entry in force in step: where no worker follows the events, as when a demo is made."""
    with writing_in(brand_id):
        entries = in_force(clock.now()).filter(article__kind="right").values_list("article_id", flat=True)
        return sum(bring_rights(brand_id, article_id) for article_id in list(entries))
