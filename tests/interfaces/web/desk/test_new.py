"""A case by hand, twice, with files too large, and as a stream that no cache keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from heedful.domain.cases.models import Case
from heedful.domain.cases.operations import discuss
from heedful.domain.feedback.models import Submission
from heedful.interfaces.web.desk import acts
from tests.domain.cases.conftest import OpenCase
from tests.factories.company import Company
from tests.interfaces.web.desk.conftest import SignedIn


def test_two_complaints_without_a_key_are_two_cases(house: Company, signed_in: SignedIn) -> None:
    client = signed_in("north-agent")
    given = {"kind": "complaint", "channel": "phone", "unit": str(house.units["north-desk"])}
    for words in ("The parcel is wet", "The parcel is lost"):
        assert client.post(reverse("desk:new"), given | {"words": words}).status_code == 302
    assert sorted(Submission.objects.values_list("body", flat=True)) == ["The parcel is lost", "The parcel is wet"]
    assert Case.objects.count() == 2


def test_the_stream_of_the_queue_is_kept_by_no_cache(house: Company, signed_in: SignedIn) -> None:
    answer = signed_in("leader").get(reverse("desk:export"))
    assert answer.streaming
    assert "no-store" in answer["Cache-Control"]


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    house: Company, opened: OpenCase, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = opened(house.at)
    large = SimpleUploadedFile("scan.png", b"x" * (discuss.MAX_FILE + 1), content_type="image/png")
    taken: list[object] = []
    monkeypatch.setattr(acts.cases, "File", lambda *given: taken.append(given))
    url = reverse("desk:act", args=[getattr(case, "id", case), "note"])
    answer = signed_in("leader").post(url, {"body": "see the scan", "files": large})
    assert answer.status_code == 422
    assert "larger than 5 MB" in answer.content.decode()
    assert taken == []
