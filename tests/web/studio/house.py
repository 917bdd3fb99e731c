"""An author, an approver and readers of a brand, with articles, for the studio's tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.writing import create_article, save_draft
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation.accounts.actions import invite
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.scope import scope
from tests.cast import PASSWORD, House, make_house, person
from tests.knowing import released

BODY = "Claims are open for 28 days.\n\n## How to claim\n\n- Use the form.\n- Keep the ticket."


def library(slug: str = "northwind") -> House:
    """The cast, `ada`, who writes but may not publish, and `marta`, who approves."""
    house = make_house(slug)
    with scope(house.scope):
        house.people["ada"] = invite(
            SYSTEM,
            house.brand.pk,
            email=f"ada@{slug}.example",
            name="Ada",
            roles=["author"],
            password=PASSWORD,
        )
        house.people["marta"] = invite(SYSTEM, house.brand.pk, email=f"marta@{slug}.example", name="Marta", roles=["approver"], password=PASSWORD)
    return house


def signed_in(house: House, name: str) -> Client:
    client = Client()
    client.force_login(
        house.people[name].person, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def written(
    house: House, title: str = "Delay repay", *, body: str = BODY, published: bool = True, **values: Any
) -> Any:
    """An article by Ada, approved by Jonas unless told otherwise."""
    slug = values.pop("slug", title.lower().replace(" ", "-"))
    with scope(house.scope):
        article = create_article(
            person(house.ada), house.brand.pk, wording=Document(slug=slug, title=title, body=body, **values)
        )
        if published:
            released(article, author=person(house.ada), approver=person(house.jonas))
    return article


def redrafted(house: House, article: Any, body: str) -> None:
    """A new draft over the published wording."""
    with scope(house.scope):
        wording = Document(slug=article.slug, title=article.title, body=body)
        save_draft(person(house.ada), article, wording=wording)


def sent(house: House, article: Any, *, by: str = "ada", **dates: Any) -> None:
    """The article's draft is with its approvers."""
    with scope(house.scope):
        submit(person(house.people[by]), article, **dates)


def approved(house: House, article: Any, *, by: str = "jonas") -> None:
    """One approval."""
    with scope(house.scope):
        approve(person(house.people[by]), article)
