"""Digests: who wants one when, what each told, and which words of customers it carried to whom."""

from django.db import models
from django.db.models import Q

from heedful.domain.circulation.enums import Topic
from heedful.foundation.access import Role
from heedful.foundation.ids import new_id


class Preference(models.Model):
    """The hour at which a colleague wants the digest, or that they want none; no row is the usual hour."""

    person = models.OneToOneField("organisation.Person", primary_key=True, on_delete=models.CASCADE, related_name="+")
    hour = models.PositiveSmallIntegerField()
    off = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hour__lte=23), name="digest_hour_of_a_day")]


class Digest(models.Model):
    """What one colleague was told on one day; `seen_at` is when they opened it and said or showed that they read."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=16, choices=[(r, r.label) for r in Role])
    day = models.DateField()
    action = models.CharField(max_length=300)
    action_url = models.CharField(max_length=300)
    plainness = models.FloatField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_digest_a_day")]


class Thing(models.Model):
    """One of the three things. A quote is the masked piece [begins, ends) of what a customer wrote."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="things")
    place = models.PositiveSmallIntegerField()
    topic = models.CharField(max_length=10, choices=[(t, t) for t in Topic])
    about = models.CharField(max_length=100, blank=True)
    sentence = models.CharField(max_length=300)
    url = models.CharField(max_length=300)
    quote = models.TextField(blank=True)
    submission = models.ForeignKey("feedback.Submission", null=True, on_delete=models.SET_NULL, related_name="+")
    begins = models.PositiveIntegerField(default=0)
    ends = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["digest", "place"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "place"], name="one_thing_a_place"),
            models.CheckConstraint(condition=Q(place__range=(1, 3)), name="three_things_at_most"),
            models.CheckConstraint(condition=~Q(url=""), name="every_sentence_leads_to_its_rows"),
        ]


class Carried(models.Model):
    """An answer or complaint that a digest told its reader of."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="carried")
    submission = models.ForeignKey("feedback.Submission", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "submission"], name="carried_once")]
