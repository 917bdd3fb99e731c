"""What templates ask of the UI kit: icons, initials, times, fields, parts, brand styles, words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, json_script
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from tandem.web.ui.files import ACCEPTED
from tandem.web.ui.words import script_words

register = template.Library()

THEMES = ("light", "dark")
TIME_FORMATS = {
    "relative": "SHORT_DATETIME_FORMAT",
    "age": "SHORT_DATETIME_FORMAT",
    "datetime": "SHORT_DATETIME_FORMAT",
    "date": "DATE_FORMAT",
    "clock": "TIME_FORMAT",
}
BARE_WIDGETS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


@register.simple_tag
def icon(name: str, classes: str = "", *, label: str = "") -> SafeString:
    """`{% icon 'back' 'sm flip' %}`: silent beside a word; give `label` where it stands alone."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon{}" {}><use href="{}#i-{}"/></svg>',
        f" {classes}" if classes else "",
        spoken,
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def accepted_files() -> str:
    """What a field for files takes, as browsers want to be told."""
    return ACCEPTED


@register.simple_tag
def logo() -> SafeString:
    """The sign: a solid wheel joined to an open one."""
    return format_html(
        '<svg viewBox="0 0 36 20" aria-hidden="true"><use href="{}#logo"/></svg>', static("ui/icons.svg")
    )


@register.simple_tag
def initials(name: object) -> str:
    """First letters of the first and the last word; one letter for a single word."""
    words = [word for word in str(name or "").split() if word[0].isalnum()]
    if not words:
        return "?"
    ends = [words[0]] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0] for word in ends).upper()


@register.simple_tag
def when(moment: datetime | date | Literal[""] | None, form: str = "relative") -> SafeString:
    """A `<time>` that the browser rewrites in the reader's zone and language."""
    if form not in TIME_FORMATS:
        raise template.TemplateSyntaxError(f"when: {form!r} is none of {', '.join(TIME_FORMATS)}")
    if not moment:  # a template gives an empty string for what it does not know
        return SafeString("")
    local = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return format_html(
        '<time datetime="{}" data-format="{}">{}</time>',
        moment.isoformat(),
        form,
        date_format(local, TIME_FORMATS[form]),
    )


@register.simple_tag
def field_input(field: BoundField, **attrs: str | bool) -> SafeString:
    """The widget of a form field, dressed as ours and tied to its help and error."""
    widget = field.field.widget
    if not isinstance(widget, BARE_WIDGETS):
        attrs["class"] = f"input {widget.attrs.get('class', '')}".strip()
    return field.as_widget(attrs={name.replace("_", "-"): value for name, value in attrs.items()})


@register.filter
def is_check(field: BoundField) -> bool:
    """Is the label of this field to stand after the box?"""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Is this a group of radios or boxes, which needs a fieldset and a legend?"""
    return isinstance(field.field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple))


@register.filter
def whole(value: float | str | None) -> int:
    """A percentage as a whole number between 0 and 100, for `data-p`."""
    try:
        number = round(float(value or 0))
    except (TypeError, ValueError):
        return 0
    return min(100, max(0, number))


@register.simple_block_tag(takes_context=True)
def part(context: Context, content: SafeString, name: str, **inputs: Any) -> str:
    """`{% part "notice" tone="warn" %}…{% endpart %}`: a part whose body is written in place."""
    shared = {key: context.get(key) for key in ("request", "csrf_token")}
    return render_to_string(f"ui/parts/{name}.html", {**shared, **inputs, "content": content})


@register.simple_tag(takes_context=True)
def theme(context: Context) -> str:
    """The theme that the reader chose, or nothing for the system's."""
    request = context.get("request")
    chosen = request.COOKIES.get("tandem_theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag
def brand_styles(brands: Iterable[tuple[str, str]]) -> SafeString:
    """A stylesheet link for (key, "#rrggbb") pairs: swatches, and the accent of a brand's own pages."""
    query = urlencode([(key, colour.lstrip("#")) for key, colour in brands])
    if not query:
        return SafeString("")
    return format_html('<link rel="stylesheet" href="{}?{}">', reverse("ui:brands"), query)


@register.simple_tag
def brand_style(key: str, colour: str) -> SafeString:
    """The same for a single brand."""
    return brand_styles([(key, colour)])


@register.simple_tag(takes_context=True)
def page_link(context: Context, name: str, number: int) -> str:
    """This address with one query parameter set, so that a filter survives turning the page."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    query[name] = str(number)
    return f"?{query.urlencode()}"


@register.simple_tag
def ui_words() -> SafeString:
    """The translated words that the scripts need, as JSON that no browser runs."""
    return json_script(script_words(), "ui-words")
