"""Every page that answers a GET: who opens it, and where it is. A route that is neither here nor named below fails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.urls import reverse

from heedful.analytics.inference.experiment import Arm
from heedful.domain.cases import operations as cases
from heedful.domain.cases import queries as case_queries
from heedful.domain.circulation import queries as circulation
from heedful.domain.circulation.models import Digest
from heedful.domain.employees.queries import coaching
from heedful.domain.feedback import operations as import_operations
from heedful.domain.feedback import queries as feedback
from heedful.domain.followthrough import operations as followthrough
from heedful.domain.followthrough import queries as followed
from heedful.domain.followthrough.enums import Source, Subject, Whom
from heedful.domain.innovation.operations import ideas as idea_operations
from heedful.domain.measurement import operations as measurement
from heedful.domain.measurement.enums import Measure
from heedful.domain.themes import operations as theme_operations
from heedful.domain.themes import queries as theme_queries
from heedful.foundation.access import SYSTEM, Role
from heedful.foundation.webhooks import operations as webhooks
from heedful.foundation.webhooks.kinds import OFFERED
from heedful.workflows import import_file, incoming_mail, keeping_promises, reporting_back, team_digest
from tests.factories import colleagues, ideas, letters
from tests.factories.loop import TODAY, Loop


@dataclass(frozen=True)
class Shown:
    """A page: a name for the test, the route, who looks (empty: nobody signed in), its arguments, its query."""

    name: str
    route: str
    who: str = ""
    args: Callable[[Loop], list[object]] = lambda house: []
    query: str = ""
    status: int = 200

    def url(self, house: Loop) -> str:
        """Return where it is."""
        return reverse(self.route, args=self.args(house)) + self.query


def case(name: str) -> Callable[[Loop], list[object]]:
    """Point at a case of the house."""
    return lambda house: [house.cases[name]]


def told(name: str) -> Callable[[Loop], list[object]]:
    """Point at something the house explains."""
    return lambda house: [house.explained[name]]


def mapped(house: Loop) -> list[object]:
    """Point at the journey of the house."""
    return ["order-to-door"]


def _status(house: Loop) -> list[object]:
    return [cases.status_link(case_queries.find_case(SYSTEM, house.cases["proposed"])).rstrip("/").rsplit("/", 1)[1]]


def _resolution(house: Loop) -> list[object]:
    decided = measurement.Decided(
        text="Two vans more for the north",
        owner_id=house.company.people["north-lead"],
        due_on=date(2026, 1, 31),
        taken_on=date(2026, 1, 5),
        metric="nps",
    )
    return [measurement.decide(number=None, decided=decided, by=house.company.actor("leader"), at=TODAY).number]


def _submission(house: Loop) -> list[object]:
    return [feedback.visible_to(SYSTEM).exclude(body="").latest("collected_at").id]


def _mail(words: str = "") -> Callable[[Loop], list[object]]:
    """Point at a mail that waits because a stranger answers a case, or because it cannot be read."""

    def made(house: Loop) -> list[object]:
        reference = case_queries.find_case(SYSTEM, house.cases["working"]).reference
        raw = letters.letter(words, subject=f"Re: {reference}", sender="Neighbour <n@next-door.example>")
        return [incoming_mail.take(raw=raw if words else b"nobody", box=letters.box(), arrived=TODAY, at=TODAY).id]

    return made


def _frame(house: Loop) -> list[object]:
    """Put the general frame into force, once; point at a theme of it."""
    if theme_queries.frame_in_force() is None:
        theme_operations.begin_with(name="general", by=SYSTEM, at=TODAY)
        theme_operations.propose_frame(reason="The first", by=SYSTEM, at=TODAY)
        theme_operations.apply_frame(by=SYSTEM, at=TODAY)
        theme_operations.propose_frame(reason="The second", by=SYSTEM, at=TODAY)
        theme_operations.draw_audit(month=TODAY.date(), n=5, by=SYSTEM, at=TODAY)
    return [next(each.id for each in theme_queries.draft() if each.name == "Late")]


def _framed(house: Loop) -> list[object]:
    _frame(house)
    return []


def _import(house: Loop) -> list[object]:
    lines = ["Ticket ID,Created,NPS score,Comment", *(f"T{n},2026-03-0{n},{n},words" for n in range(1, 10))]
    at = TODAY
    run = import_operations.keep_import_file(name="desk.csv", parts=["\n".join(lines).encode()], by=SYSTEM, at=at)
    mapping = import_file.suggested(import_file.path_of(run.id, run.name), "UTC")
    import_operations.set_import_mapping(run=run.id, mapping=mapping, by=SYSTEM, at=at)
    return [run.id]


def _webhook(house: Loop) -> list[object]:
    made, _ = webhooks.add(url="https://hook.example/heedful", kinds=OFFERED, by=SYSTEM, at=TODAY)
    return [made.id]


def _pulse(closed: bool) -> Callable[[Loop], list[object]]:
    return lambda house: [colleagues.pulse(house.company, TODAY, closed=closed)]


def _plan(house: Loop) -> list[object]:
    return [colleagues.plan(house.company, TODAY)]


def _digest(house: Loop) -> list[object]:
    """Point at the link of the leader's digest; made once, for a day has one."""
    person = house.company.people["leader"]
    team_digest.send(person_id=person, role=Role.CX_LEADER, at=TODAY)
    Digest.objects.update(expires_at=datetime(2099, 1, 1, tzinfo=UTC))  # the browser's clock is not the house's
    found = circulation.newest_of(person)
    assert found is not None
    return [circulation.link_of(found.id)]


