"""What the made-up company told its people: the texts of decisions, announcements and policies."""

from heedful.domain.communication.operations import NewItem
from heedful.domain.communication.rules.wording import Words

PLAN = {
    "title": "A new sorting plan for Mombasa",
    "what": "Mombasa sorts parcels by customer segment before it sorts them by street.",
    "why": "A new sorting plan for Mombasa, sorted by customer segment.",
}
PLAN_WORDS = Words(
    title="New sorting plan for Mombasa",
    what_changes="Parcels are sorted by segment, then by street.",
    why="The committee has decided it.",
    for_whom="Everybody at the depots and in the contact centre.",
    what_to_say="We have a new plan in place.",
    what_not_to_say="Do not speak about segments.",
    whom_to_ask="Your head of unit.",
    questions=(("Why is my parcel late?", "There is a new plan in place."),),
)
PLAN_CHECK = (
    NewItem(
        question="A customer asks why her parcel stands in Mombasa since yesterday. What do you tell her?",
        options=("It is sorted today and leaves tonight", "There is a new plan", "Call again", "We do not know"),
        right=0,
        passage="what_to_say",
        scenario=True,
    ),
    NewItem(
        question="In what order are parcels sorted now?",
        options=("By segment, then by street", "By street, then by segment", "As they come", "By weight"),
        right=0,
        passage="what_changes",
    ),
    NewItem(
        question="Whom do you ask when a street has no bag?",
        options=("The head of unit", "Nobody: wait", "The customer", "The driver"),
        right=0,
        passage="for_whom",
    ),
)
REPAIR = {
    "title": "The sorting plan put right",
    "what": "Mombasa sorts parcels once, by street, at night; urgent ones have a bag of their own.",
    "why": (
        "Because sorting twice let parcels stand for a day, customers on the coast waited longer than we had promised "
        "them, and 38 of 100 parcels came late."
    ),
}
REPAIR_WORDS = Words(
    title="Mombasa sorts once, at night",
    what_changes="From the first of the month parcels are sorted once, by street, at night. Urgent ones have a bag.",
    why="Sorting twice made parcels stand for a day. Customers waited longer than we promised. We were wrong.",
    for_whom="Everybody at the depots and in the contact centre, riders of Swift included.",
    what_to_say="Your parcel leaves the same night. We sorted it twice before, and that was our mistake.",
    what_not_to_say="Do not call it a policy, and do not promise an hour.",
    whom_to_ask="Your head of unit, then Omar Said.",
    questions=(("Why was my parcel late last month?", "We sorted it twice. From this month we sort once, at night."),),
)
REPAIR_CHECK = (
    NewItem(
        question="A customer asks why her parcel was late last month. What do you tell her?",
        options=("We sorted it twice; that is over", "It was the driver", "Our policy changed", "We do not know"),
        right=0,
        passage="what_to_say",
        scenario=True,
    ),
    NewItem(
        question="When are parcels for the coast sorted now?",
        options=("Once, at night", "Twice", "In the morning", "As they come"),
        right=0,
        passage="what_changes",
    ),
    NewItem(
        question="What do you not promise?",
        options=("An hour of delivery", "The same night", "A call back", "An answer"),
        right=0,
        passage="what_not_to_say",
    ),
)
REFUND_WORDS = Words(
    title="Refunds come within days, not weeks",
    what_changes="A lost or broken parcel is refunded within [[refund-days]] of the claim. It took three weeks.",
    why="Claims were the reason that came up most when customers left; they did not believe that we pay.",
    for_whom="Everybody who speaks with customers, partners included.",
    what_to_say="You will have your money within [[refund-days]] of your claim. You need not call again.",
    what_not_to_say="Do not ask for a second form, and do not say that it depends.",
    whom_to_ask="Your head of unit, then claims in Nairobi.",
    questions=(
        ("What do you need from me?", "The number of your parcel and a photograph. Nothing else."),
        ("And if it takes longer?", "Tell me, and I open a case for you while you wait."),
    ),
)
REFUND_CHECK = (
    NewItem(
        question="A customer says: I sent the photograph on Monday. When do I have my money? What do you tell him?",
        options=("Within 5 days of the claim", "In three weeks", "It depends on the depot", "Call claims"),
        right=0,
        passage="what_to_say",
        scenario=True,
    ),
    NewItem(
        question="What does a customer send?",
        options=("The number and a photograph", "Two forms", "A receipt and a form", "Nothing"),
        right=0,
        passage="what_not_to_say",
    ),
    NewItem(
        question="Why do we change it?",
        options=("Customers left over claims", "The law asks for it", "It is cheaper", "A partner wants it"),
        right=0,
        passage="why",
    ),
)
OVERRIDE = "The radio slots are paid, and the committee expects the plan to work by then."
DIRECTIONS = (
    ("vision", "vision", "Every parcel is somebody's day: we keep our word about it.", "", ""),
    ("on-the-day", "objective", "Parcels come on the promised day, everywhere.", "Delivered on time", "93 %"),
    ("customers-first", "direction", "Customers first, always!", "", ""),
)
CLAUSE_WHY = "Because people need to know what they get, and colleagues need to be able to say it."
CLAUSES = (
    ("refund", "Refund", "A lost or broken parcel is refunded within 5 days of the claim.", True),
    ("second-try", "Second delivery", "Who was not at home gets a second delivery free of charge.", True),
)
