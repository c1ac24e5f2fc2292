"""Tables of communication: what is told to whom, how far it came with each person, what was understood."""

from django.db import models
from django.db.models import F, Q

from heedful.domain.communication.enums import (
    Attribute,
    CampaignState,
    CardState,
    Change,
    ContradictionState,
    QuestionState,
    Reason,
    Side,
    VersionState,
)
from heedful.foundation.ids import new_id, random_id

# Announcements


class Audience(models.Model):
    """A named group of colleagues, given by units with everything below them; partners are units too."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AudienceUnit(models.Model):
    """A unit that belongs to an audience, or that somebody left out of it by hand, for a reason."""

    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    excluded_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "unit"], name="one_row_per_audience_unit")]


class Announcement(models.Model):
    """What one audience is told about one topic; what it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    topic = models.SlugField(max_length=64)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey("strategy.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["topic", "audience"], name="one_item_per_topic_and_audience")]

    def __str__(self) -> str:
        return self.code


class AnnouncementVersion(models.Model):
    """One version: material ones ask people (`asks` is the version that asked them), editorial ones keep their word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    change = models.CharField(max_length=10, choices=[(c, c.label) for c in Change])
    asks = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s.label) for s in VersionState], default=VersionState.DRAFT)
    effective_at = models.DateTimeField(null=True)
    head_start_hours = models.PositiveSmallIntegerField(default=24)
    due_hours = models.PositiveSmallIntegerField(default=72)
    calendar = models.ForeignKey("organisation.Calendar", null=True, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["announcement", "-n"]
        indexes = [models.Index(fields=["state", "effective_at"], name="announcement_force")]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "n"], name="one_announcement_version_per_number"),
            models.UniqueConstraint(
                fields=["announcement"], condition=Q(state="in_force"), name="one_announcement_in_force"
            ),
            models.UniqueConstraint(
                fields=["announcement"],
                condition=Q(state__in=["draft", "checked", "approved", "released"]),
                name="one_announcement_version_under_way",
            ),
            models.CheckConstraint(condition=Q(state__in=list(VersionState)), name="announcement_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "checked", "approved", "withdrawn"])
                | (Q(released_at__isnull=False) & Q(effective_at__isnull=False) & Q(asks__isnull=False)),
                name="released_announcement_has_its_times",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")), name="author_never_approves"
            ),
        ]


class AsksAgain(models.Model):
    """A unit whose people a material version asks again; a version without such rows asks everybody."""

    version = models.ForeignKey(AnnouncementVersion, on_delete=models.CASCADE, related_name="asks_again")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "unit"], name="one_row_per_unit_asked_again")]


class Wording(models.Model):
    """The words of a version in one language. `[[code]]` in a text stands for the value of a policy's fact."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AnnouncementVersion, on_delete=models.CASCADE, related_name="wordings")
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=200, blank=True)
    what_changes = models.TextField(blank=True)
    why = models.TextField(blank=True)
    for_whom = models.TextField(blank=True)
    what_to_say = models.TextField(blank=True)
    what_not_to_say = models.TextField(blank=True)
    whom_to_ask = models.TextField(blank=True)
    questions = models.JSONField(default=list)

    class Meta:
        ordering = ["version", "language"]
        constraints = [models.UniqueConstraint(fields=["version", "language"], name="one_wording_per_language")]


# The cascade


class Node(models.Model):
    """One person whom a version must reach: where in the cascade, by when, and how far it came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AnnouncementVersion, on_delete=models.CASCADE, related_name="nodes")
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    parent_id = models.UUIDField(null=True)
    """The person above in the cascade as it stood when this one became required."""
    level = models.PositiveSmallIntegerField()
    manages = models.BooleanField()
    reason = models.CharField(max_length=32, choices=[(r, r.label) for r in Reason])
    required_since = models.DateTimeField()
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    excused_until = models.DateTimeField(null=True)
    excused_because = models.CharField(max_length=500, blank=True)
    left_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_version = models.ForeignKey(AnnouncementVersion, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8, blank=True)
    briefed_at = models.DateTimeField(null=True)
    first_passed = models.BooleanField(null=True)
    tried_at = models.DateTimeField(null=True)
    ease_given = models.BooleanField(default=False)
    """Whether this person has said how easy it was; what they said carries no name."""
    escalated_at = models.DateTimeField(null=True)
    reminded_at = models.JSONField(default=list)
    """When a manager who owes a briefing was reminded, as ISO times."""

    class Meta:
        ordering = ["level", "id"]
        indexes = [
            models.Index(fields=["person", "acknowledged_at"], name="node_person"),
            models.Index(
                fields=["due_at"],
                condition=Q(acknowledged_at__isnull=True, escalated_at__isnull=True, left_at__isnull=True),
                name="node_late",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="one_node_per_person_and_version"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | (Q(acknowledged_version__isnull=False) & ~Q(language="")),
                name="acknowledged_which_words",
            ),
            models.CheckConstraint(condition=Q(briefed_at__isnull=True) | Q(manages=True), name="only_managers_brief"),
            models.CheckConstraint(
                condition=Q(excused_until__isnull=True) | ~Q(excused_because=""), name="an_excuse_has_a_reason"
            ),
        ]


class Briefing(models.Model):
    """A manager's record of having talked it through with the team."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="briefings")
    at = models.DateTimeField()
    attendees = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    raised = models.TextField(blank=True)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(condition=Q(attendees__gt=0) & Q(minutes__gt=0), name="a_briefing_took_place")
        ]