def _own_plan(house: Loop) -> list[object]:
    """Point at the plan that is there, or make it: a second one would be refused."""
    known = coaching.visible_to(SYSTEM).first()
    return [known.id] if known else _plan(house)


def _pattern(house: Loop) -> list[object]:
    staff = colleagues.staffed(house.company, "north-desk", 2, TODAY)
    at = TODAY - timedelta(days=9)
    colleagues.answers(house.company, "worse", bad=12, good=1, at=at, person=staff[0])
    colleagues.answers(house.company, "better", bad=1, good=20, at=at, person=staff[1])
    return [staff[0]]


def _diary(house: Loop) -> list[object]:
    colleagues.diary(house.company, TODAY)
    return []


def _idea(started: bool) -> Callable[[Loop], list[object]]:
    return lambda house: [ideas.experiment(house.company, TODAY, started=started)]


def _looked(house: Loop) -> list[object]:
    idea = ideas.experiment(house.company, TODAY)
    steady = Arm(400, 2_000, 10_400)
    idea_operations.look(
        idea_id=idea, control=Arm(400, 112, 112), treated=Arm(400, 220, 220), guard_control=steady,
        guard_treated=steady, by=house.company.actor("north-lead"), at=TODAY,
    )  # fmt: skip
    return [idea]


def _promise(house: Loop) -> list[object]:
    made = keeping_promises.promise(
        text="We ring before we come", whom=Whom.CUSTOMER, due_on=TODAY.date(), source=Source.CASE,
        source_id=house.cases["working"], owner_id=house.company.people["north-agent"], by=SYSTEM, at=TODAY,
    )  # fmt: skip
    return [made]


def _report(house: Loop) -> list[object]:
    lead, at = house.company.actor("north-lead"), TODAY
    made = reporting_back.write(
        title="The rounds start at six", you_said="Parcels came late.", we_did="The rounds start at six now.",
        unit_id=house.company.units["north-desk"], subject=Subject.PROBLEM, subject_id=house.problem, by=lead, at=at,
    )  # fmt: skip
    followthrough.approve_report(report_id=made, by=house.company.actor("leader"), at=at)
    reporting_back.send(report_id=made, by=lead, at=at)
    return [made]


def _told(house: Loop) -> list[object]:
    _report(house)
    tokens = [followthrough.tell(recipient_id=each, by=SYSTEM, at=TODAY) for each in followed.to_send(100)]
    return [next(token for token in tokens if token)]


def _kpis(house: Loop) -> list[object]:
    for code, measure in (("first-answer", Measure.FIRST_RESPONSE), ("late", Measure.LATE)):
        steered = measurement.Steered(code, code.replace("-", " ").capitalize(), measure)
        measurement.keep_kpi(steered=steered, by=SYSTEM, at=TODAY)
    return []


TILES: tuple[dict[str, object], ...] = (
    {"form": "trend", "metric": "nps"}, {"form": "intervals", "metric": "nps", "by": "unit"},
    {"form": "distribution", "metric": "nps"}, {"form": "control chart", "metric": "nps", "months": 24},
    {"form": "heat map", "metric": "nps"}, {"form": "quadrant"}, {"form": "funnel"},
)  # fmt: skip


