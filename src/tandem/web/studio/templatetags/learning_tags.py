"""Figures of a training as they are shown."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def as_estimate(figure: Mapping[str, float] | None) -> SafeString:
    """A mean with its interval, or a dash where there was too little to say."""
    if not figure:
        return format_html('<span class="faint">–<span class="sr"> {}</span></span>', _("Too few to tell"))
    between = _("%(low)s to %(high)s") % {"low": f"{figure['low']:.2f}", "high": f"{figure['high']:.2f}"}
    return format_html("{}<small>{}</small>", f"{figure['mean']:.2f}", between)
