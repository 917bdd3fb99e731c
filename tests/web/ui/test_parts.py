"""Every part renders from the inputs that its first comment names."""

from datetime import UTC, datetime

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string

from tests.web.ui.kit import PARTS, shown, visit

AT = datetime(2026, 11, 19, 14, 2, tzinfo=UTC)


class Refund(forms.Form):
    booking = forms.CharField(label="Booking number", help_text="It stands on the ticket.")
    amount = forms.DecimalField(label="Refund amount", max_value=100)
    why = forms.ChoiceField(choices=[("a", "Outbound"), ("b", "Return")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="Told the customer", required=False)
    case = forms.CharField(widget=forms.HiddenInput)


EXAMPLES = {
    "account_tabs": ({"request": visit("/accounts/email/")}, 'aria-current="page">E-mail'),
    "age": ({"at": AT}, 'data-format="age"'),
    "avatar": ({"name": "Priya Raman", "channel": "chat", "channel_label": "Chat"}, "PR"),
    "badge": ({"text": "Draft", "tone": "ok", "icon": "check"}, 'data-tone="ok"'),
    "button": ({"label": "Send", "tone": "primary", "key": "s"}, 'data-key="s"'),
    "by_ai": ({}, "AI assistant"),
    "cite": ({"number": 1, "url": "/k/1", "title": "Delays"}, 'aria-label="Source 1"'),
    "clock": ({"text": "6 min", "percent": 32.4, "label": "Reply due in"}, 'data-p="32"'),
    "conf": ({"percent": 82}, "82% sure"),
    "dialog": ({"id": "d1", "title": "Send it?", "text": "She answers soon."}, 'aria-labelledby="d1-title"'),
    "empty": ({"title": "All answered", "text": "Nothing waits."}, "All answered"),
    "error": ({"title": "Not loaded", "text": "Nothing is lost.", "reference": "7f3a"}, "Reference 7f3a"),
    "event": ({"text": "Waited 2 min", "pinned": True}, "event pinned"),
    "field": ({"field": Refund()["booking"]}, 'id="id_booking_helptext"'),
    "field_notes": ({"field": Refund({})["booking"]}, 'id="id_booking_error"'),
    "fields": ({"form": Refund({"told": "on"})}, "<fieldset"),
    "files": ({"files": [{"name": "ticket.pdf", "url": "/f/1", "is_picture": False}]}, 'href="/f/1"'),
    "forbidden": ({"title": "Approve", "owner": "Marta Lindqvist"}, "Marta Lindqvist can do this."),
    "keys": ({}, "data-keys-switch"),
    "machine": ({}, "avatar machine"),
    "menu": ({"id": "m1", "content": "x"}, "popover"),
    "meter": ({"percent": "130", "label": "Claimed"}, 'aria-valuenow="100"'),
    "msg": (
        {"machine": True, "at": AT, "text": "Yes.", "sources": [{"title": "Delays", "url": "/k"}]},
        "by-ai",
    ),
    "notice": ({"title": "Not sent.", "tone": "danger", "live": True}, 'role="alert"'),
    "pagination": (
        {"page": Paginator(range(30), 10).page(2), "request": visit("/?brand=n")},
        "?brand=n&amp;page=3",
    ),
    "palette": ({}, 'role="combobox"'),
    "pick_files": ({}, 'type="file"'),
    "rail": (
        {"rail": [{"key": "desk", "label": "Desk", "url": "/d", "icon": "desk", "current": True}]},
        'data-go="d"',
    ),
    "rail_item": (
        {"item": {"key": "Floor", "label": "Floor", "url": "/f", "icon": "floor", "unread": 1}},
        "unread",
    ),
    "refusal": ({"message": "Somebody else took it."}, "Somebody else took it."),
    "skeleton": ({"rows": "12"}, "skeleton"),
    "source": ({"title": "Delays", "url": "/k/1"}, 'href="/k/1"'),
    "stat": ({"label": "Wait", "value": 38, "unit": "s", "interval": "31 to 46"}, "31 to 46"),
    "tag": ({"key": "northwind", "name": "Northwind"}, 'data-brand="northwind"'),
    "you": ({"me": {"name": "Amara Okafor"}}, "Sign out"),
}


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.web.ui.addresses"


def test_every_part_has_an_example_here():
    assert {part.stem for part in PARTS} == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_part_shows_what_it_was_given(name):
    inputs, expected = EXAMPLES[name]
    assert expected in render_to_string(f"ui/parts/{name}.html", inputs)


@pytest.mark.parametrize("part", PARTS, ids=lambda path: path.stem)
def test_the_first_comment_says_what_a_part_is_and_takes(part):
    first = part.read_text().splitlines()[0]
    assert first.startswith("{% comment %} ")
    assert "{% endcomment %}" in first


def test_a_message_is_text_and_never_markup():
    html = render_to_string("ui/parts/msg.html", {"author": "Priya", "text": "<script>alert(1)</script>"})
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_a_machine_has_no_name_and_no_initials():
    html = render_to_string("ui/parts/msg.html", {"machine": True, "author": "Priya Raman", "text": "Yes."})
    assert "Priya" not in html
    assert "PR" not in html


def test_a_blocked_button_stays_reachable_and_says_why():
    html = render_to_string("ui/parts/button.html", {"label": "Send", "reason": "Settle the flag to send"})
    assert 'aria-disabled="true" title="Settle the flag to send"' in html
    assert " disabled" not in html


def test_a_field_ties_its_error_to_its_input():
    html = render_to_string("ui/parts/field.html", {"field": Refund({"amount": "240"})["amount"]})
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_amount_error"' in html
    assert 'id="id_amount_error"' in html
    assert 'class="input"' in html


def test_a_group_of_radios_has_a_legend_and_no_label_without_a_box():
    html = render_to_string("ui/parts/field.html", {"field": Refund()["why"]})
    assert html.count("<legend") == 1
    assert html.count("<label for=") == html.count("<input") == 2


def test_a_block_part_takes_its_body_in_place_and_nothing_from_around_it():
    html = shown('{% part "notice" tone="warn" %}<b>{{ who }}</b>{% endpart %}', who="Marta", title="leaked")
    assert "<b>Marta</b>" in html
    assert "leaked" not in html
