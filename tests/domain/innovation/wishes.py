"""Wishes as customers word them: groups of wordings that ask for the same thing. The halves share no topic.

The threshold of likeness was chosen on FIRST; SECOND was written before it was tried on it.
"""

FIRST = """
Please deliver on Saturdays too
I wish you delivered at the weekend, Saturday would do
Saturday delivery please!

Send me a text message an hour before the driver comes
A text message before the driver arrives would help
Could the driver text me one hour ahead?

Let me change the delivery address after ordering
It should be possible to change my address once the parcel is on its way
Changing the address of a delivery online

A pick-up locker near the railway station
Put parcel lockers at the station
locker at the train station please

Bigger print on the invoice, I cannot read it
The print of your invoices is too small to read
invoice with larger print

Invoices by e-mail as PDF
please mail me the invoice as a pdf
I want a PDF invoice in my e-mail

A phone number with a real person
Let me talk to a real person on the phone
real persons on the phone, no robot

Opening hours until eight in the evening
Please stay open in the evening until 8
longer opening hours in the evenings

Pay with mobile money
Mobile money as a way to pay
paying by mobile money would be great

Recycle the packaging: take the cartons back
Take back your cartons for recycling
recycling of cartons and packaging

Show on a map where my parcel is
A map that shows the parcel live
live map with my parcel on it

Let the neighbour take the parcel
Leave my parcel with the neighbour
neighbour delivery when nobody is home

A calendar to book the delivery slot
Book a delivery slot myself
let us book slots for deliveries

Return labels inside the box
Please put a return label in the box
return label in every box

An app in Swahili
Swahili in the app please
Why is the app not in Swahili?

Insurance for fragile glass
Insure glass and fragile goods
insurance of fragile things such as glass

Wheelchair ramp at the Mombasa shop
Your shop in Mombasa needs a ramp for wheelchairs
ramp for wheelchair users, shop Mombasa

Discount for students
student discount
Please give students a discount

Cold boxes for medicine
Medicine should travel in a cold box
ship medicines cold, in cooled boxes

Quieter music on the waiting line
The waiting music is too loud, make it quieter
no loud music while waiting

A loyalty card with points
Points for loyalty, on a card
collect loyalty points

Photo of the parcel at the door as a proof
Send a photo as proof when the parcel is at the door
proof of delivery with a photo

More parking in front of the depot
parking at the depot
The depot has no parking places

Gift wrapping at Christmas
Wrap gifts for Christmas
christmas gift wrap service
"""
SECOND = """
Vegetarian dishes on the evening flight
more vegetarian dishes on board
Why no vegetarian food on your flights?

Choose my seat when I book
let me pick a seat during booking
seat choice at booking without a fee

Power sockets under the seats
A socket at every seat to charge a phone
sockets to charge the laptop

Wireless internet in the waiting room
internet access while we sit in the waiting room
wireless internet, waiting room

A play corner for children
Children need a corner to play
play corner with toys for the children

Show prices with tax included
prices including tax, not without
Tax should be included in the prices you show

Cancel a subscription online
Online cancellation of the subscription
I want to cancel my subscription on the internet

Reminder before the appointment
Remind me of my appointment the day before
appointment reminders by message

Sign language interpreter at the counter
A counter with sign language
someone who knows sign language

Spare parts for old coffee machines
Keep spare parts of older coffee machines
coffee machine spare parts

Refill bottles instead of new ones
refillable bottles please
Let us refill our bottles

Lighter suitcases with better wheels
The wheels of the suitcase should last
suitcase wheels that do not break

A dark theme for the website
website with a dark theme
Please make a dark theme, the website is so bright

Deposit cash at the machine
cash deposits at your machines
A machine that takes cash deposits

Shorter queue for pensioners
a queue of their own for pensioners
Pensioners should not stand in the queue

Lessons on how to use the sewing machine
sewing lessons for beginners
Offer a lesson with each sewing machine
"""
FILLERS = ("", "Hello, ", "Thank you for your service. ", "It would be great if you could do this: ", "My wish: ")


def slip(text: str, seed: int) -> str:
    """Swap two neighbouring letters of a long word, as a hurried hand does."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 6]
    if long:
        place = long[seed % len(long)]
        word, cut = words[place], 2 + seed % 3
        words[place] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)


def planted(told: str) -> dict[str, tuple[int, str]]:
    """Return (group, text) by key: every wording, with fillers, a third of them with a slip."""
    found: dict[str, tuple[int, str]] = {}
    for group, wordings in enumerate(told.strip().split("\n\n")):
        for wording in wordings.splitlines():
            number = len(found)
            text = FILLERS[number % len(FILLERS)] + wording
            found[f"w{number:03}"] = (group, slip(text, number) if number % 3 == 0 else text)
    return found
