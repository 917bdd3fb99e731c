"""Sections whose vectors another embedder made are embedded anew, a few versions at a time; what is in force comes first.

A version's sections and its centre change in one transaction, so that nobody meets vectors of two models in one version.
Until then a search finds it by its words.
"""

from __future__ import annotations

import numpy as np
from django.db.models import F

from tandem.core.knowledge.passages import embedding_text
from tandem.domain.knowledge.articles.models import Section, Version
from tandem.foundation.ai.embedding import embedder, unit
from tandem.foundation.tenancy.scope import Scope, scope, writing_in

AT_ONCE = 10  # versions: about fifty sections, a second or two of a core, outside any transaction


def reembed_sections(brand_id: int) -> int:
    """Embed the next few versions anew. Safe to repeat; opens its own scopes. Returns how many are done; 0 when none is left."""
    model, opened = embedder(), Scope(brands=(brand_id,), purpose="reembedding")
    with scope(opened):
        stale = Section.objects.filter(brand_id=brand_id).exclude(embedder=model.name)
        versions = list(_next(stale.values("version_id")))
        rows = list(Section.objects.filter(version_id__in=versions).order_by("version_id", "position"))
    vectors = model.embed([embedding_text(row.title, heading=row.heading, text=row.text) for row in rows])
    for version in versions:
        mine = [(row.pk, vectors[n]) for n, row in enumerate(rows) if row.version_id == version]
        with scope(opened), writing_in(brand_id):
            # Holds the version against another who embeds it: both would write the same, but neither half of it.
            Version.objects.select_for_update(of=("self",)).filter(pk=version).first()
            for pk, vector in mine:
                Section.objects.filter(pk=pk).update(embedder=model.name, embedding=vector)
            middle = unit(np.mean([vector for _, vector in mine], axis=0, keepdims=True))[0]
            Version.objects.filter(pk=version).update(centre=[float(x) for x in middle])
    return len(versions)


def sections_left(brand_id: int) -> int:
    """How many sections another embedder made. For an open scope."""
    return Section.objects.filter(brand_id=brand_id).exclude(embedder=embedder().name).count()


def _next(stale: object) -> list[int]:
    found = Version.objects.filter(pk__in=stale).order_by(F("valid_until").desc(nulls_first=True), "id")
    return list(found.values_list("pk", flat=True)[:AT_ONCE])
