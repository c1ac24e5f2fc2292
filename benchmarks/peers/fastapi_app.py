"""The peer of `benchmarks.answers`: one file of FastAPI, SQLAlchemy and uvicorn that stores the same rows as durably.

No log-in, no pages, no permission check; validation by pydantic, as its authors recommend. STORE is the database.
"""

import hashlib
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from pydantic import BaseModel, Field
from sqlalchemy import ForeignKey, String, create_engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from uuid_utils.compat import uuid7

STORE = os.environ["STORE"]
SQLITE = STORE.startswith("sqlite")
engine = create_engine(STORE, pool_size=8, connect_args={"timeout": 20} if SQLITE else {})
Sessions = sessionmaker(engine, expire_on_commit=False)


if SQLITE:

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-64000", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def immediate(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class Base(DeclarativeBase): ...


class Survey(Base):
    __tablename__ = "survey"
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    document: Mapped[str]
    collecting: Mapped[bool]


class Response(Base):
    __tablename__ = "response"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    survey: Mapped[str] = mapped_column(ForeignKey("survey.code"))
    key: Mapped[str] = mapped_column(String(100), unique=True)
    answers: Mapped[str]
    language: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class Submission(Base):
    __tablename__ = "submission"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    submission_id: Mapped[str] = mapped_column(String(255), unique=True)
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"))
    kind: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(32), index=True)
    body: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class Record(Base):
    __tablename__ = "record"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    submission_id: Mapped[UUID] = mapped_column(ForeignKey("submission.id"), index=True)
    field_id: Mapped[str] = mapped_column(String(255))
    field_type: Mapped[str] = mapped_column(String(12))
    text: Mapped[str | None]
    number: Mapped[float | None]
    low: Mapped[int | None]
    high: Mapped[int | None]


class Audit(Base):
    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(64), index=True)
    entity_id: Mapped[str] = mapped_column(String(64), index=True)
    data: Mapped[str]


class Outbox(Base):
    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    fact: Mapped[str] = mapped_column(String(40))
    key: Mapped[UUID]


class Answers(BaseModel):
    """The answers to the survey of the benchmark, on their scales."""

    nps: int = Field(ge=0, le=10)
    why: str | None = Field(default=None, max_length=2_000)
    call_me: bool | None = None


class Told(BaseModel):
    """One answer as it is sent."""

    key: str = Field(min_length=16, max_length=64)
    language: str = "en"
    answers: Answers


def session() -> Iterator[Session]:
    with Sessions() as opened:
        yield opened


@asynccontextmanager
async def start(_app: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)
    with Sessions.begin() as opened:
        if opened.get(Survey, "delivery-nps") is None:
            opened.add(Survey(code="delivery-nps", document="{}", collecting=True))
    yield


app = FastAPI(lifespan=start)


@app.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/surveys/{code}/responses", status_code=201)
def take(code: str, told: Told, database: Annotated[Session, Depends(session)]) -> dict[str, str]:
    at = datetime.now(UTC)
    known = database.scalar(select(Response).where(Response.key == told.key))
    if known is not None:
        return {"id": str(known.id)}
    survey = database.get(Survey, code)
    if survey is None or not survey.collecting:
        raise HTTPException(404)
    answers = told.answers.model_dump(exclude_none=True)
    kept = Response(id=uuid7(), survey=code, key=told.key, answers=json.dumps(answers), language=told.language, at=at)
    submission = Submission(
        id=uuid7(), submission_id=str(kept.id), response_id=kept.id, kind="answer", channel="web", at=at,
        body=told.answers.why or "", content_hash=hashlib.sha256(kept.answers.encode()).hexdigest(),
    )  # fmt: skip
    score = Record(
        id=uuid7(),
        submission_id=submission.id,
        field_id="nps",
        field_type="nps",
        number=told.answers.nps,
        low=0,
        high=10,
    )
    words = Record(id=uuid7(), submission_id=submission.id, field_id="why", field_type="text", text=told.answers.why)
    try:
        database.add(kept)
        database.flush()
        database.add(submission)
        database.flush()
        database.add_all([score, words])
        for action, entity in (("response.finished", kept.id), ("feedback.recorded", submission.id)):
            database.add(Audit(at=at, action=action, entity_id=str(entity), data="{}"))
        database.add(Outbox(fact="answers", key=score.id))
        database.commit()
    except IntegrityError:
        database.rollback()
        raise HTTPException(409) from None
    return {"id": str(kept.id)}