def built(house: Loop) -> list[object]:
    by = house.company.actor("leader")
    made = measurement.keep_dashboard(
        title="What the north says", tiles=TILES, unit_id=house.company.units["north"], by=by, at=TODAY
    )
    return [made.id]


PREVIEW = "?large_share=0.8&keep_share=0.85&good=95&fall=5&certainty=0.9&buying=0.6&stale_days=180&recovery=2&peers=20"
WINDOW = "?since=2026-01&until=2026-03"
PAGES = (
    Shown("sign-in", "account_login"),
    Shown("password-forgotten", "account_reset_password"),
    Shown("password-sent", "account_reset_password_done"),
    Shown("password-link-old", "account_reset_password_from_key", args=lambda house: ["1", "old-key"]),
    Shown("password-new-done", "account_reset_password_from_key_done"),
    Shown("inactive", "account_inactive"),
    Shown("passkeys", "mfa_list_webauthn", "admin"),
    Shown("passkey-add", "mfa_add_webauthn", "admin"),
    Shown("password-change", "account_change_password", "admin"),
    Shown("password-again", "account_reauthenticate", "admin"),
    Shown("code", "mfa_authenticate"),
    Shown("two-factor", "mfa_index", "admin"),
    Shown("two-factor-none", "mfa_index", "leader"),
    Shown("two-factor-activate", "mfa_activate_totp", "leader"),
    Shown("two-factor-deactivate", "mfa_deactivate_totp", "admin"),
    Shown("two-factor-again", "mfa_reauthenticate", "admin"),
    Shown("recovery", "mfa_view_recovery_codes", "admin"),
    Shown("recovery-new", "mfa_generate_recovery_codes", "admin"),
    Shown("api", "api"),
    Shown("not-found", "insight:metric", "leader", lambda house: ["nonsense"], status=404),
    Shown("survey", "respond:survey", args=lambda house: [house.token]),
    Shown("survey-swahili", "respond:survey", args=lambda house: [house.token], query="?lang=sw"),
    Shown("survey-closed", "respond:survey", args=lambda house: ["nosuchtoken123"], status=404),
    Shown("survey-open-to-all", "respond:open", args=lambda house: ["delivery-nps"]),
    Shown("thanks", "respond:thanks", args=lambda house: [house.version]),
    Shown("unsubscribe", "respond:unsubscribe", args=lambda house: [house.token]),
    Shown("feedback-form", "respond:feedback"),
    Shown("feedback-form-arabic", "respond:feedback", query="?lang=ar"),
    Shown("feedback-thanks", "respond:feedback_thanks"),
    Shown("case-status", "respond:status", args=_status),
    Shown("desk-home", "desk:home", "north-agent"),
    Shown("notices", "desk:notices", "north-agent"),
    Shown("queue", "desk:cases", "leader", query="?status=all"),
    Shown("queue-empty", "desk:cases", "leader", query="?q=nothing+is+like+this"),
    Shown("case-new", "desk:new", "north-agent"),
    *(Shown(f"case-{name}", "desk:case", "leader", case(name)) for name in ("closed", "late", "waiting", "proposed")),
    Shown("manage-home", "manage:home", "leader"),
    Shown("manage-home-team", "manage:home", "north-lead"),
    Shown("inbox", "manage:feedback", "leader"),
    Shown("note", "manage:feedback_note", "leader"),
    Shown("bias", "insight:bias", "leader", query="?since=2026-01&until=2026-03"),
    Shown("silence", "insight:silence", "leader", query="?until=2026-03"),
    Shown("themes-none", "insight:themes", "leader"),
    Shown("theme-frames-none", "insight:theme_frames", "leader"),
    Shown("themes", "insight:themes", "leader", _framed, "?since=2026-01&until=2026-03"),
    Shown("themes-team", "insight:themes", "north-lead", _framed, "?since=2026-01&until=2026-03"),
    Shown("theme-frames", "insight:theme_frames", "leader", _framed),
    Shown("theme-one", "insight:theme_one", "leader", _frame),
    Shown("theme-comments", "insight:theme_comments", "leader", _frame, "?since=2026-01&until=2026-03"),
    Shown("theme-audit", "insight:theme_audit", "leader", _framed, "?month=2026-03"),
    Shown("theme-audit-none", "insight:theme_audit", "leader", _framed, "?month=2020-03"),
    Shown("mail-empty", "manage:mail", "leader", query="?state=dismissed"),
    Shown("mail-one", "manage:mail_one", "leader", _mail("I took the parcel in for her.")),
    Shown("mail-unreadable", "manage:mail_one", "leader", _mail()),
    Shown("mail", "manage:mail", "leader"),
    Shown("submission", "manage:submission", "leader", _submission),
    Shown("problems", "manage:problems", "leader"),
    Shown("problems-empty", "manage:problems", "leader", query="?q=nothing+is+like+this"),
    Shown("problem-new", "manage:problem_new", "leader"),
    Shown("problem", "manage:problem", "leader", lambda house: [house.problem]),
    Shown("problem-agent", "manage:problem", "north-agent", lambda house: [house.problem]),
    Shown("problem-rows", "manage:problem_rows", "leader", lambda house: [house.problem], "?since=2026-02-09"),
    Shown("card", "desk:card", "north-agent"),
    Shown("card-empty", "desk:card", "south-agent"),
    Shown("discretion", "manage:discretion", "leader"),
    Shown("exemptions", "manage:exemptions", "leader"),
    Shown("exemptions-empty", "manage:exemptions", "leader", query="?state=lapsed"),
    Shown("case-exempted", "desk:case", "north-agent", case("working")),
    Shown("owed", "desk:owed", "partner"),
    Shown("between", "desk:between", "south-agent"),
    Shown("between-empty", "desk:between", "north-agent-2"),
    Shown("between-partner", "desk:between", "partner"),
    Shown("aftermath", "insight:aftermath", "analyst", query="?until=2026-02"),
    Shown("customers", "manage:customers", "leader"),
    Shown("person", "manage:person", "leader", lambda house: [house.company.contacts["A-1"]]),
    Shown("customer", "manage:customer", "leader", lambda house: [house.company.accounts["A-1"]]),
    Shown("contacting", "manage:contacting", "leader"),
    Shown("contacting-empty", "manage:contacting", "leader", query="?reason=no+address"),
    Shown(
        "contacting-person",
        "manage:contacting_person",
        "leader",
        lambda house: [house.company.contacts["A-1"]],
    ),
    Shown("contacting-rules", "manage:contacting_rules", "leader"),
    Shown("contacting-rules-agent", "manage:contacting_rules", "north-agent"),
    Shown("promises", "manage:promises", "leader"),
    Shown("promises-empty", "manage:promises", "leader", query="?state=broken"),
    Shown("promise-new", "manage:promise_new", "north-agent"),
    Shown("promise", "manage:promise", "north-agent", _promise),
    Shown("reports", "manage:reports", "leader"),
    Shown("report-new", "manage:report_new", "north-lead", query="?subject=change"),
    Shown("report", "manage:report", "leader", _report),
    Shown("told", "respond:told", args=_told),
    Shown("told-arabic", "respond:told", args=_told, query="?lang=ar"),
    Shown("portfolio", "manage:portfolio", "leader"),
    Shown("portfolio-unknown", "manage:portfolio", "leader", query="?state=unknown"),
    Shown("portfolio-focus", "manage:portfolio_focus", "leader"),
    Shown("portfolio-warning", "manage:portfolio_warning", "leader"),
    Shown("portfolio-moves", "manage:portfolio_moves", "leader"),
    Shown("portfolio-thresholds", "manage:portfolio_thresholds", "leader"),
    Shown("portfolio-preview", "manage:portfolio_thresholds", "leader", query=PREVIEW),
    Shown(
        "portfolio-customer",
        "manage:portfolio_customer",
        "leader",
        lambda house: [house.company.accounts["A-1"]],
    ),
    Shown("portfolio-board", "manage:portfolio", "board"),
    Shown("surveys", "manage:surveys", "leader"),
    Shown("survey-new", "manage:survey_new", "leader"),
    Shown("survey-one", "manage:survey", "leader", lambda house: [house.survey]),
    Shown("imports", "manage:imports", "leader"),
    Shown("import", "manage:import", "leader", _import),
    Shown("standards", "manage:standards", "leader"),
    Shown("journeys", "manage:journeys", "leader"),
    Shown("journey-new", "manage:journey_new", "leader"),
    Shown("journey", "manage:journey", "leader", mapped, WINDOW),
    Shown("journey-agent", "manage:journey", "south-agent", mapped, "?since=2025-01&until=2025-02"),
    Shown("journey-edit", "manage:journey_edit", "leader", mapped, "?step=confirm"),
    Shown("journey-version", "manage:journey_version", "analyst", lambda house: ["order-to-door", 1]),
    Shown("journey-scorecard", "manage:journey_scorecard", "leader", mapped, WINDOW),
    Shown("journey-scorecard-empty", "manage:journey_scorecard", "south-agent", mapped, "?since=2025-01&until=2025-02"),
    Shown("journey-bumps", "manage:journey_bumps", "leader", mapped, WINDOW),
    Shown("journey-bumps-empty", "manage:journey_bumps", "south-agent", mapped, "?since=2025-01&until=2025-02"),
    Shown("journey-opening", "manage:journey_opening", "north-agent"),
    Shown("journey-points", "manage:journey_points", "board", query=WINDOW),
    Shown("journey-standards", "manage:journey_standards", "leader", query=WINDOW),
    Shown("journey-standards-agent", "manage:journey_standards", "north-agent", query=WINDOW),
    Shown("journey-standard", "manage:journey_standard", "leader", lambda house: ["at-once"], WINDOW),
    Shown("to-read", "explain:read", "north-agent"),
    Shown("to-read-done", "explain:read", "leader"),
    Shown("item", "explain:item", "north-agent", told("node")),
    Shown("item-check", "explain:item", "north-agent-2", told("acknowledged")),
    Shown("item-brief", "explain:item", "north-lead", told("manager")),
    Shown("questions", "explain:questions", "north-lead"),
    Shown("announcements", "explain:announcements", "leader"),
    Shown("announcement-new", "explain:announcement_new", "leader"),
    Shown("announcement", "explain:announcement", "leader", told("announcement")),
    Shown("announcement-team", "explain:announcement", "north-lead", told("announcement")),
    Shown("announcement-coming", "explain:announcement", "leader", told("coming")),
    Shown("announcement-write", "explain:write", "leader", told("coming")),
    Shown("answers", "explain:cards", "leader"),
    Shown("answers-found", "explain:cards", "north-agent", query="?q=parcel"),
    Shown("trace", "explain:trace", "leader", told("complaint")),
    Shown("trace-none", "explain:trace", "leader", case("late")),
    Shown("guidance", "explain:guidance", "leader"),
    Shown("guidance-partner", "explain:guidance", "partner"),
    Shown("guidance-agent", "explain:guidance", "south-agent"),
    Shown("guidance-one", "explain:guidance_one", "partner", told("guideline")),
    Shown("channels", "explain:channels", "leader"),
    Shown("responsibilities", "explain:responsibilities", "leader"),
    Shown("decisions", "explain:decisions", "leader"),
    Shown("decision-new", "explain:decision_new", "leader"),
    Shown("decision", "explain:decision", "board", told("decision")),
    Shown("decision-draft", "explain:decision", "leader", told("draft")),
    Shown("burden", "explain:burden", "board"),
    Shown("directions", "explain:directions", "leader"),
    Shown("conflicts", "explain:conflicts", "leader"),
    Shown("contradictions", "explain:contradictions", "leader"),
    Shown("supervisor", "explain:supervisor", "leader"),
    Shown("campaigns", "explain:campaigns", "leader"),
    Shown("campaign-new", "explain:campaign_new", "leader"),
    Shown("campaign", "explain:campaign", "leader", told("campaign")),
    Shown("campaign-board", "explain:campaign", "board", told("campaign")),
    Shown("wish", "ideas:wish", "leader", lambda house: [ideas.wished(house.company, TODAY)]),
    Shown("wishes", "ideas:wishes", "leader"),
    Shown("wishes-empty", "ideas:wishes", "south-agent"),
    Shown("ideas", "ideas:ideas", "leader"),
    Shown("idea-new", "ideas:idea_new", "north-agent"),
    Shown("idea-new-experiment", "ideas:idea_new", "leader", query="?track=experiment"),
    Shown("idea-proposed", "ideas:idea", "north-lead", _idea(False)),
    Shown("idea-running", "ideas:idea", "north-lead", _looked),
    Shown("walk", "ideas:walk", "north-lead", lambda house: [ideas.walk(house.company, TODAY)]),
    Shown("walk-new", "ideas:walk_new", "north-lead"),
    Shown("walks", "ideas:walks", "leader"),
    Shown("walks-board", "ideas:walks", "board"),
    Shown("pulses", "colleagues:pulses", "leader"),
    Shown("pulses-agent", "colleagues:pulses", "south-agent"),
    Shown("pulse", "colleagues:pulse", "leader", _pulse(True)),
    Shown("pulse-open", "colleagues:pulse", "leader", _pulse(False)),
    Shown("pulse-answer", "colleagues:pulse_answer", "south-agent", _pulse(False)),
    Shown("employee-link", "colleagues:link", "board"),
    Shown("time", "colleagues:time", "north-lead", _diary),
    Shown("time-empty", "colleagues:time", "south-agent"),
    Shown("leaders", "colleagues:leaders", "leader", query="?since=2026-02&until=2026-03"),
    Shown("leaders-empty", "colleagues:leaders", "board", query="?since=2025-02"),
    Shown("digest", "colleagues:digest", "leader", lambda house: _digest(house)[:0]),
    Shown("digest-none", "colleagues:digest", "partner"),
    Shown("digest-link", "colleagues:digest_link", args=_digest),
    Shown("digest-off", "colleagues:digest_off", args=_digest),
    Shown("praise", "colleagues:praise", "north-lead"),
    Shown("coaching", "colleagues:coaching", "north-lead", lambda house: _own_plan(house)[:0]),
    Shown("coaching-agent", "colleagues:coaching", "south-agent"),
    Shown("coaching-new", "colleagues:coaching_new", "north-lead", _pattern),
    Shown("coaching-plan", "colleagues:coaching_plan", "north-agent", _own_plan),
    Shown("coaching-effect", "colleagues:coaching_effect", "leader", query="?since=2026-03"),
    Shown("training", "colleagues:training", "leader"),
    Shown("circulation", "insight:circulation", "leader", query="?month=2026-03"),
    Shown("circulation-waiting", "insight:circulation", "south-agent", query="?state=waiting"),
    Shown("insight", "insight:home", "analyst", query=WINDOW),
    Shown("drivers", "insight:drivers", "analyst", lambda house: ["nps"], WINDOW),
    Shown("drivers-dealt", "insight:drivers", "analyst", lambda house: ["nps"], f"{WINDOW}&dealt=1"),
    Shown("communication-effort", "insight:effort", "leader", query=WINDOW),
    Shown("worth", "insight:worth", "analyst", query="?until=2026-02"),
    Shown("worth-one", "insight:worth", "board", query="?until=2026-02&months=3&promise=first_response&cost=500"),
    Shown("dashboards", "insight:dashboards", "leader", lambda house: built(house)[1:]),
    Shown("dashboard", "insight:dashboard", "leader", built),
    Shown("gaming", "insight:gaming", "analyst", query="?since=2026-01&until=2026-03"),
    Shown("kpis", "insight:kpis", "leader", _kpis, "?until=2026-02&months=3"),
    Shown("kpis-none", "insight:kpis", "board", query="?until=2026-02"),
    Shown("definitions", "insight:definitions", "analyst"),
    Shown("metric", "insight:metric", "analyst", lambda house: ["nps"], WINDOW),
    Shown("metric-census", "insight:metric", "analyst", lambda house: ["time_to_resolution"], WINDOW),
    Shown("rows", "insight:rows", "analyst", lambda house: ["nps"], WINDOW),
    Shown("pack", "board:pack", "board", lambda house: [house.february]),
    Shown("resolutions", "board:resolutions", "leader"),
    Shown("resolution", "board:resolution", "leader", _resolution),
    Shown("close", "board:close", "leader"),
    Shown("period", "board:period", "leader", lambda house: [house.february]),
    Shown("settings", "settings:home", "admin"),
    Shown("units", "settings:units", "admin"),
    Shown("unit", "settings:unit", "admin", lambda house: [house.company.units["north"]]),
    Shown("people", "settings:people", "admin"),
    Shown("person", "settings:person", "admin", lambda house: [house.company.people["north-agent"]]),
    Shown("who", "settings:who", "admin"),
    Shown("keys", "settings:keys", "admin"),
    Shown("webhooks", "settings:webhooks", "admin"),
    Shown("webhook", "settings:webhook", "admin", _webhook),
    Shown("jobs", "settings:jobs", "admin"),
    Shown("audit", "settings:audit", "admin"),
)

