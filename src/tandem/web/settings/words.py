"""Roles, pools and risks in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tandem.foundation.tenancy.models import POOL_KINDS, ROLES

ROLE_WORDS = {
    "expert": _("Expert: answers customers"),
    "lead": _("Lead: runs the floor"),
    "author": _("Author: writes articles"),
    "approver": _("Approver: publishes articles"),
    "reviewer": _("Reviewer: reads and scores conversations"),
    "decision_owner": _("Decision owner: decides what only a named person may"),
    "brand_owner": _("Brand owner: sets all of this"),
    "auditor": _("Auditor: sees everything, changes nothing"),
    "worker_rep": _("Worker representative"),
}
ROLE_CHOICES = [(role, ROLE_WORDS[role]) for role in ROLES]
POOL_WORDS = {"gig": _("Gig"), "vendor": _("Vendor’s"), "in_house": _("In-house")}
POOL_CHOICES = [(kind, POOL_WORDS[kind]) for kind, _label in POOL_KINDS]
RISK_CHOICES = [
    ("standard", _("Standard: any pool may serve it")),
    ("elevated", _("Elevated: the pools named below")),
    ("restricted", _("Restricted: in-house experts alone")),
]
DAY_WORDS = {
    "mon": _("Monday"),
    "tue": _("Tuesday"),
    "wed": _("Wednesday"),
    "thu": _("Thursday"),
    "fri": _("Friday"),
    "sat": _("Saturday"),
    "sun": _("Sunday"),
}
