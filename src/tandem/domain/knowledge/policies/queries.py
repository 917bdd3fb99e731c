"""Reading policies: those in force, what a conversation meets, guide runs, how often rules fired."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count

from tandem.core.knowledge.documents import canonical
from tandem.core.knowledge.policies.contents import POLICY_KINDS, Content, read_content
from tandem.core.knowledge.policies.facts import Facts
from tandem.core.knowledge.policies.guides import Guide, Step, known_of
from tandem.core.knowledge.policies.meeting import Meeting, Policy, meeting
from tandem.core.knowledge.policies.vocabulary import Value
from tandem.core.knowledge.policies.voices import Voice
from tandem.domain.authority.rights.queries import holders_of, rights_in_force
from tandem.domain.knowledge.articles.access import articles_named, in_force
from tandem.domain.knowledge.articles.queries.versions import released_versions
from tandem.domain.knowledge.articles.queries.wordings import applicability_of
from tandem.domain.knowledge.policies.models import Firing, GuideAnswer, GuideRun
from tandem.foundation import clock
from tandem.foundation.tenancy.actor import SYSTEM

COUNTED = timedelta(days=28)  # how far back firings are counted
MOST_KEPT = 4096  # versions that a process remembers
_WHOLE_RUN = ("version__article", "by", "finish")
MET_KINDS = ("escalation", "boundary", "disclosure", "guide", "macro")

# What released versions say, by everything of them that names it: which of them hold is asked of the database each time.
_KEPT: dict[tuple[int, str, str, str, int | None], Policy] = {}


@dataclass(frozen=True, slots=True)
class RunView:
    """Where a guide run stands: the step to answer (None once it ended), what was answered, how it ended."""

    ref: str
    title: str
    version: int
    conversation: str
    by: str
    guide: Guide
    step: Step | None
    answers: dict[str, Any]
    path: tuple[str, ...]
    outcome: str
    started_at: datetime
    ended_at: datetime | None
    ended_at_step: str = ""


def content_of(kind: str, content: Any) -> Content:
    """A version's content as a value. Kept by its text in this process, so it is read once and never stale."""
    return read_content(kind, canonical(content))


def policies_in_force(*kinds: str, at: datetime | None = None) -> tuple[Policy, ...]:
    """The policies in scope that are valid at an instant, by kind and title: a withdrawn one is gone at once, everywhere."""
    rows = in_force(at or clock.now()).filter(article__kind__in=kinds or POLICY_KINDS)
    names = list(rows.order_by("article__kind", "title", "id").values_list("pk", "seal", "article__ref", "article__slug", "article__translation_of"))
    known = {name: policy for name in names if (policy := _KEPT.get(name))}
    if len(known) < len(names):
        unread = {name[0]: name for name in names if name not in known}
        fresh = {unread[version.pk]: policy_of(version) for version in rows.filter(pk__in=unread).select_related("article")}
        if len(_KEPT) > MOST_KEPT:
            _KEPT.clear()
        _KEPT.update(fresh)
        known |= fresh
    return tuple(known[name] for name in names if name in known)


def policies_named(kind: str, names: Iterable[tuple[str, int]]) -> tuple[Policy, ...]:
    """The released policies in scope of these names (entry's reference, version's number), in force or not."""
    wanted = set(names)
    known = {(policy.ref, policy.version): policy for policy in policies_in_force(kind)} if wanted else {}
    gone = wanted - known.keys()
    for entry in articles_named(SYSTEM, {ref for ref, _ in gone}).values() if gone else ():  # rarely one: it was changed just now
        earlier = released_versions(entry.pk, kind=kind)
        known |= {(entry.ref, version.number): policy_of(version) for version in earlier if (entry.ref, version.number) in gone}
    return tuple(policy for name, policy in known.items() if name in wanted)


def policy_of(version: Any) -> Policy:
    """A version, with its article, as the core's value."""
    article = version.article
    return Policy(
        ref=article.ref, slug=article.slug, title=version.title, content=content_of(article.kind, version.content), version=version.number,
        language=version.language, applies=applicability_of(version), family=str(article.translation_of_id or article.pk),
    )  # fmt: skip