NO_PAGE = {
    "home": "sends a role to its home",
    "board:home": "sends to the newest pack",
    "account_set_password": "sends to the page that mails a password",
    "healthz": "JSON",
    "readyz": "JSON",
    "account_logout": "sends away who is not signed in; signed in, it is a button on every page",
    "desk:export": "a file",
    "insight:theme_say": "POST only",
    "insight:theme_draw": "POST only",
    "insight:theme_act": "POST only",
    "insight:theme_change": "POST only",
    "manage:mail_act": "POST only",
    "manage:mail_original": "a file",
    "desk:record": "a file",
    "desk:file": "a file",
    "insight:export": "a file",
    "insight:dashboard_file": "a file",
    "board:file": "a file",
    "manage:document": "a file",
    "desk:letter": "a file",
    "manage:exemptions_file": "a file",
    "manage:person_file": "a file",
    "manage:journey_file": "a file",
    "manage:import_refused": "a file",
    "explain:proof": "a file",
    "ideas:walk_photo": "a file",
    "openid_connect_login": "sends to the identity provider, where one is set up",
    "openid_connect_callback": "comes back from the identity provider",
    "mfa_reauthenticate_webauthn": "needs a passkey: looked at in test_passkeys.py",
    "mfa_remove_webauthn": "needs a passkey: looked at in test_passkeys.py",
    "mfa_login_webauthn": "gives the browser what it signs",
    "settings:audit_verify": "answers with a message on the trail's page",
    **dict.fromkeys(
        (
            "theme", "demo_sign_in", "desk:assign", "desk:act", "desk:link", "desk:code", "desk:owed_finish",
            "manage:problem_act", "manage:discretion_grant", "manage:discretion_decide", "manage:grant_stop",
            "manage:discretion_propose", "manage:standard_set", "desk:between_move",
            "manage:survey_draft", "manage:survey_move",
            "manage:journey_bump_act",
            "explain:guidance_bind", "explain:guidance_state", "manage:journey_standard_publish", "manage:journey_save",
            "manage:standard_publish", "board:sign", "board:resolution_add", "manage:person_erase",
            "manage:survey_draft", "manage:survey_move", "manage:survey_invite",
            "manage:promise_settle", "manage:report_act", "manage:report_link", "manage:contacting_record",
            "manage:journey_standard_publish", "manage:journey_save",
            "manage:standard_publish", "board:sign", "board:resolution_add",
            "board:resolution_step", "board:open", "board:step", "settings:unit_add",
            "settings:person_add", "settings:grant", "settings:grant_end", "settings:key_issue", "settings:key_revoke",
            "settings:job_replay", "manage:import_say", "manage:import_start",
            "settings:job_replay", "manage:portfolio_thresholds_save", "manage:portfolio_potential",
            "manage:portfolio_play", "manage:portfolio_decision", "manage:portfolio_play_end",
            "manage:portfolio_settle", "manage:portfolio_review",
            "settings:job_replay", "explain:act", "explain:answer", "explain:step", "explain:decision_step",
            "explain:direction_step", "explain:conflict_step", "explain:trace_act", "explain:card_draft",
            "explain:card_step",
            "explain:supervisor_record", "explain:contradictions_check", "explain:contradiction_rule",
            "ideas:idea_step", "ideas:wish_merge", "ideas:wish_step", "ideas:walk_roster", "ideas:walk_step",
            "colleagues:pulse_open", "colleagues:pulse_close", "colleagues:time_step", "colleagues:leader_count",
            "colleagues:digest_choose",
            "colleagues:praise_name", "colleagues:coaching_step", "colleagues:training_pass",
            "explain:campaign_step", "insight:kpi_keep", "insight:kpi_readings", "insight:kpi_drop",
            "insight:dashboard_add", "insight:dashboard_step",
            "settings:webhook_add", "settings:webhook_step",
        ),
        "takes a POST only",
    ),
}  # fmt: skip
