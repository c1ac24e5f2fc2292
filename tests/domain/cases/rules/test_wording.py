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

ELSEWHERE: dict[str, tuple[list[str], list[str]]] = {
    "sw": (
        [
            "Samahani, sera yetu hairuhusu kurudisha pesa baada ya siku 14.",
            "Kwa mujibu wa kanuni zetu, hatuwezi kulipa gharama ya usafiri.",
            "Hatuwezi kubadilisha anwani kwa sababu ya sera yetu.",
            "Hiyo ni kinyume cha taratibu zetu.",
            "Nasikitika, lakini hiyo ndiyo sera yetu.",
            "Mfumo hauruhusu nibadilishe oda.",
            "Ningependa kusaidia, lakini mikono yangu imefungwa.",
            "Mimi ninafuata taratibu tu.",
            "Hatufanyi ubaguzi kwa mteja yeyote.",
            "Ulipaswa kusoma masharti kabla ya kununua.",
        ],
        [
            "Sera yetu inaruhusu kurudisha ndani ya siku 30, na pesa ziko njiani.",
            "Tumebadilisha kanuni zetu kwa sababu ya ulichotuambia.",
            "Samahani kwa kuchelewa; nimekurudishia ada.",
            "Kwa mujibu wa kumbukumbu zetu dereva alifika saa tatu.",
            "Hatuwezi kuleta Jumapili, lakini Jumatatu saa mbili tunaweza.",
            "Tumefanya ubaguzi kwa ajili yako.",
            "Mfumo umerudi na oda yako imo.",
            "Masharti yetu yako upande wako: utapata kipya.",
            "Utaratibu unachukua dakika kumi; nitaufanya pamoja nawe.",
            "Ni kosa letu, na pole sana.",
        ],
    ),
    "fr": (
        [
            "Notre politique ne permet pas de remboursement.",
            "Nos règles nous interdisent de changer l’adresse.",
            "Selon nos conditions, nous ne pouvons pas payer.",
            "C’est contraire à nos règles.",
            "Nous ne faisons aucune exception.",
            "Le système ne me permet pas de le saisir.",
        ],
        [
            "Notre politique couvre ce cas: vous êtes remboursé.",
            "Nous avons changé nos règles grâce à vous.",
            "Nous ne pouvons pas livrer dimanche, mais lundi oui.",
            "Nous avons fait une exception pour vous.",
            "Le système fonctionne de nouveau.",
        ],
    ),
    "de": (
        [
            "Unsere Richtlinien erlauben das leider nicht.",
            "Laut unserer Bestimmungen können wir die Gebühr nicht erstatten.",
            "Das verstößt gegen unsere Regeln.",
            "Wir machen keine Ausnahmen.",
            "Das System lässt mich nicht.",
            "Mir sind die Hände gebunden.",
        ],
        [
            "Nach unseren Regeln steht Ihnen das Geld zu.",
            "Wir haben unsere Vorschriften geändert.",
            "Am Sonntag können wir nicht liefern, am Montag schon.",
            "Wir haben für Sie eine Ausnahme gemacht.",
            "Das System läuft wieder.",
        ],
    ),
    "es": (
        [
            "Nuestra política no permite reembolsos.",
            "Las normas prohíben cambiar la dirección.",
            "Según nuestras condiciones, no podemos pagar.",
            "Eso va en contra de nuestras normas.",
            "No hacemos excepciones.",
            "Tengo las manos atadas.",
        ],
        [
            "Nuestra política lo cubre: le devolvemos el dinero.",
            "Hemos cambiado nuestras normas por usted.",
            "No podemos entregar el domingo, pero sí el lunes.",
            "Hicimos una excepción para usted.",
            "El sistema funciona de nuevo.",
        ],
    ),
}


def precision(shields: list[str], fine: list[str]) -> float:
    """Return the share of flagged texts that hold a shield."""
    hits = sum(bool(policy_shields(text)) for text in shields)
    return hits / (hits + sum(bool(policy_shields(text)) for text in fine))


@pytest.mark.parametrize("language", list(ELSEWHERE))
def test_other_languages_are_as_precise(language: str) -> None:
    shields, fine = ELSEWHERE[language]
    assert [text for text in shields if not policy_shields(text)] == []
    assert precision(shields, fine) >= 0.8, [text for text in fine if policy_shields(text)]


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
