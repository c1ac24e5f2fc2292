"""The words by which values are written, in English, French and Kiswahili."""

import re

NUMBERS = {
    name: n
    for n, names in enumerate(
        (
            "zero", "one moja", "two twice deux mbili", "three trois tatu", "four quatre nne", "five cinq tano",
            "six sita", "seven sept saba", "eight huit nane", "nine neuf tisa", "ten dix kumi", "eleven", "twelve",
            "thirteen", "fourteen quatorze",
        )
    )
    for name in names.split()
} | {"fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90}  # fmt: skip
MONTHS = {
    name: n
    for n, names in enumerate(
        (
            "january jan janvier januari", "february feb février februari", "march mar mars machi",
            "april apr avril aprili",
            "may mai mei", "june jun juin juni", "july jul juillet julai", "august aug août agosti",
            "september sep sept septembre septemba", "october oct octobre oktoba", "november nov novembre novemba",
            "december dec décembre desemba",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
SPANS = {
    "day": 24, "days": 24, "jour": 24, "jours": 24, "siku": 24, "hour": 1, "hours": 1, "heure": 1, "heures": 1,
    "saa": 1, "week": 168, "weeks": 168, "semaine": 168, "semaines": 168, "wiki": 168, "month": 720, "months": 720,
    "mois": 720, "mwezi": 720, "miezi": 720, "year": 8760, "years": 8760, "fortnight": 336,
}  # fmt: skip
MONEY = {"kes": "KES", "ksh": "KES", "shillings": "KES", "shilling": "KES", "shilingi": "KES", "kshs": "KES",
         "usd": "USD", "$": "USD", "dollars": "USD", "eur": "EUR", "€": "EUR", "euros": "EUR",
         "euro": "EUR"}  # fmt: skip
DENIES = re.compile(
    r"\b(no longer|not|no|never|cannot|can't|won't|don't|doesn't|isn't|aren't|without|neither|nor|pas|jamais|"
    r"aucun|aucune|hakuna|hapana|si|huwezi|bila)\b|\bfree of\b|\bnothing\b",
    re.IGNORECASE,
)
STOP = """the and for you your our they them their that this with from will are was were has have been can may must of
to in is it we on at by or be an as if not no never any all does do cannot now new us one only also when what which who
within after before until than least most up more per each please always les des une pour vous votre dans est de la le
et kwa ya na wa ni za"""
IGNORED = frozenset(STOP.split()) | set(NUMBERS) | set(SPANS) | set(MONTHS) | set(MONEY)
