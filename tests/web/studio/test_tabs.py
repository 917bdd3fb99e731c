"""The tabs of knowledge: what belongs together, what each role sees, and that the jump list reaches every page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.web.studio.house import library, sent, signed_in, written

pytestmark = pytest.mark.django_db

TAB = re.compile(r'<a href="([^"]+)"(?: aria-current="(true|page)")?>([^<]+?)(?: <span class="count">(\d+)</span>)?</a>')
TABS, WITHIN = re.compile(r'<nav class="tabs".*?</nav>', re.DOTALL), re.compile(r'<nav class="within" aria-label="([^"]+)".*?</nav>', re.DOTALL)
OF_KEEPERS = ["Articles", "Rules", "Guides", "Review", "Measured"]
PAGES_OF_KEEPERS = {
    "Articles", "Escalation rules", "Policy boundaries", "Disclosures", "Decision rights", "Simulator", "Guides", "Macros", "Brand voice", "What waits",
    "Proposals", "Release rules", "Measures", "Gaps", "Contradictions", "Learning",
}  # fmt: skip


def links(html: str, row: re.Pattern[str]) -> list[tuple[str, str, str, str]]:
    found = row.search(html)
    return TAB.findall(found[0]) if found else []


def opened(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return str(answer.content.decode())


def pages_of(client: Client) -> dict[str, str]:
    """Every page that the tabs lead to, by its name, each of them opened."""
    found: dict[str, str] = {}
    for url, _current, name, _count in links(opened(client, "/knowledge/"), TABS):
        html = opened(client, url)
        within = links(html, WITHIN)
        for inner, _is, label, _n in within:
            assert [one[2] for one in links(opened(client, inner), WITHIN) if one[1] == "page"] == [label]
        found |= {label: inner for inner, _is, label, _n in within} or {name: url}
    return found


def jumps(client: Client, text: str) -> list[Any]:
    return [hit for hit in client.get("/jump/", {"q": text}, headers={"accept": "application/json"}).json()["results"] if hit["group"] == "Knowledge"]


def test_who_keeps_the_knowledge_has_five_tabs_and_every_page_under_them():
    client = signed_in(library(), "ada")
    assert [name for _url, _current, name, _count in links(opened(client, "/knowledge/"), TABS)] == OF_KEEPERS
    assert set(pages_of(client)) == PAGES_OF_KEEPERS


def test_one_tab_and_one_page_are_marked_as_open():
    html = opened(signed_in(library(), "ada"), "/knowledge/policies/boundary/")
    assert [(name, current) for _url, current, name, _count in links(html, TABS) if current] == [("Rules", "true")]
    assert [(name, current) for _url, current, name, _count in links(html, WITHIN) if current] == [("Policy boundaries", "page")]
    assert WITHIN.search(html)[1] == "Rules"


def test_a_tab_of_one_page_has_no_second_row():
    html = opened(signed_in(library(), "ada"), "/knowledge/")
    assert [(name, current) for _url, current, name, _count in links(html, TABS) if current] == [("Articles", "page")]
    assert WITHIN.search(html) is None


def test_a_tab_counts_what_waits_under_it():
    house = library()
    sent(house, written(house, published=False))
    client = signed_in(house, "marta")
    assert [(name, count) for _url, _current, name, count in links(opened(client, "/knowledge/"), TABS) if count] == [("Review", "1")]
    assert [(name, count) for _url, _current, name, count in links(opened(client, "/knowledge/waiting/"), WITHIN) if count] == [("What waits", "1")]


def test_an_expert_sees_what_binds_them_and_nothing_that_they_may_not_open():
    client = signed_in(library(), "amara")
    html = opened(client, "/knowledge/")
    assert [name for _url, _current, name, _count in links(html, TABS)] == ["Articles", "Rules", "Guides", "Proposals", "Learning"]
    assert set(pages_of(client)) == PAGES_OF_KEEPERS - {"Simulator", "What waits", "Release rules", "Measures", "Gaps", "Contradictions"}


@pytest.mark.parametrize("name", ["ada", "amara", "olga", "lena"])
def test_the_jump_list_reaches_every_page_that_the_tabs_do(name):
    client = signed_in(library(), name)
    for label, url in pages_of(client).items():
        if label != "Articles":  # the rail's own item leads there
            assert url in [hit["url"] for hit in jumps(client, label)], label


def test_the_jump_list_of_an_expert_has_no_page_of_the_keepers():
    client = signed_in(library(), "amara")
    assert [jumps(client, word) for word in ("gaps", "simulator", "release", "contra", "what waits", "measures")] == [[]] * 6