def meeting_of(facts: Facts, *, at: datetime | None = None, policies: Sequence[Policy] | None = None) -> Meeting:
    """Which policies in scope (those in force, unless they were read already) a conversation of these facts meets, and why. For a scope of one brand."""
    instant = at or clock.now()
    rights = [held.right for held in rights_in_force(at=instant)]
    rules = policies_in_force(*MET_KINDS, at=instant) if policies is None else policies
    return meeting(rules, facts, at=instant, rights=rights)


def holders(found: Meeting) -> dict[str, tuple[str, ...]]:
    """Role -> who has it now, for the rights that a meeting names."""
    return holders_of({held.right.role for held in found.rights}) if found.rights else {}


def voice_in_force(language: str, *, at: datetime | None = None) -> Voice | None:
    """The brand's voice in a language, if one is in force."""
    voices = [policy for policy in policies_in_force("voice", at=at) if policy.language.partition("-")[0] == language.partition("-")[0]]
    return next((voice.content for voice in voices if isinstance(voice.content, Voice)), None)


def fired_counts(*, since: datetime | None = None) -> dict[str, int]:
    """Entry's reference -> in how many conversations it was met over 28 days (or since an instant): once, however many versions were."""
    rows = Firing.objects.filter(at__gt=since or clock.now() - COUNTED)
    return dict(rows.order_by().values_list("article__ref").annotate(count=Count("conversation", distinct=True)))


def fired_in(conversation: str) -> tuple[Any, ...]:
    """What fired in a conversation, in order."""
    return tuple(Firing.objects.filter(conversation=conversation).select_related("article", "version", "by").order_by("at", "id"))


def runs_of(conversation: str) -> tuple[RunView, ...]:
    """The guide runs of a conversation, the newest first."""
    return _views(GuideRun.objects.filter(conversation=conversation).select_related(*_WHOLE_RUN).order_by("-started_at", "-id"))


def run_of(ref: str) -> tuple[RunView, Any]:
    """A run in scope where it stands, and the membership of who ended it (else of who began it), for steps that follow an event."""
    run = GuideRun.objects.select_related(*_WHOLE_RUN, "finish__by").get(ref=ref)
    (view,) = _views([run])
    return view, run.finish.by if view.ended_at else run.by


def run_view(run: Any) -> RunView:
    """Where a run stands."""
    return _views([GuideRun.objects.select_related(*_WHOLE_RUN).get(pk=run.pk)])[0]


def _views(runs: Iterable[Any]) -> tuple[RunView, ...]:
    """Each of these runs where it stands; all answers are read at once."""
    read = list(runs)
    given: dict[int, list[Any]] = {run.pk: [] for run in read}
    for row in GuideAnswer.objects.filter(run__in=list(given)).order_by("run_id", "number") if given else ():
        given[row.run_id].append(row)
    return tuple(_view(run, way_of(given[run.pk]), getattr(run, "finish", None)) for run in read)


def _view(run: Any, given: list[Any], finish: Any) -> RunView:
    guide = guide_of(run)
    at = given[-1].then if given else guide.steps[0].key
    return RunView(
        run.ref, run.version.title, run.version.number, run.conversation, run.by.display_name, guide, None if finish else guide.step(at),
        merged(given), tuple(row.step for row in given), finish.outcome if finish else "", run.started_at, finish.at if finish else None,
        finish.step if finish else "",
    )  # fmt: skip


def guide_of(run: Any) -> Guide:
    """The guide that a run walks, as it stood when the run began."""
    guide = content_of("guide", run.version.content)
    if not isinstance(guide, Guide):
        raise TypeError("a run walks a guide")
    return guide


def way_of(rows: Iterable[Any]) -> list[Any]:
    """The answers that led to where a run stands: each return takes the last of them away."""
    way: list[Any] = []
    for row in rows:
        if row.back:
            way.pop()
        else:
            way.append(row)
    return way


def merged(given: Iterable[Any]) -> dict[str, Any]:
    """All answers of a run; of one that was given twice, the later."""
    return {key: value for row in given for key, value in row.answers.items()}


def known_in(run: Any, given: Iterable[Any]) -> dict[str, Value]:
    """A run's answers as facts that conditions compare."""
    return known_of(guide_of(run), merged(given))
