"""Reviewed phrases that hold a policy up as a shield, by language. Each language is tried on every text.

A phrase enters when it refuses in the name of a rule. To add a language, add its phrases here and at least ten
sentences of each sort to the tests: with a shield, and naming a rule as a fact.
"""

_OUR = r"(?:our|the|this|company)"
_NOUN = r"(?:polic(?:y|ies)|rules?|procedures?|terms(?: and conditions)?|guidelines?|regulations?)"
_RULE = rf"{_OUR} (?:company |store |return |returns |refund )?{_NOUN}"
_NOT = r"(?:does not|do not|doesn['’]t|don['’]t|cannot|can['’]t|will not|won['’]t)"
_BY = r"(?:under|according to|as per|per|due to|because of|in line with|in accordance with)"
_REFUSE = r"(?:cannot|can['’]t|unable to|not able to|not possible|not allowed|not eligible|not entitled|must decline)"

_ENGLISH = [
    rf"\b{_RULE}(?: simply)? {_NOT} (?:allow|permit|let|cover|provide)\b",
    rf"\b{_RULE} (?:prohibits?|forbids?|prevents?)\b",
    rf"\b{_BY} {_RULE},? (?:\w+ ){{0,3}}{_REFUSE}\b",
    rf"\b{_REFUSE}(?: [\w'’]+){{1,8}},? {_BY} {_RULE}\b",
    rf"\bagainst {_RULE}\b",
    rf"\b(?:it|that)(?: is|['’]s) (?:just |simply |only )?{_RULE}[.!,]",
    r"\b(?:the|our) (?:system|computer) (?:does not|doesn['’]t|will not|won['’]t) (?:allow|let|permit)\b",
    r"\b(?:my|our) hands are tied\b",
    r"\bI(?: a|['’])m (?:just|only) following (?:the )?(?:policy|procedures?|rules|orders)\b",
    r"\bas (?:clearly )?(?:stated|set out|written) in (?:our|the) (?:terms|policy|conditions)\b",
    r"\b(?:we|I) (?:do not|don['’]t|cannot|can['’]t) make (?:any )?exceptions?\b",
    r"\byou should have read (?:our|the) (?:terms|policy|conditions)\b",
]

_SERA = r"(?:sera|kanuni|sheria|taratibu|utaratibu|masharti|miongozo)"
_YETU = r"(?:yetu|zetu|wetu|ya kampuni|za kampuni|wa kampuni)"
_HAIRUHUSU = r"(?:hairuhusu|haziruhusu|hauruhusu|hayaruhusu|haituruhusu|hazituruhusu|inakataza|zinakataza|yanakataza)"
_HATUWEZI = r"(?:hatuwezi|siwezi|haiwezekani|hairuhusiwi|haruhusiwi|huruhusiwi)"
_KWA = r"(?:kwa mujibu wa|kulingana na|kutokana na|kwa sababu ya|chini ya)"
_SWAHILI = [
    rf"\b{_SERA} {_YETU} (?:tu )?{_HAIRUHUSU}\b",
    rf"\b{_KWA} {_SERA} {_YETU},? (?:\w+ ){{0,3}}{_HATUWEZI}\b",
    rf"\b{_HATUWEZI}(?: [\w'’]+){{1,8}},? {_KWA} {_SERA} {_YETU}",
    rf"\b(?:ni )?kinyume (?:cha|na) {_SERA} {_YETU}",
    rf"\b(?:hiyo ndiyo|ndiyo|hizo ndizo|ndizo) {_SERA} {_YETU}[.!,]",
    r"\bmfumo (?:wetu )?(?:hauruhusu|hautaruhusu|hauniruhusu|hauturuhusu)\b",
    r"\b(?:mikono yangu|mikono yetu) imefungwa\b",
    r"\b(?:ninafuata|nafuata|tunafuata) (?:sera|kanuni|taratibu|maagizo) tu\b",
    r"\b(?:hatufanyi|hatuwezi kufanya|sifanyi) ubaguzi\b",
    r"\b(?:ulipaswa|ungepaswa) kusoma (?:masharti|sera|kanuni)\b",
]

_NOS = r"(?:notre|nos|la|les|cette)"
_REGLE = rf"{_NOS} (?:politique|politiques|r[èe]gles?|proc[ée]dures?|conditions(?: g[ée]n[ée]rales)?|r[èe]glement)"
_FRENCH = [
    rf"\b{_REGLE} (?:ne )?(?:nous |me )?(?:permet|permettent|autorise|autorisent) pas\b",
    rf"\b{_REGLE} (?:nous |m['’])?(?:interdit|interdisent)\b",
    rf"\b(?:selon|conform[ée]ment [àa]|en vertu de|en raison de) {_REGLE},? (?:nous|je) ne (?:pouvons|peux) pas\b",
    r"\b(?:contraire|contre) (?:à |a )?(?:notre|nos) (?:politique|r[èe]gles?)\b",
    r"\b(?:nous ne faisons|je ne fais|nous ne pouvons faire) (?:pas d['’]|aucune )exceptions?\b",
    r"\ble syst[èe]me ne (?:le |me |nous )?permet pas\b",
]

_UNSERE = r"(?:unsere|die|diese)[nrs]? (?:richtlinien?|regeln?|vorschriften?|bestimmungen|gesch[äa]ftsbedingungen|agb)"
_ERLAUBT = r"(?:erlaubt|erlauben|gestattet|gestatten|l[äa]sst|lassen)"
_NACH = r"(?:nach|laut|gem[äa][ßs]s?|wegen|aufgrund)"
_GERMAN = [
    rf"\b{_UNSERE} {_ERLAUBT} (?:das |es |dies |uns )?(?:leider )?nicht\b",
    rf"\b{_NACH} {_UNSERE} (?:k[öo]nnen wir|kann ich|ist es|d[üu]rfen wir)(?: \w+){{0,6}} nicht\b",
    rf"\b(?:verst[öo][ßs]s?t gegen|gegen) {_UNSERE}",
    r"\b(?:wir|ich) (?:machen|mache|k[öo]nnen) (?:leider )?keine ausnahmen?\b",
    r"\bdas system (?:erlaubt|l[äa]sst) (?:das|es|mich) nicht\b",
    r"\bmir sind die h[äa]nde gebunden\b",
]

_NUESTRA = r"(?:nuestras?|la|las|el)"
_NORMA = rf"{_NUESTRA} (?:pol[íi]ticas?|normas?|reglas?|reglamento|procedimientos?|condiciones)"
_SPANISH = [
    rf"\b{_NORMA} no (?:nos |me |lo )?(?:permiten?|autorizan?)\b",
    rf"\b{_NORMA} (?:nos |lo )?proh[íi]ben?\b",
    rf"\b(?:seg[úu]n|debido a|por|conforme a) {_NORMA},? no (?:podemos|puedo|es posible)\b",
    r"\bva en contra de (?:nuestra|nuestras) (?:pol[íi]ticas?|normas?|reglas?)\b",
    r"\bno (?:hacemos|podemos hacer) excepciones\b",
    r"\bel sistema no (?:me |nos |lo )?permite\b",
    r"\btengo las manos atadas\b",
]

PHRASES: dict[str, list[str]] = {
    "en": _ENGLISH,
    "sw": _SWAHILI,
    "fr": _FRENCH,
    "de": _GERMAN,
    "es": _SPANISH,
}
