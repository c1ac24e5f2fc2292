"""The organisation: units and their history as a tree, people, the roles they hold, keys, working calendars."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from heedful.domain.organisation.enums import KeyScope, UnitKind
from heedful.foundation.access import Role
from heedful.foundation.ids import new_id


class Unit(models.Model):
    """A department, team or partner. Where it hangs in the tree, and when, is kept by `UnitPath`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=[(k, k) for k in UnitKind])

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class UnitPath(models.Model):
    """The effective-dated closure of the tree: `descendant` hung `depth` below `ancestor` in [valid_from, valid_to)."""

    ancestor = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    descendant = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    depth = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["ancestor", "valid_from"], name="path_down"),
            models.Index(fields=["descendant", "depth"], name="path_up"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant"], condition=Q(valid_to__isnull=True), name="one_current_path"
            ),
            models.UniqueConstraint(
                fields=["descendant", "depth"],
                condition=Q(valid_to__isnull=True),
                name="one_current_ancestor_per_depth",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")), name="path_dates_in_order"
            ),
        ]


class Person(models.Model):
    """A colleague, of the company or of a partner; `user` is there for those who sign in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    title = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    active_from = models.DateField()
    active_to = models.DateField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(manager=F("id")), name="nobody_manages_themselves")]

    def __str__(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role held for a unit and its subtree in [valid_from, valid_to)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=[(r, r.label) for r in Role])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "unit"], condition=Q(valid_to__isnull=True), name="one_current_grant"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="grant_dates_in_order"
            ),
        ]


class ApiKey(models.Model):
    """A key of a program: a role held for a unit, narrowed to reading where `scope` says so. The secret is hashed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.CharField(max_length=64)
    role = models.CharField(max_length=16, choices=[(r, r.label) for r in Role])
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=8, choices=[(s, s) for s in KeyScope])
    created_by = models.ForeignKey(Person, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


# Working calendars


class Calendar(models.Model):
    """A working calendar; what it says at a time is in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One immutable statement of a calendar: windows by weekday, holidays by name, days that differ."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="versions")
    n = models.PositiveIntegerField()
    zone = models.CharField(max_length=64)
    week = models.JSONField()
    country = models.CharField(max_length=16, blank=True)
    holidays = models.JSONField(default=dict)
    exceptions = models.JSONField(default=dict)
    covers_from = models.DateField()
    covers_until = models.DateField()
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["calendar", "n"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "n"], name="one_calendar_version_per_number"),
            models.CheckConstraint(condition=Q(covers_until__gt=F("covers_from")), name="calendar_days_in_order"),
        ]


class CalendarInterval(models.Model):
    """Open time as rows for joins in SQL: [start_at, end_at), and the open seconds of the version before it."""

    version = models.ForeignKey(CalendarVersion, on_delete=models.CASCADE, related_name="+")
    start_at = models.DateTimeField()
    end_at = models.DateTimeField()
    seconds_before = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "start_at"], name="one_interval_per_start"),
            models.CheckConstraint(condition=Q(end_at__gt=F("start_at")), name="interval_times_in_order"),
        ]
