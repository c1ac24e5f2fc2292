"""Policy-shield phrases: found where a rule is held up against the customer, silent where it is a fact."""

import pytest

from heedful.domain.cases.rules.wording import headline, policy_shields

SHIELDS = [
    "I am sorry but our policy does not allow refunds after 14 days.",
    "Unfortunately our company policy doesn't permit me to change the address.",
    "Our return policy will not let us take it back.",
    "Company policy prohibits exchanges without a receipt.",
    "Under our terms and conditions we cannot pay for the delay.",
    "As per our policy, it is not possible to refund shipping.",
    "According to company policy you are not entitled to a replacement.",
    "We cannot refund the delivery fee due to our policy.",
    "We are unable to waive the fee because of company rules.",
    "That would be against our policy.",
    "It's against company rules to call customers back.",
    "I know it is hard, but that is our policy.",
    "The system does not allow me to enter this.",
    "I would love to help, but my hands are tied.",
    "I'm just following procedure here.",
    "As clearly stated in our terms, delivery times are estimates.",
    "We don't make exceptions.",
    "We cannot make any exceptions for late parcels.",
    "You should have read our terms before you ordered.",
    "Our procedures do not provide for this.",
    "Because of our rules you are not eligible for a discount.",
    "In line with our guidelines, we must decline the request.",
]
FINE = [
    "Our policy covers this, so the refund is on its way.",
    "We changed our policy last week because of what you told us.",
    "You are right: our rules are confusing. Here is your money back.",
    "Under our guarantee you get a new one on Monday.",
    "I am sorry that the parcel came late. I have refunded the fee.",
    "Your insurance policy number is 4471.",
    "The policy you bought in May runs until June.",
    "As per your request, we cancelled the order.",
    "We cannot deliver on Sunday, but we can on Monday at 8.",
    "The system is up again and your order is in it.",
    "We have made an exception for you.",
    "I could not reach you by phone due to a wrong number.",
    "According to our records the courier rang at 9:15.",
    "The procedure takes ten minutes; I will do it with you on the phone.",
    "Our policy is to refund in full, so I did.",
    "The law does not allow us to open the parcel without you; could you come by?",
    "Please find our return policy attached, it allows 30 days.",
    "It is our mistake and I am sorry.",
    "We do not charge for returns.",
    "I have read the terms with you in mind and they support your claim.",
]


@pytest.mark.feature("CA-4", part="policy-shield phrases flagged with precision of at least 0.8")
def test_precision_and_recall_on_the_reviewed_list() -> None:
    hits = [text for text in SHIELDS if policy_shields(text)]
    false = [text for text in FINE if policy_shields(text)]
    assert len(hits) / (len(hits) + len(false)) >= 0.8, false
    assert len(hits) / len(SHIELDS) >= 0.9, set(SHIELDS) - set(hits)
    print(f"precision {len(hits)}/{len(hits) + len(false)}, recall {len(hits)}/{len(SHIELDS)}")


def test_the_phrase_is_quoted_where_it_stands_even_over_a_line_break() -> None:
    text = "Dear Ms Otieno,\nour policy\ndoes not allow this."
    (shield,) = policy_shields(text)
    assert text[shield.start : shield.end] == shield.phrase == "our policy\ndoes not allow"


def test_overlapping_phrases_are_quoted_once() -> None:
    (joined,) = policy_shields("As per our policy we cannot refund this due to our policy.")
    assert joined.phrase == "As per our policy we cannot refund this due to our policy"
    assert len(policy_shields("Under our policy we cannot help: that is our policy. Our hands are tied.")) == 3


def test_a_headline_is_cut_between_words() -> None:
    assert headline("one two three", limit=9) == "one two…"
    assert headline(" short \n more") == "short"
