"""Where rows go: customers, interactions, revenue and feedback, each through its area's operations."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from heedful.domain.customers import operations as customers
from heedful.domain.feedback import operations as feedback
from heedful.domain.feedback.enums import Kind, Outcome, Validated
from heedful.domain.feedback.rules import FeedbackRefused, SubmissionInput, check_submission
from heedful.domain.feedback.rules.cells import RowRefused
from heedful.domain.journeys import operations as journeys
from heedful.domain.journeys import queries as journey_reads
from heedful.domain.journeys.enums import Channel
from heedful.workflows import inner_loop
from heedful.workflows.import_file.revenue import Revenue
from heedful.workflows.import_file.target import Target, Values


class Customers(Target):
    """A person or firm per row; one that is known takes over what the row says differently."""

    def prepare(self, values: Values) -> Values:
        said: Values = {name: values[name] for name in ("reference", "name", "email", "language") if name in values}
        return {**said, "name": values["name"][:200], "unit_id": self.unit(values) or self.root_id}

    def write(self, prepared: Sequence[Values]) -> Counter[str]:
        outcomes = Counter[str]()
        for said in prepared:
            _, outcome = customers.import_contact(**said, by=self.by, at=self.at)
            outcomes[outcome] += 1
        return outcomes


class Interactions(Target):
    """A contact with a touchpoint per row."""

    def prepare(self, values: Values) -> Values:
        account_id, contact_id, unit_id = self.whom(values)
        if account_id is None:
            raise RowRefused("account", "", "the row names nobody")
        channel = values.pop("channel", Channel.IMPORT)
        if channel not in set(Channel):
            raise RowRefused(self._column("channel"), str(channel)[:80], "not one of " + ", ".join(Channel))
        plain = {name: value for name, value in values.items() if name not in {"id", "account", "contact", "unit"}}
        ids = {"account_id": account_id, "contact_id": contact_id, "unit_id": unit_id or self.root_id}
        return {**plain, **ids, "source": self.mapping.source, "source_ref": values["id"], "channel": Channel(channel)}

    def write(self, prepared: Sequence[Values]) -> Counter[str]:
        outcomes = Counter[str]()
        for said in prepared:
            told = journeys.InteractionInput(**said | {"touchpoint_id": self.touchpoint_id})
            outcomes[journeys.record_interaction(told=told, by=self.by, at=self.at)[1]] += 1
        return outcomes


class Feedback(Target):
    """A submission per row; low scores and complaints are followed up as the mapping says."""

    def prepare(self, values: Values) -> SubmissionInput:
        account_id, contact_id, unit_id = self.whom(values)
        ids: Values = {"account_id": account_id, "contact_id": contact_id}
        if "interaction" in values:
            ids |= self._interaction(values["interaction"])
            unit_id = unit_id or ids["unit_id"]
        taken = {"id", "kind", "channel", "account", "contact", "unit", "interaction"}
        plain = {name: value for name, value in values.items() if name not in taken}
        told = SubmissionInput(
            **plain | ids | {"unit_id": unit_id or self.root_id},
            kind=values.get("kind", Kind.ANSWER),
            channel=values.get("channel", "import"),
            submission_id=f"{self.mapping.source}:{values['id']}",
            source_type=self.mapping.source,
            source_id=self.mapping.source,
            validated=Validated.IMPORT,
        )
        try:
            return check_submission(told)
        except FeedbackRefused as refused:
            raise RowRefused(refused.field, str(refused.value or "")[:80], refused.message) from refused

    def write(self, prepared: Sequence[SubmissionInput]) -> Counter[str]:
        told = [replace(one, touchpoint_id=one.touchpoint_id or self.touchpoint_id) for one in prepared]
        recorded = feedback.record_many(told=told, by=self.by, at=self.at)
        if self.mapping.follow_up != "none":
            history = self.mapping.follow_up == "history"
            for one in recorded:
                if one.outcome is Outcome.NEW:
                    inner_loop.follow_up(
                        one, channel="import", received_at=self.at, history=history, by=self.by, at=self.at
                    )
        return Counter(one.outcome for one in recorded)

    def _interaction(self, reference: str) -> Values:
        found = journey_reads.interaction_by_source(self.mapping.interactions_of or self.mapping.source, reference)
        if found is None:
            column = self._column("interaction")
            raise RowRefused(column, reference[:80], "no such interaction: import interactions first")
        return {
            "interaction_id": found.id,
            "account_id": found.account_id,
            "contact_id": found.contact_id,
            "unit_id": found.unit_id,
            "touchpoint_id": found.touchpoint_id,
        }


TARGETS: Mapping[str, Callable[..., Target]] = {
    "customers": Customers,
    "interactions": Interactions,
    "revenue": Revenue,
    "feedback": Feedback,
}
