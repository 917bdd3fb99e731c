"""The widget: one tag's scripts, a shell that the brand's own sites alone may frame, a page to try it on."""

import json

import pytest

from tandem.domain.service.channels.actions import set_chat
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.models import Brand
from tandem.foundation.tenancy.scope import scope
from tests.web.chat.visitors import browser, started


@pytest.fixture
def framed(house):
    with scope(house.scope):
        set_chat(SYSTEM, house.brand.pk, greeting="Hello there.", privacy_url="", widget_origins=["https://shop.example"])
    return house


def ancestors(answer):
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    return policy["frame-ancestors"]


def test_the_brands_sites_alone_may_frame_the_shell(framed):
    shell = browser().get("/chat/hearth/widget")
    assert ancestors(shell) == "'self' https://shop.example"
    assert "X-Frame-Options" not in shell
    assert 'data-origins="https://shop.example"' in shell.content.decode()
    assert "unsafe" not in shell["Content-Security-Policy"]
    assert not shell.cookies


def test_without_origins_only_the_house_itself_may(house):
    assert ancestors(browser().get("/chat/hearth/widget")) == "'self'"


def test_every_other_page_stays_unframed(framed):
    visitor = browser()
    ref = started(visitor, framed)
    for address in ("/chat/hearth", f"/chat/hearth?c={ref}", f"/chat/hearth/{ref}/thread", "/chat/hearth/shop"):
        assert ancestors(visitor.get(address)) == "'none'"


def test_one_brands_sites_may_not_frame_anothers(framed, other):
    assert ancestors(browser().get("/chat/northwind/widget")) == "'self'"


def test_the_tags_script_is_the_same_for_everybody_and_sets_nothing(house):
    script = browser().get("/chat/widget.js")
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert "launcher.js" in script.content.decode()
    assert not script.cookies


def test_the_launcher_knows_its_brand_and_the_readers_language(house):
    Brand.objects.filter(pk=house.brand.pk).update(name="Hearth </script>", accent="#ffee88")
    script = browser().get("/chat/hearth/launcher.js?lang=en-GB").content.decode()
    given = json.JSONDecoder().raw_decode(script[script.rindex(')({"') + 2 :])[0]
    assert given["frame"] == "http://testserver/chat/hearth/widget"
    assert given["origin"] == "http://testserver"
    assert (given["accent"], given["ink"]) == ("#ffee88", "#000")
    assert given["words"]["open"] == "Help from Hearth </script>"
    assert browser().get("/chat/hearth/launcher.js?lang=%00").status_code == 200
    assert browser().get("/chat/nobody/launcher.js").status_code == 404


def test_the_page_to_try_it_on_carries_the_tag(house):
    page = browser().get("/chat/hearth/shop").content.decode()
    assert '<script src="/chat/widget.js" data-brand="hearth" async></script>' in page


def test_the_greeting_is_shown(framed):
    assert "Hello there." in browser().get("/chat/hearth").content.decode()
