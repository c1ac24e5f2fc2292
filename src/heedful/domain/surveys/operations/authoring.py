"""Writing, publishing and closing a survey."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from heedful.domain.surveys import queries, rules
from heedful.domain.surveys.enums import Anonymity, VersionState, VersionVerb
from heedful.domain.surveys.models import Survey, SurveyVersion
from heedful.domain.surveys.rules.lifecycle import GATE
from heedful.foundation.access import Actor
from heedful.foundation.audit import operations as audit
from heedful.foundation.errors import Conflict, Refused
from heedful.surveyjs.definition import DefinitionError, digest, read
from heedful.surveyjs.lint import Finding


class GateRefused(Refused):
    """The survey may not go live: nobody said what is done with the answers. missing names each key."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        asked = "; ".join(f"{key} ({GATE[key]})" for key in self.missing)
        super().__init__(
            f"a survey does not go live without: {asked}",
            field=self.missing[0],
            fix="write them into about.yaml; report_back must not lie in the past",
        )


class LintRefused(Refused):
    """The documents have errors. findings lists every one."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        more = f" (and {len(self.findings) - 1} more)" if len(self.findings) > 1 else ""
        super().__init__(f"{first.where}: {first.message}{more}", field="document", fix=first.fix)


@transaction.atomic
def create_survey(*, code: str, title: str, unit_id: UUID, by: Actor, at: datetime) -> Survey:
    """Create a survey without a version; raise Refused when the code is taken or no code."""
    if not code or not code.replace("-", "").isalnum() or not code.isascii() or len(code) > 64:
        raise Refused("a code has letters, digits and hyphens", field="code", value=code, fix="try delivery-nps")
    if not title.strip():
        raise Refused("a survey needs a title", field="title", fix="say what it asks about")
    if Survey.objects.filter(code=code).exists():
        raise Refused("this code is taken", field="code", value=code, fix="choose another code")
    survey = Survey.objects.create(code=code, title=title.strip()[:200], unit_id=unit_id, created_at=at)
    audit.record(by=by, at=at, action="survey.created", entity="survey", entity_id=survey.id, data={"code": code})
    return survey


@transaction.atomic
def save_draft(*, survey: UUID, document: bytes, about: str, by: Actor, at: datetime) -> SurveyVersion:
    """Keep both documents as the survey's draft, byte for byte; an older draft is overwritten, nothing else is.

    Raise Refused with the place of the fault when either cannot be read.
    """
    try:
        read(document)
    except DefinitionError as error:
        raise Refused(str(error), field="document", fix="put the document right and save again") from error
    rules.parse_about(about)
    draft = SurveyVersion.objects.filter(survey_id=survey, state=VersionState.DRAFT).first()
    if draft is None:
        last = SurveyVersion.objects.filter(survey_id=survey).aggregate(last=Max("number"))["last"] or 0
        draft = SurveyVersion(survey=queries.survey(survey), number=last + 1, created_at=at)
    draft.document, draft.sha256, draft.about = document, digest(document), about
    draft.save()
    _audit(draft, "saved", by, at)
    return draft


@transaction.atomic
def publish(*, version: UUID, by: Actor, at: datetime) -> SurveyVersion:
    """Freeze a draft after the ask-gate and the lint; raise GateRefused, LintRefused or Refused."""
    draft = queries.version(version)
    following = rules.after(VersionState(draft.state), VersionVerb.PUBLISH)
    about = rules.parse_about(draft.about)
    missing = rules.missing_before_asking(about, at.astimezone(about.zone).date())
    if missing:
        raise GateRefused(missing)
    if about.anonymity is not Anonymity.IDENTIFIED:
        fix = "use identified, and say so in the survey"
        raise Refused(
            "only identified answers can be collected so far", field="anonymity", value=about.anonymity, fix=fix
        )
    errors = [finding for finding in queries.lint(bytes(draft.document), about) if finding.severity == "error"]
    if errors:
        raise LintRefused(errors)
    return _move(draft, following, by, at, published_at=at)


@transaction.atomic
def open_collecting(*, version: UUID, by: Actor, at: datetime) -> SurveyVersion:
    """Start asking with this version; a version that was collecting is closed by it, its open responses go on."""
    opened = queries.version(version)
    following = rules.after(VersionState(opened.state), VersionVerb.OPEN)
    for running in SurveyVersion.objects.filter(survey_id=opened.survey_id, state=VersionState.COLLECTING):
        _move(running, VersionState.CLOSED, by, at, closed_at=at)
    return _move(opened, following, by, at, opened_at=at)


@transaction.atomic
def close(*, version: UUID, by: Actor, at: datetime) -> SurveyVersion:
    """Stop asking: no answer, no invitation and no reminder after this."""
    closed = queries.version(version)
    return _move(closed, rules.after(VersionState(closed.state), VersionVerb.CLOSE), by, at, closed_at=at)


@transaction.atomic
def archive(*, version: UUID, by: Actor, at: datetime) -> SurveyVersion:
    """Put a version away; its answers stay."""
    archived = queries.version(version)
    return _move(archived, rules.after(VersionState(archived.state), VersionVerb.ARCHIVE), by, at)


def _move(version: SurveyVersion, state: VersionState, by: Actor, at: datetime, **times: Any) -> SurveyVersion:
    seen = SurveyVersion.objects.filter(
        id=version.id, state=version.state, sha256=version.sha256, about=version.about
    )  # what was checked is what moves: a draft saved meanwhile has not passed the gate
    if not seen.update(state=state, **times):
        raise Conflict(
            "somebody else changed or moved this version", field="state", value=version.state, fix="load it again"
        )
    version.refresh_from_db()
    _audit(version, state, by, at)
    return version


def _audit(version: SurveyVersion, what: str, by: Actor, at: datetime) -> None:
    data = {"survey": version.survey_id, "number": version.number, "sha256": version.sha256}
    audit.record(by=by, at=at, action=f"survey.{what}", entity="survey_version", entity_id=version.id, data=data)
