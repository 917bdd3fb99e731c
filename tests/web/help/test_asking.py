"""From the help centre to a person and back: search, votes, what the expert sees, suggestions in the chat, whom a cookie follows."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tandem.core.knowledge.deflection import Readers
from tandem.domain.assistance.gaps.models import Question
from tandem.domain.assistance.readings import models, queries
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.service.conversations.models import Conversation
from tandem.foundation.tenancy.scope import scope
from tests.cast import person
from tests.web.chat.visitors import begin, chat_of, client_id, started
from tests.web.desk.acting import at as signed_in
from tests.web.desk.acting import held
from tests.web.help.shelves import HTMX, at, get, put

COOKIE = "tandem_help_hearth"


def text(answer) -> str:
    return answer.content.decode()


def token(page: str, name: str = "about") -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page)[1]


def say(client: Client, house, slug: str = "chairs", *, headers=None, **said):
    about = token(text(client.get(at(house, slug))))
    return client.post(at(house, f"{slug}/votes"), {"about": about, "helpful": "yes", **said}, headers=headers)


def counted(house) -> dict[str, int]:
    with scope(house.scope):
        return {name: getattr(models, name).objects.count() for name in ("Session", "Read", "Vote", "Asking")}


def readers(house, article) -> Readers | None:
    with scope(house.scope):
        return queries.readers_of([article.pk]).get(article.pk)


NOTHING = {"Session": 0, "Read": 0, "Vote": 0, "Asking": 0}


@pytest.mark.proves("R13")
def test_a_search_finds_by_words_and_by_meaning_and_says_when_there_is_nothing(house):
    put(house, body="The legs of a chair come loose. Turn the screw to the right.")
    put(house, "refunds", title="When refunds arrive", body="Money is back on your card within five working days.")
    for asked, slug in {"loose screw": "chairs", "how long until I get my money back": "refunds"}.items():
        found = text(get(at(house), data={"q": asked}))
        assert re.findall(r'<ol class="hits"><li><a href="/help/hearth/en/(\w+)"', found) == [slug], asked
    nothing = text(get(at(house), data={"q": "volcano insurance"}))
    assert "Nothing on “volcano insurance”" in nothing
    assert 'href="/chat/hearth?new=1&amp;words=volcano+insurance"' in nothing
    assert '<meta name="robots" content="noindex">' in nothing


def test_a_search_without_an_answer_is_a_question_by_its_meaning_alone_once_a_reader(house):
    put(house)
    reader = Client()
    for words in ("volcano insurance", "insurance for volcanoes", "loose chair legs"):
        reader.get(at(house), {"q": words})
    reader.get(at(house), {"q": "volcano policy"}, headers=HTMX)
    with scope(house.scope):
        asked = Question.objects.get()
        assert (asked.source, asked.message_id, asked.embedding is None) == ("help", None, False)
        assert str(asked.key).startswith("help:hlp_")


@pytest.mark.proves("R13")
def test_whoever_writes_the_article_sees_how_its_readers_fared(house):
    article = put(house)
    say(Client(), house, helpful="no", reason="unclear", comment="Which screw?")
    get(at(house, "chairs"))
    page = text(signed_in(house.jonas).get(f"/knowledge/{article.ref}/measures/"))
    assert "Readers of the help centre" in page
    assert "Which screw?" in page
    assert re.search(r"Within their 24 hours</dt><dd class=\"num\">1</dd><dt>Nobody knows</dt><dd class=\"num\">2</dd>", page)


def test_a_search_while_typing_is_a_part_and_strange_words_are_words(house):
    put(house)
    part = get(at(house), data={"q": "loose legs"}, headers=HTMX)
    assert text(part).strip().startswith("<section")
    assert 'href="/help/hearth/en/chairs"' in text(get(at(house), data={"q": "loose chair legs volca"}, headers=HTMX)), "half a word hides nothing"
    for odd in ("<script>alert(1)</script>", "a\x00b", "x" * 5000, "' OR 1=1 --", "   "):
        answer = get(at(house), data={"q": odd})
        assert answer.status_code == 200
        assert "<script>alert(1)" not in text(answer)


def test_where_this_language_has_nothing_the_brands_own_is_searched_and_said_so(house):
    put(house)
    put(house, "lampen", title="Lampen", body="Eine Lampe leuchtet.", language="de")
    found = text(get(at(house, "", "de"), data={"q": "loose screw"}))
    assert "These articles are in English." in found
    assert '<a href="/help/hearth/en/chairs" dir="auto" lang="en">' in found


def test_only_who_searches_or_votes_is_followed(house):
    article, client = put(house), Client()
    assert client.get(at(house)).cookies == {}
    assert client.get(at(house, "chairs")).cookies == {}
    assert (readers(house, article), counted(house)) == (Readers(unknown=1), NOTHING)
    answer = client.get(at(house), {"q": "loose screw"})
    cookie = answer.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["max-age"]) == (True, "Lax", "/", 86400)
    assert answer["Cache-Control"] == "private, no-store"
    client.get(at(house, "chairs"))
    assert readers(house, article) == Readers(open=1, unknown=1)
    assert counted(house) == NOTHING | {"Session": 1, "Read": 1}


def test_looking_ahead_is_not_reading(house):
    article = put(house)
    get(at(house, "chairs"), headers={"Sec-Purpose": "prefetch"})
    Client().head(at(house, "chairs"))
    assert readers(house, article) is None


@pytest.mark.proves("R13")
def test_a_vote_needs_no_account_no_script_and_no_cookie(house):
    article, client = put(house), Client(enforce_csrf_checks=True)
    answer = say(client, house, helpful="no")
    assert (answer.status_code, answer["Location"]) == (303, "/help/hearth/en/chairs?said=no#helpful")
    assert "What was missing?" in text(client.get(at(house, "chairs?said=no")))
    answer = say(client, house, helpful="no", reason="unclear", comment="Which screw?", headers=HTMX)
    assert (answer.status_code, "Whoever writes this article reads it" in text(answer)) == (200, True)
    with scope(house.scope):
        assert [(one.helpful, one.reason, one.comment) for one in queries.said_of(article.pk)] == [(False, "unclear", "Which screw?")]
    assert counted(house) == {"Session": 1, "Read": 1, "Vote": 1, "Asking": 0}


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}])
def test_another_site_cannot_vote(house, headers):
    put(house)
    assert say(Client(), house, headers=headers).status_code == 403
    assert counted(house) == NOTHING


def test_what_is_no_vote_changes_nothing(house, other):
    put(house)
    put(house, "lamps", title="Lamps")
    put(other, "chairs")
    foreign = token(text(get(at(other, "chairs"))))
    for about in ("", "x", foreign, token(text(get(at(house, "lamps"))))):
        assert Client().post(at(house, "chairs/votes"), {"about": about, "helpful": "yes"}).status_code == 404
    assert say(Client(), house, reason="boring", helpful="no").status_code == 422
    long = say(Client(), house, helpful="no", comment="x" * 401)
    assert (long.status_code, "Write at most 400 characters." in text(long), "x" * 401 in text(long)) == (422, True, True)
    assert counted(house) == NOTHING


def test_votes_from_one_network_have_a_limit(house, monkeypatch):
    put(house)
    monkeypatch.setattr("tandem.web.help.pace.MOST_VOTES", 2)
    answers = [say(Client(REMOTE_ADDR="8.8.4.4"), house, headers=HTMX) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 422]
    assert counted(house)["Vote"] == 2
    assert say(Client(REMOTE_ADDR="8.8.8.8"), house, headers=HTMX).status_code == 200


@pytest.mark.proves("R13", "R28")
def test_whoever_asks_brings_what_they_read_and_the_expert_sees_it(house):
    article, client = put(house), Client()
    client.get(at(house), {"q": "loose screw"})
    page = text(client.get(at(house, "chairs")))
    way = re.search(r'<a class="btn sm" href="([^"]+)"', page)[1].replace("&amp;", "&")
    start = text(client.get(f"{way}&words=loose+screw"))
    assert "Whoever answers sees that you read:" in start
    assert "Loose chair legs" in start
    ref = begin(client, house, about=token(start), words=token(start, "words"))["Location"].rpartition("c=")[2]
    assert readers(house, article) == Readers(open=1)
    with scope(house.scope):
        seen = queries.before(Conversation.objects.get(ref=ref))
    assert (seen.words, [(one.title, one.number) for one in seen.seen]) == ("loose screw", [("Loose chair legs", 1)])
    assert counted(house) == {"Session": 1, "Read": 1, "Vote": 0, "Asking": 1}


def test_the_desk_shows_it_to_whoever_has_the_conversation(house):
    put(house)
    without = held(house, house.amara, "Hello")
    ref = begin(Client(), house, about=token(text(get(at(house, "chairs")))), words="wobbly")["Location"].rpartition("c=")[2]
    chat = chat_of(house, ref)
    with scope(house.scope):
        assign(person(house.amara), house.brand.pk, chat.pk, membership=house.amara)
    desk = signed_in(house.amara)
    shown = text(desk.get(f"/desk/c/{ref}"))
    assert ("Before they wrote" in shown, "Loose chair legs" in shown, "wobbly" in shown) == (True, True, True)
    assert "Before they wrote" not in text(desk.get(f"/desk/c/{without.ref}"))


def test_a_form_out_of_hours_brings_it_too(house):
    put(house)
    about = token(text(get(at(house, "chairs"))))
    letter = {"text": "Still loose", "email": "p@example.com", "name": "", "client_id": client_id(), "about": about}
    assert Client().post("/chat/hearth/letters", letter).status_code == 200
    assert counted(house) == {"Session": 1, "Read": 1, "Vote": 0, "Asking": 1}


def test_what_was_forged_is_brought_by_nobody(house, other):
    put(other)
    foreign, client = token(text(get(at(other, "chairs")))), Client()
    for about in (foreign, "art_0000000000000000.1:x", "x" * 4000):
        assert begin(client, house, about=about, **{"from": "x"}).status_code == 302
    assert counted(house) == NOTHING


def test_a_visitor_who_is_known_is_known_as_a_reader(house):
    article, client = put(house), Client()
    started(client, house)
    client.get(at(house), {"q": "loose screw"})
    client.get(at(house, "chairs"))
    client.get("/chat/hearth")
    with scope(house.scope):
        assert models.Session.objects.get().customer_id == Conversation.objects.get().customer_id
    assert readers(house, article) == Readers(open=1)


@pytest.mark.proves("R13")
def test_the_chat_suggests_articles_while_one_writes_and_follows_who_opens_one(house):
    put(house)
    assert 'hx-get="/help/hearth/suggestions?lang=' in text(get("/chat/hearth?new=1"))
    part = text(get("/help/hearth/suggestions", data={"text": "my chair has a loose screw", "lang": "en"}))
    token_ = token(part, "from")
    link = re.search(r'href="(/help/hearth/en/chairs\?from=[^"]+)" target="_blank"', part)[1]
    assert counted(house) == NOTHING
    reader = Client()
    opened = reader.get(link)
    assert (opened.status_code, COOKIE in opened.cookies, opened["Cache-Control"]) == (200, True, "private, no-store")
    again = text(get("/help/hearth/suggestions", data={"text": "my chair has a loose screw", "from": token_}))
    assert token(again, "from").split(":")[0] == token_.split(":")[0], "one form, one reader"
    frame = Client()  # in a frame on another site the cookie stays away, and the form says who reads
    assert begin(frame, house, **{"from": token_}).status_code == 302
    assert counted(house) == {"Session": 1, "Read": 1, "Vote": 0, "Asking": 1}


def test_nothing_near_is_suggested_by_nothing(house):
    put(house)
    for words in ("", "hello", "when does the next train to Paris leave", "\x00"):
        assert text(get("/help/hearth/suggestions", data={"text": words})).strip() == "", words
