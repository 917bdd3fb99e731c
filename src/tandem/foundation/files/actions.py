"""Taking files in, once looked at; hanging them on something; letting them go."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Sum

from tandem.core.kit.media import ENDINGS, Media, honest_name, recognised
from tandem.core.kit.refusals import Absent, Invalid, Refused, TooMany
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.files.access import uploader_of
from tandem.foundation.files.models import Content, File, Unused
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

LARGEST = 10_000_000  # bytes: a photo of a telephone, a scanned letter; in the database 80 ms
UNUSED_FOR = timedelta(days=1)  # a program that uploads a file uses it within minutes
PACE_SPELL = timedelta(days=1)
MOST_IN_A_SPELL = 100_000_000  # bytes of one customer a day


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes as somebody sent them, and how they call them."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that may be kept: new bytes that were looked at, or (`file_id`) one that was uploaded before."""

    name: str
    media: Media
    size: int
    sha256: str
    content: bytes = field(default=b"", repr=False)
    file_id: int | None = None


def prepared(actor: Actor, *, uploads: Sequence[Upload] = (), refs: Sequence[str] = ()) -> tuple[Prepared, ...]:
    """Look at what is to be kept; nothing is written. `refs` name the actor's own files, used or not.

    Raises Invalid (`empty`, `too_large`, `type_not_allowed`), Absent for a file that is not theirs.
    """
    return tuple(_looked_at(upload) for upload in uploads) + tuple(_known(actor, refs) if refs else ())


def keep(actor: Actor, brand_id: int, files: Sequence[Prepared]) -> list[int]:
    """Keep what was prepared, for who hangs it on something in this transaction. Returns the files' row numbers.

    Each refusal comes before the first write. Raises Refused (`file_used`), TooMany.
    """
    with writing_in(brand_id, savepoint=False):
        new = [file for file in files if file.file_id is None]
        known = [file.file_id for file in files if file.file_id is not None]
        _check_pace(actor, new)
        # The row lock ends the race between two who hang the same file, or one of them and the sweep.
        if known and len(Unused.objects.select_for_update().filter(file_id__in=known)) < len(known):
            raise Refused("This file is part of another message already. Upload it once more.", code="file_used")
        Unused.objects.filter(file_id__in=known).delete()
        return [file.file_id or _written(actor, brand_id, file).pk for file in files]


def upload(actor: Actor, brand_id: int, given: Upload) -> File:
    """Take a file in that hangs on nothing yet; its uploader alone may use it, within a day. Raises as `prepared`, TooMany."""
    looked_at = _looked_at(given)
    with writing_in(brand_id):
        _check_pace(actor, [looked_at])
        file = _written(actor, brand_id, looked_at)
        Unused.objects.create(brand_id=brand_id, file=file, until=clock.now() + UNUSED_FOR)
    return file


def erase(actor: Actor, brand_id: int, file_ids: Sequence[int]) -> None:
    """The bytes and the names go for good; that there was a file stays. For erasure and for the end of retention."""
    with writing_in(brand_id):
        Content.objects.filter(file_id__in=file_ids).delete()
        for ref in File.objects.filter(pk__in=file_ids).exclude(name="").values_list("ref", flat=True):
            record(actor, brand_id, verb="file.erased", subject=ref)
        File.objects.filter(pk__in=file_ids).update(name="")


def forget_unused(brand_id: int, file_id: int) -> None:
    """What nobody used in time goes as if it had never come. Raises Refused when somebody uses it after all."""
    with writing_in(brand_id):
        if not Unused.objects.filter(file_id=file_id, until__lte=clock.now()).delete()[0]:
            raise Refused("This file is in use by now.", code="file_used")
        Content.objects.filter(file_id=file_id).delete()
        File.objects.filter(pk=file_id).delete()


def fingerprint(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _looked_at(given: Upload) -> Prepared:
    shown = given.name[:60] or "This file"
    if not given.content:
        raise Invalid("%(shown)s is empty. Choose another file.", named={"shown": shown}, field="files", code="empty")
    if len(given.content) > LARGEST:
        raise Invalid(
            "%(shown)s is larger than %(largest)s MB. Send a smaller file.",
            named={"shown": shown, "largest": LARGEST // 1_000_000},
            field="files",
            code="too_large",
        )
    media = recognised(given.content)
    if media is None:
        kinds = ", ".join(dict.fromkeys(endings[0] for endings in ENDINGS.values()))
        raise Invalid(
            "%(shown)s is none of the files that we can take: %(kinds)s.", named={"shown": shown, "kinds": kinds}, field="files", code="type_not_allowed"
        )
    return Prepared(honest_name(given.name, media.type), media, len(given.content), fingerprint(given.content), given.content)


def _known(actor: Actor, refs: Sequence[str]) -> list[Prepared]:
    kind, id_ = uploader_of(actor)
    own = {file.ref: file for file in File.objects.filter(ref__in=list(refs), uploader_kind=kind, uploader_id=id_)}
    if set(refs) - set(own) or len(set(refs)) < len(refs):
        raise Absent("There is no such file of yours.")
    return [
        Prepared(own[ref].name, Media(own[ref].media_type, own[ref].width, own[ref].height), own[ref].size, own[ref].sha256, file_id=own[ref].pk)
        for ref in refs
    ]


def _check_pace(actor: Actor, files: Sequence[Prepared]) -> None:
    if actor.kind != "customer" or not files:
        return
    kind, id_ = uploader_of(actor)
    rows = File.objects.filter(uploader_kind=kind, uploader_id=id_, uploaded_at__gt=clock.now() - PACE_SPELL)
    if (rows.aggregate(sum=Sum("size"))["sum"] or 0) + sum(file.size for file in files) > MOST_IN_A_SPELL:
        raise TooMany(
            "That is more than %(most_in_a_spell)s MB of files in a day. Send the rest tomorrow; your text is kept.",
            named={"most_in_a_spell": MOST_IN_A_SPELL // 1_000_000},
        )


def _written(actor: Actor, brand_id: int, file: Prepared) -> File:
    kind, id_ = uploader_of(actor)
    row = File.objects.create(
        brand_id=brand_id, name=file.name, media_type=file.media.type, width=file.media.width, height=file.media.height, size=file.size,
        sha256=file.sha256, uploader_kind=kind, uploader_id=id_, uploaded_at=clock.now(),
    )  # fmt: skip
    Content.objects.create(brand_id=brand_id, file=row, content=file.content)
    record(actor, brand_id, verb="file.kept", subject=row.ref, media_type=row.media_type, size=row.size)
    return row
