"""Figures as they are shown: a share with its interval, or a dash where there are too few to tell."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tandem.core.knowledge.measures import LEAST

register = template.Library()


@register.filter
def as_share(estimate: Any) -> SafeString:
    """A share in percent with its interval, or a dash that says why."""
    if estimate is None:
        why = _("Fewer than %(least)d: too few to tell") % {"least": LEAST}
        return format_html('<span class="faint" title="{}">–<span class="sr"> {}</span></span>', why, why)
    low, high = f"{100 * estimate.low:.0f}", f"{100 * estimate.high:.0f}"
    between = _("%(low)s to %(high)s of %(n)d") % {"low": low, "high": high, "n": estimate.size}
    return format_html("{}%<small>{}</small>", f"{100 * estimate.mean:.0f}", between)


@register.filter
def trend(row: Any) -> str:
    """More, fewer or as many questions than the week before, in words."""
    if row.last_week > row.week_before:
        return _("rising")
    return _("falling") if row.last_week < row.week_before else _("steady")
