"""Reading the help centre: start, topics, articles, languages; and that nothing which is not for the public is ever there."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from tandem.core.knowledge.documents import Document
from tandem.domain.knowledge.articles.actions.attaching import upload_file
from tandem.domain.knowledge.articles.actions.writing import create_article
from tandem.domain.knowledge.articles.models import Redirect
from tandem.domain.knowledge.releases.actions.retiring import retire
from tandem.domain.knowledge.releases.actions.reviewing import approve, submit
from tandem.foundation import clock
from tandem.foundation.files.actions import Upload
from tandem.foundation.tenancy.scope import scope
from tests.knowing import librarian, reworded
from tests.web.help.shelves import at, get, put

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)


def text(answer) -> str:
    return answer.content.decode()


def data(answer) -> list[dict]:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text(answer))[1])["@graph"]


@pytest.mark.proves("R13")
def test_an_article_is_read_by_anybody_without_a_cookie_and_in_no_hurry_of_a_script(house):
    put(house, summary="Three turns and it holds.", topics=("furniture",))
    answer = get(at(house, "chairs"))
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    page = text(answer)
    assert "<title>Loose chair legs · Hearth</title>" in page
    assert '<meta name="description" content="Three turns and it holds.">' in page
    assert '<link rel="canonical" href="http://testserver/help/hearth/en/chairs">' in page
    assert '<meta property="og:url" content="http://testserver/help/hearth/en/chairs">' in page
    assert "<p>Turn the screw to the right.</p>" in page
    assert 'href="/help/hearth/en/topics/furniture"' in page
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer["Content-Language"] == "en"
    assert "nonce" not in answer["Content-Security-Policy"], "a copy that is shown again after asking keeps its policy"


def test_machines_read_the_article_its_place_and_its_questions(house):
    put(house, title='Legs & "arms" </script><b>', summary="Three turns.", topics=("furniture",))
    about, trail, asked = data(get(at(house, "chairs")))
    assert (about["@type"], about["headline"], about["inLanguage"]) == ("Article", 'Legs & "arms" </script><b>', "en")
    assert [step["name"] for step in trail["itemListElement"]] == ["Help", "furniture", 'Legs & "arms" </script><b>']
    assert [(one["name"], one["acceptedAnswer"]["text"]) for one in asked["mainEntity"]] == [("How long does it take?", "About ten minutes.")]


def test_the_start_shows_topics_and_what_is_new(house):
    put(house, topics=("furniture",))
    put(house, "lamps", title="Lamps", topics=("furniture", "light"))
    page = text(get(at(house)))
    assert re.findall(r'<b dir="auto">(\w+)</b><small class="faint">(\d)', page) == [("furniture", "2"), ("light", "1")]
    assert 'href="/help/hearth/en/lamps"' in page
    assert re.findall(r'<li dir="auto"><a href="/help/hearth/en/(\w+)">', text(get(at(house, "topics/light")))) == ["lamps"]
    assert get(at(house, "topics/plumbing")).status_code == 404


def test_the_entrance_leads_to_the_language_that_is_asked_for_and_there(house):
    put(house)
    put(house, "stuehle", title="Stühle", language="de")
    asked = {"fr": "en", "de-AT,en;q=0.5": "de", "fr, de;q=0.2, en;q=0.9": "en", "": "en", "de;q=x, *": "en"}
    for header, language in asked.items():
        answer = get("/help/hearth/", headers={"Accept-Language": header})
        assert (answer.status_code, answer["Location"], answer["Vary"]) == (302, f"/help/hearth/{language}/", "Accept-Language"), header
    assert get("/help/hearth/sv/chairs?q=1")["Location"] == "/help/hearth/en/chairs?q=1"
    assert get("/help/nobody/").status_code == 404


def test_languages_lead_to_the_same_article_or_say_that_it_is_not_there(house):
    source = put(house)
    put(house, "lamps", title="Lamps")
    with scope(house.scope):
        author = librarian(house.brand.pk, "author")
        german = create_article(author, house.brand.pk, wording=Document(slug="stuehle", title="Stühle", body="Drehen.", language="de"), translation_of=source)
        submit(author, german)
        approve(librarian(house.brand.pk, "approver"), german)
    page = text(get(at(house, "chairs")))
    assert '<link rel="alternate" hreflang="de" href="http://testserver/help/hearth/de/stuehle">' in page
    assert '<link rel="alternate" hreflang="x-default" href="http://testserver/help/hearth/en/chairs">' in page
    assert get(at(house, "chairs", "de"))["Location"] == "/help/hearth/de/stuehle"
    fallback = get(at(house, "lamps", "de"))
    assert fallback.status_code == 200
    assert "not there in <bdi>Deutsch</bdi> yet. You read it in <bdi>English</bdi>." in text(fallback)
    assert '<link rel="canonical" href="http://testserver/help/hearth/en/lamps">' in text(fallback)
    assert '<meta name="robots" content="noindex">' in text(fallback)
    assert 'hreflang="de"' in text(get(at(house, "lamps")))
    assert "not this article yet" in text(get(at(house, "lamps")))
    with scope(house.scope):
        reworded(source, Document(slug="chairs", title="Loose chair legs", body="Turn it left."))
    assert "has changed since this was translated" in text(get(at(house, "stuehle", "de")))


@pytest.fixture
def hidden(house, other):
    """Short names at which nobody may find anything, and words that stand there alone."""
    put(house, "shown", title="Shown")
    put(house, "for-experts", title="Sesame experts", body="Sesame.", audience=("expert", "lead"))
    put(house, "elsewhere", title="Sesame chat", body="Sesame.", channels=("chat",))
    put(house, "later", title="Sesame later", body="Sesame.", applies_from=clock.now() + timedelta(days=1))
    put(house, "before", title="Sesame before", body="Sesame.", applies_until=clock.now() + timedelta(microseconds=1))
    put(other, "foreign", title="Sesame abroad", body="Sesame.")
    with scope(house.scope):
        author, approver = librarian(house.brand.pk, "author"), librarian(house.brand.pk, "approver")
        create_article(author, house.brand.pk, wording=Document(slug="draft", title="Sesame draft", body="Sesame."))
        waiting = create_article(author, house.brand.pk, wording=Document(slug="in-review", title="Sesame review", body="Sesame."))
        submit(author, waiting)
        scheduled = create_article(author, house.brand.pk, wording=Document(slug="scheduled", title="Sesame tomorrow", body="Sesame."))
        submit(author, scheduled, publish_at=clock.now() + timedelta(days=1))
        approve(approver, scheduled)
    gone = put(house, "experts-once", title="Sesame once", body="Sesame.", audience=("expert",))
    with scope(house.scope):
        retire(approver, gone, reason="Over")
    return ("for-experts", "elsewhere", "later", "before", "foreign", "draft", "in-review", "scheduled", "experts-once", "never-was", "a%00b")


@pytest.mark.proves("R13", "C51")
def test_nothing_that_is_not_for_the_public_is_anywhere(house, hidden):
    pages = {slug: get(at(house, slug)) for slug in hidden}
    assert {answer.status_code for answer in pages.values()} == {404}
    bare = {re.sub(r"/help/hearth/[^\"]*", "", text(answer)) for answer in pages.values()}
    assert len(bare) == 1, "each looks as if nothing had ever been there"
    places = (at(house), at(house, "?q=sesame"), at(house, "shown"), "/help/hearth/sitemap.xml", "/help/hearth/suggestions?text=open+sesame+now")
    assert [path for path in places if re.search("Sesame [a-z]|Sesame\\.|for-experts|elsewhere", text(get(path)))] == []


@pytest.mark.proves("R13")
def test_what_holds_for_some_is_shown_to_who_says_that_they_are_among_them(house):
    put(house, "gold", title="Gold refunds", body="Gold members wait a day.", plans=("gold",))
    put(house, "silver", title="Silver refunds", body="Silver members wait a week.", plans=("silver",))
    assert [get(at(house, path)).status_code for path in ("gold", "gold?plan=silver", "gold?plan=gold", "gold?plan=GOLD&region=x")] == [404, 404, 200, 200]
    assert "Gold refunds" not in text(get(at(house)))
    chosen = text(get(at(house, "?plan=gold")))
    assert 'href="/help/hearth/en/gold?plan=gold"' in chosen
    assert "Silver refunds" not in chosen
    assert '<option selected>gold</option><option>silver</option>' in chosen
    assert "Silver refunds" not in text(get(at(house, "?q=refunds&plan=gold")))
    assert "Gold refunds" in text(get(at(house, "?q=refunds&plan=gold")))
    assert '<meta name="robots" content="noindex">' in text(get(at(house, "gold?plan=gold")))
    assert "gold" not in text(get("/help/hearth/sitemap.xml"))


def test_choices_name_nothing_that_only_experts_read(house):
    put(house)
    put(house, "secret", plans=("platinum",), audience=("expert",))
    assert "platinum" not in text(get(at(house)))


@pytest.mark.proves("R13")
def test_what_was_retired_or_expired_leads_on_or_is_gone(house):
    old, new, gone = put(house, "old"), put(house, "new"), put(house, "gone")
    put(house, "ended")
    with scope(house.scope):
        approver = librarian(house.brand.pk, "approver")
        retire(approver, old, reason="Written anew", successor=new)
        retire(approver, gone, reason="Nobody needs it")
        Redirect.objects.create(brand=house.brand, slug="former", language="en", article=new, made_at=clock.now())
        Redirect.objects.create(brand=house.brand, slug="former-old", language="en", article=old, made_at=clock.now())
    for slug in ("old", "former", "former-old"):
        answer = get(at(house, f"{slug}?plan=gold"))
        assert (answer.status_code, answer["Location"]) == (301, "/help/hearth/en/new?plan=gold"), slug
    answer = get(at(house, "gone"))
    assert answer.status_code == 410
    assert "Loose chair legs" not in text(answer)
    assert "Ask a person" in text(answer)
    assert 'type="search"' in text(answer)


def test_a_page_that_was_kept_is_asked_for_again_and_gone_at_once_when_it_is_withdrawn(house):
    article = put(house)
    first = get(at(house, "chairs"))
    kept = {"If-None-Match": first["ETag"], "If-Modified-Since": first["Last-Modified"]}
    again = get(at(house, "chairs"), headers=kept)
    assert (again.status_code, again.content) == (304, b"")
    with scope(house.scope):
        reworded(article, Document(slug="chairs", title="Loose chair legs", body="Turn it to the left."))
    changed = get(at(house, "chairs"), headers=kept)
    assert changed.status_code == 200
    assert "Turn it to the left." in text(changed)
    with scope(house.scope):
        retire(librarian(house.brand.pk, "approver"), article, reason="Wrong")
    assert get(at(house, "chairs"), headers={"If-None-Match": changed["ETag"]}).status_code == 410
    assert "chairs" not in text(get("/help/hearth/sitemap.xml"))
    assert "Loose chair legs" not in text(get(at(house)))


def test_what_an_article_needs_and_what_is_near_it_stand_beside_it(house):
    put(house, needs=("tools", "for-experts"), related=("lamps",), topics=("furniture",))
    put(house, "tools", title="Tools")
    put(house, "lamps", title="Lamps")
    put(house, "tables", title="Tables", topics=("furniture",))
    put(house, "for-experts", title="Sesame", audience=("expert",))
    page = text(get(at(house, "chairs")))
    needs, _, rest = page.partition('id="related"')
    links = r'<li dir="auto"><a href="/help/hearth/en/([\w-]+)"'
    assert (re.findall(links, needs), re.findall(links, rest)) == (["tools"], ["lamps", "tables"])


def test_files_are_fetched_by_who_may_read_an_article_that_shows_them(house):
    with scope(house.scope):
        author = librarian(house.brand.pk, "author")
        shown, unused = (upload_file(author, house.brand.pk, Upload(name, PIXEL)) for name in ("leg.png", "arm.png"))
    article = put(house, body=f"![A leg](file:{shown.ref})", plans=("gold",))
    address = f"/help/hearth/files/{shown.ref}?plan=gold"
    assert f'<img src="{address}" alt="A leg">' in text(get(at(house, "chairs?plan=gold")))
    answer = get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PIXEL, "image/png")
    refused = [address.partition("?")[0], f"/help/hearth/files/{unused.ref}", f"/help/northwind/files/{shown.ref}?plan=gold"]
    assert [get(path).status_code for path in refused] == [404, 404, 404]
    with scope(house.scope):
        retire(librarian(house.brand.pk, "approver"), article, reason="Over")
    assert get(address).status_code == 404


def test_the_map_lists_every_article_with_its_date_and_robots_are_told(house):
    put(house)
    page = text(get("/help/hearth/sitemap.xml"))
    assert re.findall(r"<loc>(.*?)</loc>", page) == ["http://testserver/help/hearth/en/", "http://testserver/help/hearth/en/chairs"]
    assert len(re.findall(r"<lastmod>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00</lastmod>", page)) == 1
    assert "Sitemap: http://testserver/help/hearth/sitemap.xml" in text(get("/help/hearth/robots.txt"))
    assert "hearth" not in text(get("/robots.txt")), "which brands there are is not listed"
    assert "Disallow: /\n" in text(get("/robots.txt"))


def test_arabic_is_written_from_the_right(house):
    put(house, "karasi", title="كراسي", body="أدر البرغي.", language="ar")
    page = text(get(at(house, "karasi", "ar")))
    assert '<html lang="ar" dir="rtl"' in page
    assert '<article lang="ar" dir="rtl">' in page


def test_a_signed_in_browser_sees_the_same_page(house):
    put(house)
    client = Client()
    client.force_login(house.olga.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert get(at(house, "chairs"), client=client).content == get(at(house, "chairs")).content


def test_a_page_asks_the_database_as_often_for_a_large_shelf_as_for_a_small_one(house):
    statements: list[str] = []

    def counted(execute, sql, params, many, context):
        statements.append(sql)
        return execute(sql, params, many, context)

    def asked(path: str) -> int:
        statements.clear()
        with connection.execute_wrapper(counted):
            assert get(path).status_code == 200
        return len(statements)

    put(house, topics=("furniture",), related=("lamps",))
    get(at(house, "?q=loose+screw"))
    small = [asked(at(house, path)) for path in ("chairs", "", "?q=loose+screw")]
    for number in range(12):
        put(house, f"lamps-{number}", title=f"Lamp {number}", topics=("furniture",))
    assert [asked(at(house, path)) for path in ("chairs", "", "?q=loose+screw")] == small
    assert max(small) <= 16