class Question(models.Model):
    """What a colleague asks about an announcement: it travels up, the answer comes down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="asked")
    asker = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    blocking = models.BooleanField()
    state = models.CharField(max_length=10, choices=[(s, s.label) for s in QuestionState], default=QuestionState.ASKED)
    routed_to = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "routed"]) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answered_question_has_an_answer",
            )
        ]


# Comprehension


class Item(models.Model):
    """A question of an announcement's bank: four options, one right, and the passage a wrong answer leads back to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.ForeignKey(AnnouncementVersion, on_delete=models.CASCADE, related_name="items")
    n = models.PositiveIntegerField()
    question = models.TextField()
    options = models.JSONField()
    right = models.PositiveSmallIntegerField()
    passage = models.CharField(max_length=20)
    scenario = models.BooleanField(default=False)

    class Meta:
        ordering = ["version", "n"]
        constraints = [
            models.UniqueConstraint(fields=["version", "n"], name="one_item_per_number"),
            models.CheckConstraint(condition=Q(right__lt=4), name="one_of_four_is_right"),
        ]


class Attempt(models.Model):
    """One try of one person: chosen options by item, and whether all were right."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="attempts")
    n = models.PositiveIntegerField()
    answers = models.JSONField()
    passed = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["node", "n"]
        constraints = [models.UniqueConstraint(fields=["node", "n"], name="one_attempt_per_number")]


class EaseAnswer(models.Model):
    """How far a colleague agrees that it was easy, 1 to 7: the version and the unit, no name; the id does not grow."""

    id = models.UUIDField(primary_key=True, default=random_id, editable=False)
    version = models.ForeignKey(AnnouncementVersion, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    value = models.PositiveSmallIntegerField()
    answered_on = models.DateField()

    class Meta:
        ordering = ["answered_on", "id"]
        constraints = [models.CheckConstraint(condition=Q(value__range=(1, 7)), name="ease_on_its_scale")]


# Campaigns


class Campaign(models.Model):
    """A campaign to customers: it may start once those inside are ready, or by a name and a reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey("organisation.Unit", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    customer_text = models.TextField(blank=True)
    """What customers will read or hear."""
    language = models.CharField(max_length=8, default="en")
    launch_on = models.DateField()
    state = models.CharField(max_length=24, choices=[(s, s.label) for s in CampaignState], default=CampaignState.DRAFT)
    launched_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-launch_on", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CampaignState)), name="campaign_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["launched", "launched_by_override"]) | Q(launched_at__isnull=False),
                name="launched_campaign_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignAnnouncement(models.Model):
    """An announcement whose audience must be ready before the campaign starts."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="announcements")
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "announcement"], name="one_row_per_campaign_announcement")
        ]


class GateReading(models.Model):
    """What the gate said at one moment, condition by condition, and who let the campaign pass in spite of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    ready = models.BooleanField()
    conditions = models.JSONField()
    overridden_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    override_because = models.TextField(blank=True)
    override_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overridden_by__isnull=True) | (~Q(override_because="") & Q(override_until__isnull=False)),
                name="override_has_reason_and_expiry",
            )
        ]


class BudgetLine(models.Model):
    """Money in minor units and person-minutes, planned and spent, inside or outside; without a campaign: unassigned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="budget")
    side = models.CharField(max_length=8, choices=[(s, s.label) for s in Side])
    month = models.DateField()
    what = models.CharField(max_length=200)
    currency = models.CharField(max_length=3, blank=True)
    planned_minor = models.BigIntegerField(default=0)
    spent_minor = models.BigIntegerField(default=0)
    planned_minutes = models.PositiveIntegerField(default=0)
    spent_minutes = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["month", "side", "what"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(planned_minor=0) & Q(spent_minor=0)) | ~Q(currency=""), name="money_has_a_currency"
            )
        ]


# Answer cards


class AnswerCard(models.Model):
    """One approved wording of an answer for a question, audience and language, holding in [valid_from, valid_to).

    `code` names the question. `words` is what the search looks through. Not approved, or outside its dates: not shown.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(max_length=64)
    topic = models.SlugField(max_length=64)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    question = models.CharField(max_length=300)
    wording = models.TextField()
    words = models.TextField()
    decision = models.ForeignKey("strategy.Decision", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=[(s, s.label) for s in CardState], default=CardState.DRAFT)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)
    author = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["question", "-valid_from"]
        indexes = [models.Index(fields=["state", "audience", "valid_from"], name="card_force")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(CardState)), name="card_state_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="card_times_in_order"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(approved_by__isnull=False), name="approved_card_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("author")), name="card_author_never_approves"
            ),
            models.UniqueConstraint(
                fields=["code", "audience", "language"],
                condition=Q(state="approved", valid_to__isnull=True),
                name="one_open_card_per_question",
            ),
        ]


# Contradictions


class Contradiction(models.Model):
    """Two texts that say different things on one topic. The machine suspects; a person rules, by name."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    topic = models.SlugField(max_length=64)
    attribute = models.CharField(max_length=12, choices=[(a, a.label) for a in Attribute])
    one = models.CharField(max_length=200)
    one_words = models.TextField()
    other = models.CharField(max_length=200)
    other_words = models.TextField()
    values = models.JSONField(default=list)
    rule = models.CharField(max_length=300)
    state = models.CharField(
        max_length=10, choices=[(s, s.label) for s in ContradictionState], default=ContradictionState.SUSPECTED
    )
    found_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    """When the texts no longer said it."""
    decided_by = models.ForeignKey("organisation.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-found_at", "topic", "id"]
        indexes = [models.Index(fields=["state", "topic"], name="contradiction_open")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(ContradictionState)), name="contradiction_state_known"),
            models.CheckConstraint(
                condition=Q(state="suspected") | (Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
                name="ruled_contradiction_has_a_name",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["dismissed", "resolved"]) | ~Q(reason=""), name="ruling_has_a_reason"
            ),
        ]
