"""Pages and things to begin that a person's roles open, by what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.domain.knowledge.articles.access import READERS_OF_DRAFTS, WRITERS
from tandem.web.entry import ARTICLE_READERS, rail_for
from tandem.web.jump.finding import Hit
from tandem.web.pages import groups_for

TEAM = frozenset({"brand_owner", "lead"})


def places_for(members: Sequence[Any], text: str, *, rail: bool = True) -> list[Hit]:
    """Places whose name holds the text; `rail=False` for a page that has the rail before it."""
    wanted = text.casefold()
    every = [*(_rail(members) if rail else ()), *_beginnings(members), *_knowledge(members), *_settings(members), *_own()]
    return [hit for hit in every if wanted in hit.label.casefold()]


def _rail(members: Sequence[Any]) -> Iterator[Hit]:
    for item in rail_for(list(members), ""):
        yield Hit(_("Go to"), item["label"], item["url"])


def _beginnings(members: Sequence[Any]) -> Iterator[Hit]:
    for member in members:
        brand = member.brand
        if WRITERS & set(member.roles):
            yield Hit(_("Begin"), _("New article"), f"{reverse('studio:new')}?brand={brand.slug}", brand.name)
            yield Hit(_("Begin"), _("Import articles"), f"{reverse('studio:import')}?brand={brand.slug}", brand.name)
        if "brand_owner" in member.roles:
            yield Hit(_("Begin"), _("New queue"), reverse("settings:new_queue", args=[brand.slug]), brand.name)


def _knowledge(members: Sequence[Any]) -> Iterator[Hit]:
    """What binds a brand's people is for all of them; what waits and what is measured for who keeps the knowledge."""
    for member in members:
        roles, brand = set(member.roles), member.brand
        if not (ARTICLE_READERS | READERS_OF_DRAFTS) & roles:
            continue
        pages = (page for _name, group in groups_for(sees_drafts=bool(READERS_OF_DRAFTS & roles)) for page in group)
        for page in pages:
            if page.key != "articles":  # the rail's own item leads there
                yield Hit(_("Knowledge"), str(page.name), page.url(brand.slug), brand.name)


def _settings(members: Sequence[Any]) -> Iterator[Hit]:
    everybodys = {"people": _("People"), "queues": _("Queues")}
    owners = {"brand": _("Brand"), "tokens": _("API tokens"), "steps": _("Failed steps"), "machine": _("AI")}
    for member in members:
        if not TEAM & set(member.roles):
            continue
        tabs = {**everybodys, **owners} if "brand_owner" in member.roles else everybodys
        for key, label in tabs.items():
            yield Hit(_("Settings"), label, reverse(f"settings:{key}", args=[member.brand.slug]), member.brand.name)


def _own() -> Iterator[Hit]:
    group = _("Your account")
    yield Hit(group, _("E-mail"), reverse("account_email"))
    yield Hit(group, _("Password"), reverse("account_change_password"))
    yield Hit(group, _("Second step and passkeys"), reverse("mfa_index"))
    yield Hit(group, _("Where you are signed in"), reverse("usersessions_list"))
