"""Themes that people own, frames that put comments into them, and what each comment was put into, by whom."""

from django.db import models
from django.db.models import Q

from heedful.analytics.text.frame import Placed, Setter
from heedful.analytics.text.polarity import Tone
from heedful.domain.themes.enums import FrameState
from heedful.foundation.ids import new_id


class Theme(models.Model):
    """A theme as it is being worked on; its snapshot in the frame in force holds. Its id is never used again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    definition = models.CharField(max_length=500, blank=True)
    include = models.JSONField(default=list)
    exclude = models.JSONField(default=list)
    owner = models.ForeignKey("organisation.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    retired = models.BooleanField(default=False)
    review_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="theme_not_into_itself"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="theme_not_its_own_parent"),
        ]


class Change(models.Model):
    """What a theme was before somebody changed it, and why it was changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    before = models.JSONField()
    reason = models.CharField(max_length=300)
    author = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["theme", "version"], name="one_change_a_version")]


class Frame(models.Model):
    """A versioned set of themes. `themes` is their snapshot, `difference` what applying it moved.

    What it learnt from is fixed: `examples` of people, (feedback, theme, absent), and scores given before `learnt_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=[(s, s) for s in FrameState])
    themes = models.JSONField()
    examples = models.JSONField(default=list)
    learnt_at = models.DateTimeField()
    difference = models.JSONField(default=dict)
    reason = models.CharField(max_length=300)
    author = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=FrameState.IN_FORCE), name="one_frame_in_force"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=FrameState.PROPOSED), name="one_frame_proposed"
            ),
        ]


class Reading(models.Model):
    """How a comment stands under the frame in force: one state, its language, its tone. No row: it awaits."""

    submission = models.OneToOneField(
        "feedback.Submission", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(s, s) for s in Placed])
    language = models.CharField(max_length=8, blank=True)
    tone = models.CharField(max_length=10, choices=[(t, t) for t in Tone])
    probability = models.FloatField()
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["state"], name="reading_state")]


class Tag(models.Model):
    """A theme of a comment. What a person says stands over rule and model; `absent` is a person's "not this one".

    `tone` is that of the words [begins, ends) that show it, of the whole comment where a person set it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey("feedback.Submission", on_delete=models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="+")
    setter = models.CharField(max_length=8, choices=[(s, s) for s in Setter])
    absent = models.BooleanField(default=False)
    probability = models.FloatField()
    tone = models.CharField(max_length=10, choices=[(t, t) for t in Tone], default=Tone.UNSURE)
    begins = models.PositiveIntegerField(default=0)
    ends = models.PositiveIntegerField(default=0)
    author = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "theme"], name="one_tag_a_theme"),
            models.CheckConstraint(
                condition=Q(absent=False) | Q(setter=Setter.HUMAN), name="only_a_person_says_not_this"
            ),
        ]
        indexes = [models.Index(fields=["theme", "submission"], name="tag_theme")]


class Audit(models.Model):
    """A comment drawn at random for a person to read without seeing what the model says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    submission = models.ForeignKey("feedback.Submission", on_delete=models.CASCADE, related_name="+")
    month = models.DateField()
    place = models.PositiveIntegerField()
    found = models.JSONField(null=True)
    coder = models.CharField(max_length=200, blank=True)
    drawn_at = models.DateTimeField()
    coded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["month", "place"]
        constraints = [models.UniqueConstraint(fields=["month", "submission"], name="drawn_once_a_month")]
