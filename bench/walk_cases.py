"""Ten of the bank's cases walked through at the desk: what an expert sees beside the story, against what the case needs.

Run with TANDEM_TRIAL_DATA set: python -m bench.walk_cases. It prints JSON; what came of it stands, in our own words,
in docs/benchmarks/knowledge-cases.md.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from typing import Any

import numpy as np

CASES = ((0, 0), (0, 3), (1, 0), (2, 0), (2, 3), (3, 0), (4, 0), (4, 3), (5, 0), (6, 0))  # (fold, place in it): every fold, three of them twice
FOLDS = 7  # of contiguous case ids, as in bench/retrieval.py
LONGEST_STORY = 8000  # characters: what a message holds
LONGEST_SEARCH = 400  # characters: what the picker takes
DEEP = 100  # how far down a needed article is looked for
WISHES = re.compile(r"\b(want|wants|would like|need|needs|looking|ask|asking|issue|problem|wrong|why|how)\b", re.IGNORECASE)
NAMED = re.compile(r"/articles/(art_\w+)/\d+")


def run() -> dict[str, Any]:
    """In a state folder of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tandem-walk-") as folder:
        env = os.environ | {"TANDEM_HOME": folder}
        done = subprocess.run([sys.executable, "-m", "bench.walk_cases", "here"], env=env, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    from tandem.cli.running import opened

    opened(schema=True)
    from bench.retrieval_ground import lines
    from tandem.domain.knowledge.articles.actions.force import embedded
    from tandem.domain.knowledge.releases.actions.many import release_documents

    articles, cases = lines("bank_articles.jsonl.gz"), lines("bank_cases.jsonl.gz")
    documents = [document_of(article) for article in articles]
    brand, expert = _desk()
    from tandem.cli.trials import trial_people
    from tandem.foundation.tenancy.scope import Scope, scope

    with scope(Scope(brands=(brand.pk,), purpose="walk")):
        author, approver = trial_people(brand.pk, brand.slug)
    release_documents(author, approver, brand.pk, documents=documents, known=embedded(documents))
    folds = np.array_split(np.arange(len(cases)), FOLDS)
    walked = [_walked(brand, expert, cases[int(folds[fold][place])]) for fold, place in CASES]
    from tandem.foundation.database import server

    server.stop()
    print(json.dumps({"articles": len(documents), "cases": walked}))


def document_of(article: dict[str, Any]) -> Any:
    """What is titled internal is for staff alone."""
    from tandem.core.knowledge.applicability import Applicability
    from tandem.core.knowledge.documents import Document, slugged

    audience = ("expert", "lead") if article["title"].lower().startswith("internal") else ("customer", "expert", "lead")
    return Document(slug=slugged(article["id"]), title=article["title"], body=article["content"], applies=Applicability(audience=audience))


def _desk() -> tuple[Any, Any]:
    """A trial brand with a queue and one expert."""
    from tandem.domain.service.queues.actions import create_queue
    from tandem.domain.workforce.experts.actions import create_expert
    from tandem.foundation import clock
    from tandem.foundation.accounts.actions import invite
    from tandem.foundation.tenancy.actor import SYSTEM
    from tandem.foundation.tenancy.models import Brand, Pool
    from tandem.foundation.tenancy.scope import Scope, scope

    brand = Brand.objects.create(slug="bank-trial", name="Bank trial", is_demo=True, created_at=clock.now())
    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    with scope(Scope(brands=(brand.pk,), purpose="walk")):
        pool = Pool.objects.create(brand=brand, name="Trial", kind="in_house")
        create_queue(SYSTEM, brand.pk, key="general", name="General", hours=hours, languages=["en"], pool_kinds=["in_house"])
        expert = invite(SYSTEM, brand.pk, email="expert@bank.trial.example", name="Trial expert", roles=["expert"], pool=pool, simulated=True)
        create_expert(SYSTEM, brand.pk, membership=expert)
    return brand, expert


def _walked(brand: Any, expert: Any, case: dict[str, Any]) -> dict[str, Any]:
    """One case: the customer tells it, the expert holds it, sees the suggestion and looks in the picker."""
    from tandem.domain.assistance.suggestions.actions import suggest
    from tandem.domain.knowledge.articles.queries.searching import search
    from tandem.domain.service.channels.actions import start_chat
    from tandem.domain.service.conversations.access import conversation_in_scope
    from tandem.domain.service.conversations.actions.assigning import assign
    from tandem.domain.service.conversations.actions.closing import resolve
    from tandem.domain.service.conversations.queries.writing import last_said
    from tandem.domain.service.customers.actions import create_customer
    from tandem.foundation.tenancy.actor import Actor
    from tandem.foundation.tenancy.scope import Scope, scope

    story, me = case["scenario"][:LONGEST_STORY], Actor("person", expert.person_id, membership_id=expert.pk, via="walk", simulated=True)
    with scope(Scope(brands=(brand.pk,), purpose="walk")):
        customer = create_customer(Actor("system", via="walk"), brand.pk, name="Customer")
        chat = start_chat(Actor("customer", customer.pk), brand.pk, customer_id=customer.pk, text=story, client_id=case["id"], queue_key="general")
        ref = chat["conversation"]
        conversation = conversation_in_scope(ref)
        assign(me, brand.pk, conversation.pk, membership=expert)
        made = suggest(brand.pk, conversation.pk, message_id=last_said(conversation.pk).pk)
    beside = _articles_on(expert, f"/desk/c/{ref}/suggestion")
    wish = " ".join(part for part in re.split(r"(?<=[.!?])\s+", story) if WISHES.search(part))[:LONGEST_SEARCH]
    picked = _articles_on(expert, f"/desk/c/{ref}/articles", q=wish)
    with scope(Scope(brands=(brand.pk,), purpose="walk")):
        ranks = {passage.slug: place for place, passage in enumerate(search(brand.pk, story, k=DEEP, sections_each=1), start=1)}
        slugs = _slugs([*beside, *picked])
        resolve(me, brand.pk, conversation.pk, membership=expert, disposition="solved")
    from tandem.core.knowledge.documents import slugged

    needed = {slugged(one) for one in case["required_documents"]}
    return {
        "case": case["id"], "state": "draft" if made and not made.abstained else made.reason if made else "none", "needed": sorted(needed),
        "beside": [slugs[one] in needed for one in beside], "picker": [slugs[one] in needed for one in picked],
        "beside_hit": sorted({slugs[one] for one in beside} & needed), "picker_hit": sorted({slugs[one] for one in picked} & needed),
        "ranks": {slug: ranks.get(slug, 0) for slug in sorted(needed)},
    }  # fmt: skip


def _articles_on(expert: Any, path: str, **query: str) -> list[str]:
    """The articles that a part of the desk names, in order, once each."""
    from django.test import Client

    from tandem.foundation.accounts.models import Person

    client = Client(SERVER_NAME="localhost", HTTP_HX_REQUEST="true")
    client.force_login(Person.objects.get(pk=expert.person_id), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, answer.status_code, answer.content[:300])
    return list(dict.fromkeys(NAMED.findall(answer.content.decode())))


def _slugs(refs: list[str]) -> dict[str, str]:
    from tandem.domain.knowledge.articles.models import Article

    return dict(Article.objects.filter(ref__in=refs).values_list("ref", "slug"))


if __name__ == "__main__":
    if sys.argv[1:] == ["here"]:
        main()
    else:
        print(json.dumps(run(), indent=1))
