"""Pages of wishes, ideas and walks."""

from django.urls import path

from heedful.foundation.access import Permission
from heedful.interfaces.web.access import page
from heedful.interfaces.web.ideas import ideas, walks, wishes

app_name = "ideas"
SEE, WORK, WALK = Permission.SEE_IDEAS, Permission.WORK_IDEAS, Permission.WALK_TOUCHPOINTS

urlpatterns = [
    path("", page(ideas.everything, SEE), name="ideas"),
    path("new/", page(ideas.new, SEE), name="idea_new"),
    path("<uuid:idea_id>/", page(ideas.one, SEE), name="idea"),
    path("<uuid:idea_id>/<slug:what>/", page(ideas.step, WORK), name="idea_step"),
    path("wishes/", page(wishes.everything, Permission.SEE_FEEDBACK), name="wishes"),
    path("wishes/merge/", page(wishes.merge, WORK), name="wish_merge"),
    path("wishes/<uuid:wish_id>/", page(wishes.one, Permission.SEE_FEEDBACK), name="wish"),
    path("wishes/<uuid:wish_id>/<slug:what>/", page(wishes.step, WORK), name="wish_step"),
    path("walks/", page(walks.everything, SEE), name="walks"),
    path("walks/roster/", page(walks.roster, Permission.SET_ROSTER), name="walk_roster"),
    path("walks/new/", page(walks.new, WALK), name="walk_new"),
    path("walks/<uuid:walk_id>/", page(walks.one, SEE), name="walk"),
    path("walks/<uuid:walk_id>/photos/<uuid:photo_id>/", page(walks.photo, SEE), name="walk_photo"),
    path("walks/<uuid:walk_id>/<slug:what>/", page(walks.step, WALK, Permission.SET_ROSTER), name="walk_step"),
]
