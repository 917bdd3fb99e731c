"""Fetching one's own uploads. What hangs on a thing is fetched through the thing."""

from __future__ import annotations

from tandem.core.kit.refusals import Absent
from tandem.foundation.files.models import File
from tandem.foundation.tenancy.actor import Actor


def uploaded_by(actor: Actor, ref: str) -> File:
    """A file that the actor uploaded. Raises Absent."""
    kind, id_ = uploader_of(actor)
    file = File.objects.filter(ref=ref, uploader_kind=kind, uploader_id=id_).first()
    if file is None:
        raise Absent("There is no such file of yours.")
    return file


def uploader_of(actor: Actor) -> tuple[str, int]:
    """As whom files are uploaded and used: a customer, a member (by page or token), the brand's own programs."""
    if actor.membership_id is not None:
        return "member", actor.membership_id
    return ("customer", actor.id) if actor.kind == "customer" else ("brand", 0)
