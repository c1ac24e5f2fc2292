"""Ideas: propose, try on the light track or as an experiment, look, and decide."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heedful.analytics.inference.experiment import Arm
from heedful.domain.innovation.enums import IdeaState, IdeaVerb, Track, Verdict
from heedful.domain.innovation.models import Experiment, Idea, Look
from heedful.domain.innovation.queries import ideas as queries
from heedful.domain.innovation.rules.ideas import Design, check_arm, check_design, next_state, read
from heedful.foundation.access import Actor, Permission
from heedful.foundation.audit import operations as audit
from heedful.foundation.days import day_of
from heedful.foundation.errors import Conflict, Refused
from heedful.foundation.notify import operations as notify


@transaction.atomic
def propose(
    *,
    title: str,
    change: str,
    measure: str,
    unit_id: UUID,
    track: Track,
    owner_id: UUID | None = None,
    until: date | None = None,
    wish_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Idea:
    """Propose something to try; a small tweak needs nothing more and names the day on which it is decided."""
    by.require(Permission.SEE_IDEAS, unit_id)
    for name, text in (("title", title), ("change", change), ("measure", measure)):
        if not text.strip():
            raise Refused("an idea needs this", field=name, fix="one sentence is enough")
    if track is Track.LIGHT and (until is None or until <= day_of(at)):
        raise Refused(
            "a small tweak has a day on which it is decided", field="until", value=until, fix="choose one ahead"
        )
    idea = Idea.objects.create(
        title=title.strip()[:300], change=change.strip(), measure=measure.strip()[:200], track=track,
        unit_id=unit_id, owner_id=owner_id, wish_id=wish_id, until=until, at=at,
    )  # fmt: skip
    if owner_id is not None and owner_id != by.id:
        notify.tell(
            person_id=owner_id, subject=f"An idea for you to try: {idea.title[:120]}",
            url=f"/ideas/{idea.id}/", at=at, key=f"idea:{idea.id}",
        )  # fmt: skip
    audit.record(by=by, at=at, action="idea.proposed", entity="idea", entity_id=idea.id, data={"track": track})
    return idea


@transaction.atomic
def start(*, idea_id: UUID, design: Design | None = None, by: Actor, at: datetime) -> Idea:
    """Start to try it; an experiment locks its design, so that nobody moves the goal."""
    idea = _workable(idea_id, by)
    if (design is not None) is not (idea.track == Track.EXPERIMENT):
        raise Refused("an experiment needs a design, a small tweak none", field="track", value=idea.track)
    _move(idea, IdeaVerb.START, by, at, started_at=at)
    if design is not None:
        check_design(design, day_of(at))
        Experiment.objects.create(idea=idea, arm=design.arm, **asdict(design))
    idea.refresh_from_db()
    return idea


@transaction.atomic
def look(
    *, idea_id: UUID, control: Arm, treated: Arm, guard_control: Arm, guard_treated: Arm, by: Actor, at: datetime
) -> Look:
    """Look at a running experiment, as often as anybody likes, and keep what it said."""
    idea = _workable(idea_id, by)
    kept = queries.experiment_of(idea)
    if kept is None or idea.state != IdeaState.RUNNING:
        raise Refused("no experiment is running", field="idea", value=idea_id, fix="start it first")
    said = queries.verdict_of(idea)
    if said is not None and said is not Verdict.GO_ON:
        raise Refused(f"it has ended: {said.label.lower()}", field="idea", fix="roll it out or drop it")
    arms = {
        "control": control, "treated": treated, "guard_control": guard_control, "guard_treated": guard_treated,
    }  # fmt: skip
    for name, arm in arms.items():
        check_arm(arm, name)
    reading = read(queries.design_of(kept), **arms, on=day_of(at))
    made = Look.objects.create(
        experiment=kept, **{name: [arm.n, arm.total, arm.squares] for name, arm in arms.items()},
        estimate=reading.metric.estimate, low=reading.metric.low or 0.0, high=reading.metric.high or 0.0,
        guard_estimate=reading.guard.estimate, guard_low=reading.guard.low or 0.0,
        guard_high=reading.guard.high or 0.0, verdict=reading.verdict, by_name=by.name, at=at,
    )  # fmt: skip
    data = {"verdict": reading.verdict}
    audit.record(by=by, at=at, action="idea.looked", entity="idea", entity_id=idea_id, data=data)
    return made


@transaction.atomic
def decide(*, idea_id: UUID, verb: IdeaVerb, learned: str, by: Actor, at: datetime) -> Idea:
    """Roll it out or drop it, with what was learned; an experiment is rolled out only where it was better."""
    idea = _workable(idea_id, by)
    if verb is IdeaVerb.START:
        raise Refused("this does not end an idea", field="verb", value=verb)
    if not learned.strip():
        raise Refused("say what was learned", field="learned", fix="one sentence: the next one need not try it again")
    _move(idea, verb, by, at, learned=learned.strip(), ended_at=at)
    idea.refresh_from_db()
    return idea


def _workable(idea_id: UUID, by: Actor) -> Idea:
    idea = queries.find_idea(by, idea_id)
    by.require(Permission.WORK_IDEAS, idea.unit_id)
    return idea


def _move(idea: Idea, verb: IdeaVerb, by: Actor, at: datetime, **changes: object) -> None:
    state = next_state(IdeaState(idea.state), verb, Track(idea.track), queries.verdict_of(idea))
    if not Idea.objects.filter(id=idea.id, state=idea.state).update(state=state, **changes):
        raise Conflict("somebody else was quicker", field="verb", fix="look again")
    audit.record(by=by, at=at, action=f"idea.{verb}", entity="idea", entity_id=idea.id, data={"state": state})
