"""The demo brands' policies: read from their files, written by the author, approved by the approver."""

from __future__ import annotations

import json
import tomllib

from tandem.core.knowledge.documents import Document
from tandem.core.knowledge.policies.contents import read_content
from tandem.demo.making import as_simulated
from tandem.demo.script import HERE
from tandem.domain.knowledge.policies.actions.bringing import bring_all_rights
from tandem.domain.knowledge.policies.actions.writing import policy_document
from tandem.domain.knowledge.releases.actions.many import release_documents
from tandem.foundation.tenancy.models import Brand, Membership
from tandem.foundation.tenancy.scope import Scope, scope

KINDS = ("escalation", "boundary", "disclosure", "right", "guide", "macro", "voice")


def policies_of(slug: str) -> list[Document]:
    """A brand's policies as documents, kind by kind in the order of their files. Raises Faulty."""
    documents = []
    for kind in KINDS:
        for row in tomllib.loads((HERE / slug / "policies" / f"{kind}.toml").read_text(encoding="utf-8"))["policy"]:
            told = {key: value for key, value in row.items() if key not in ("title", "summary")}
            documents.append(policy_document(read_content(kind, json.dumps(told)), title=row["title"], summary=row.get("summary", "")))
    return documents


def rule(brand: Brand) -> int:
    """A brand's policies in force, and the decision rights among them. Returns how many there are."""
    with scope(Scope(brands=(brand.pk,), purpose="demo")):
        author, approver = (as_simulated(Membership.objects.get(roles__contains=[role])) for role in ("author", "approver"))
        documents = policies_of(brand.slug)
        release_documents(author, approver, brand.pk, documents=documents)
        bring_all_rights(brand.pk)
        return len(documents)
