"""What the made-up customers say."""

from collections.abc import Sequence

import numpy as np

LATE = (
    "Promised on Tuesday, came {days} days later. Nobody called.",
    "I waited at home the whole day and the parcel did not come. It arrived {days} days late.",
    "Third time late this month. The app still said 'out for delivery' when it was lying in the depot.",
    "My shop stood empty because the stock came {days} days late.",
    "Mzigo ulichelewa siku {days}. Hakuna aliyenipigia simu.",
    "The date in the message was simply not true. {days} days late and no apology.",
)
BAD = (
    "The box was open and one item was missing.",
    "The rider was rude when I asked him to wait one minute.",
    "Delivered to the wrong gate, I had to search for it myself.",
    "Nobody could tell me where the parcel was, I was sent from one to the next.",
    "The parcel was wet. It rained and it had been left outside.",
    "Paid for express and got ordinary.",
)
GOOD = (
    "The rider called ahead and was on time. Thank you!",
    "Careful with the fragile box, exactly as I asked.",
    "Came a day early, could not be better.",
    "Asante sana, huduma nzuri na ya haraka.",
    "Friendly rider, clear message, no fuss.",
    "Simple and quick. I will use you again.",
)
SO_SO = (
    "It was fine, but the time window is too wide.",
    "Good in the end. The tracking page could say more.",
    "Ordinary service, nothing to complain about.",
    "Parcel fine, the phone line is always busy though.",
)
HARD = (
    "I explained the same thing to three people.",
    "Twenty minutes of music, then the line went dead.",
    "You asked for my number four times.",
    "I was transferred twice and still had to call again.",
)
EASY = ("One call and it was done.", "The agent knew my parcel before I had finished speaking.", "Quick and kind.")
COMPLAINTS = (
    (
        "Late again, and nobody tells us anything",
        "We have had late deliveries for weeks. Our customers are leaving us.",
        "Tell us honestly what is going on and bring it on the day you promise.",
    ),
    (
        "Parcel lost",
        "The parcel with number ending 4471 has not arrived. It says delivered. It was not.",
        "Find it or refund it.",
    ),
    (
        "Damaged goods",
        "Two of four boxes were crushed. The rider made me sign before I could look.",
        "Replace the two boxes.",
    ),
    ("Charged twice", "I was charged twice for the same delivery and nobody answers my mail.", "Pay one of them back."),
    ("Rude rider", "Your rider shouted at my mother at the gate.", "An apology to her."),
)
APOLOGY = "I am sorry. You relied on the day we named and we let you down."
ANSWERS = (
    "We found the parcel at the depot and the rider brings it tomorrow before noon. The fee is refunded.",
    "The sorting plan sent your street to the wrong round. It is put right since this morning.",
    "The second charge is reversed; you see it within two working days.",
    "We replace the damaged boxes and pick the old ones up at your door.",
)
IMPACT = "The customer's own work stood still; they had told their customers our date."


def pick(rng: np.random.Generator, lines: Sequence[str]) -> str:
    """Draw one line."""
    return lines[int(rng.integers(len(lines)))]


def comment(rng: np.random.Generator, score: int, late: int) -> str:
    """Draw what somebody writes beside a score of 0 to 10."""
    if score < 7:
        return pick(rng, LATE).format(days=late) if late > 0 else pick(rng, BAD)
    return pick(rng, GOOD if score >= 9 else SO_SO)


def about_call(rng: np.random.Generator, score: int) -> str:
    """Draw what somebody writes beside an ease of 1 to 7."""
    return pick(rng, HARD if score <= 3 else EASY)
