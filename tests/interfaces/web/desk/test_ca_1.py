"""CA-1 whole: from everything customers say to a queue in which nothing is lost."""

import csv
import io
import random
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heedful.domain.cases import queries
from heedful.domain.cases.models import Attachment, Case, Clock, FollowUpDecision
from heedful.domain.cases.queries import COLUMNS
from heedful.domain.feedback.enums import Kind
from heedful.domain.feedback.models import Submission
from heedful.foundation.access import CUSTOMER
from heedful.workflows import inner_loop
from tests.factories.asking import collecting_survey, invited
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn
from tests.interfaces.web.desk.test_queue import screen

SIZE = 160


@pytest.mark.feature("CA-1")
def test_nothing_is_lost_and_the_file_is_the_screen(house: Company, signed_in: SignedIn) -> None:
    chance, at = random.Random(1), house.at
    survey, version = collecting_survey(house.units["north-desk"], at)
    tokens = [None, invited(survey, house.contacts["A-1"], at)[1], invited(survey, house.contacts["A-2"], at)[1]]
    calling = 0
    for i in range(SIZE):
        score, kind = chance.randint(0, 10), chance.choice([*Kind, Kind.COMPLAINT, Kind.COMPLAINT])
        if kind is Kind.ANSWER:
            inner_loop.receive_answer(
                version_id=version, token=tokens.pop() if tokens else None, answers={"nps": score}, language="en",
                idempotency_key=f"k{i}", channel="web", by=CUSTOMER, at=at,
            )  # fmt: skip
        else:
            inner_loop.receive_feedback(
                kind=kind, channel="web", body=f"=Words {i}", submission_id=f"s{i}", name=f"Customer {i}",
                unit_id=house.units[chance.choice(["north-desk", "south-desk"])], by=CUSTOMER,
                at=at + timedelta(seconds=i),
            )  # fmt: skip
        calling += kind is Kind.COMPLAINT or (kind is Kind.ANSWER and score <= 6)
    agent = signed_in("north-agent")
    form = {"kind": "complaint", "channel": "phone", "words": "By hand", "unit": str(house.units["north-desk"])}
    by_hand = agent.post("/desk/cases/new/", form)["Location"]
    assert Submission.objects.count() == SIZE + 1
    assert queries.unmapped_submissions() == []
    assert FollowUpDecision.objects.count() == calling + 1
    assert set(FollowUpDecision.objects.exclude(no_case="").values_list("no_case", flat=True)) == {
        "nobody_to_call_back"
    }
    cases = Case.objects.count()
    assert Clock.objects.count() == 3 * cases
    assert not Case.objects.filter(next_due_at=None).exists()

    assert agent.post(f"{by_hand}take/").status_code == 302
    photo = SimpleUploadedFile("photo.jpg", b"\xff\xd8", "image/jpeg")
    assert agent.post(f"{by_hand}note/", {"body": "see photo", "files": photo}).status_code == 302
    assert agent.post(f"{by_hand}reply/", {"body": "On my way", "channel": "phone"}).status_code == 302
    worked = Case.objects.get(id=by_hand.split("/")[3])
    assert (worked.owner_id, worked.state) == (house.people["north-agent"], "acknowledged")
    assert bytes(Attachment.objects.get(message__case=worked).content) == b"\xff\xd8"

    analyst, url, shown = signed_in("analyst"), "/desk/cases/?status=all", []
    while url:
        html = analyst.get(url).content.decode()
        assert f"of {cases}</p>" in html
        shown += screen(html)
        following = re.search(r'href="(\?[^"]*after=[^"]+)"', html)
        url = f"/desk/cases/{following[1].replace('&amp;', '&')}" if following else ""
    streamed = analyst.get("/desk/cases.csv?status=all").streaming_content  # type: ignore[attr-defined]  # a stream
    header, *rows = csv.reader(io.StringIO(b"".join(streamed).decode("utf-8-sig")))
    assert header == list(COLUMNS.values())
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == shown
    assert len(shown) == cases > 50
