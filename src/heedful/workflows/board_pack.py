"""Render and store the files of a closed period: PDF, workbook, figures, money, resolutions, manifest."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from heedful import __version__
from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement import queries
from heedful.domain.measurement.rules import fingerprint
from heedful.foundation.access import Actor
from heedful.foundation.audit import queries as audit
from heedful.rendering.charts.svg import svgs
from heedful.rendering.documents import RENDERER, pack_pdf, workbook

PDF, SHEETS, DATA, MANIFEST = "pack.pdf", "pack.xlsx", "results.json", "manifest.json"
MONEY, RESOLUTIONS = "money.json", "resolutions.json"
Kept = Mapping[str, Mapping[str, Any]]
"""What is reckoned once, with the first edition, by the name of its file."""

MEDIA = {PDF: "application/pdf", SHEETS: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def store(period_id: UUID, *, edition: int, by: Actor, at: datetime) -> None:
    """Render an edition of a pack and keep its files with their hashes.

    What is said about money and resolutions is reckoned once, with the first edition, and carried on: a restatement
    does not move it.
    """
    stamp = _stamp(period_id, edition, at)
    found = queries.period(period_id)
    if edition == 1:
        kept_once: Kept = {MONEY: queries.pack_money(found, at), RESOLUTIONS: queries.pack_resolutions(found, at)}
    else:
        kept_once = _kept_once(period_id, edition - 1)
    for name, content in _rendered(period_id, stamp, kept_once).items():
        _keep(period_id, edition, name, content, by, at)
    kept = {file.name: file.sha256 for file in queries.files(found) if file.edition == edition}
    hashes = queries.definition_hashes(queries.metrics())
    manifest = {"format": 1, "stamp": stamp, "definitions": hashes, "files": kept}
    _keep(period_id, edition, MANIFEST, _json(manifest), by, at)


def rendered_again(period_id: UUID, edition: int) -> dict[str, bytes]:
    """Render the files of a stored edition anew from its own stamp and what it kept, to compare with what was stored.

    The same stamp and renderer give the same bytes. A file that the edition never had is left out.
    """
    stored = json.loads(queries.content(queries.file(period_id, MANIFEST, edition)))
    files = _rendered(period_id, stored["stamp"], _kept_once(period_id, edition))
    return {name: content for name, content in files.items() if name in stored["files"]}


def _rendered(period_id: UUID, stamp: Mapping[str, Any], kept: Kept) -> dict[str, bytes]:
    found = queries.period(period_id)
    pack, money, resolutions = queries.pack(found, stamp["edition"]), kept[MONEY], kept[RESOLUTIONS]
    lines = {name.replace("_", " "): str(value) for name, value in sorted(stamp.items())}
    data = queries.document(
        pack,
        organisation=stamp["organisation"],
        edition=f"edition {stamp['edition']}",
        manifest=lines,
        money=money,
        resolutions=resolutions,
    )
    at = datetime.fromisoformat(stamp["rendered_at"])
    return {
        PDF: pack_pdf(data, svgs(queries.drawn(pack, money)), at=at),
        SHEETS: workbook(queries.pack_sheets(pack, money, resolutions, manifest=lines), at=at),
        DATA: _json(queries.results_data(found, stamp["edition"])),
        **{name: _json(values) for name, values in kept.items()},
    }


def _kept_once(period_id: UUID, edition: int) -> Kept:
    """Return what an edition kept; nothing of a kind that packs did not have when it was closed."""
    names = {each.name for each in queries.files(queries.period(period_id)) if each.edition == edition}
    return {
        name: json.loads(queries.content(queries.file(period_id, name, edition))) if name in names else {}
        for name in (MONEY, RESOLUTIONS)
    }


def _keep(period_id: UUID, edition: int, name: str, content: bytes, by: Actor, at: datetime) -> None:
    measurement.store_file(
        period_id=period_id, edition=edition, name=name, media_type=MEDIA.get(name, "application/json"),
        content=content, by=by, at=at,
    )  # fmt: skip


def _stamp(period_id: UUID, edition: int, at: datetime) -> dict[str, Any]:
    """Return what is printed about how a pack was made."""
    found = queries.period(period_id)
    anchor = audit.last_anchor()
    return {
        "organisation": settings.HEEDFUL_ORGANISATION,
        "edition": edition,
        "rendered_at": at.isoformat(),
        "data_sha256": found.data_hash,
        "definitions_sha256": fingerprint(queries.definition_hashes(queries.metrics())),
        "code": f"heedful {__version__}",
        "renderer": RENDERER,
        "audit_anchor": f"{anchor.day} #{anchor.sequence} {anchor.hash}" if anchor else "none yet",
    }


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
