"""The words of the customer's pages in the languages they are offered in; questions bring their own texts."""

from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import get_language_from_request

NAMES = {"en": "English", "fr": "Français", "sw": "Kiswahili", "de": "Deutsch", "ar": "العربية"}
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

ENGLISH = {
    "skip": "Skip to the form",
    "language": "Language",
    "optional": "optional",
    "next": "Next",
    "back": "Back",
    "send": "Send",
    "choose": "Choose …",
    "other": "Other",
    "none": "None of these",
    "say_more": "Please say more",
    "yes": "Yes",
    "no": "No",
    "page_of": "Page {page} of {pages}",
    "private": "Your answer is read by people who can act on it.",
    "mend": "Please look at this again",
    "required": "Please answer this question.",
    "not_a_choice": "“{value}” is not one of the answers. Please choose one that is offered.",
    "not_a_number": "“{value}” is not a number. Please write a number, such as 3.",
    "out_of_range": "“{value}” is out of range. Please give a number from {low} to {high}.",
    "too_long": "This is longer than {limit} characters. Please shorten it.",
    "too_few": "Please choose at least {limit}.",
    "too_many": "Please choose at most {limit}.",
    "not_an_email": "“{value}” is not an e-mail address. Please write it like name@example.org.",
    "not_a_date": "“{value}” is not a date. Please write it like 2026-03-17.",
    "control_characters": "This holds invisible characters. Please remove them, or type the text again.",
    "wrong": "“{value}” does not fit here. Please answer as the question asks.",
    "too_fast": "That was very quick. Please check what you wrote and send it again.",
    "trap": "Please leave this field empty.",
    "stale": "This page was open for too long. What you wrote is still here: please send it again.",
    "thanks": "Thank you",
    "thanks_text": "Your answer has arrived. It is read by people who can act on it.",
    "closed": "This link has done its work",
    "closed_text": "It has been answered already, its time has passed, or it is not known to us. "
    "If you answered: thank you, your answer is safe.",
    "tell_us": "Tell us something",
    "leave": "No more questions?",
    "leave_text": "We will not send you any more surveys. You can still write to us at any time.",
    "leave_do": "Send me no more surveys",
    "left": "Done",
    "left_text": "You will get no more surveys from us.",
    "feedback_title": "How can we do better?",
    "feedback_text": "Every message is read by a person. Tell us in your own words.",
    "kind": "What is it about?",
    "complaint": "A complaint",
    "complaint_text": "Something went wrong",
    "compliment": "A compliment",
    "compliment_text": "Somebody did well",
    "wish": "A wish",
    "wish_text": "Something could be better",
    "question": "A question",
    "question_text": "You want to know something",
    "body": "What happened?",
    "about": "What or whom is it about?",
    "about_hint": "An order, a place, a person",
    "wanted": "What would put it right?",
    "contact": "May we get back to you?",
    "contact_hint": "Only if you wish. We use it for this message and nothing else.",
    "name": "Your name",
    "email": "Your e-mail address",
    "permission": "Yes, you may contact me about this",
    "reference": "Your reference",
    "reference_text": "Keep it: with it we find your message at once.",
    "feedback_thanks": "Thank you for telling us",
    "feedback_thanks_text": "Your message has arrived and somebody will read it.",
}

FRENCH = {
    "skip": "Aller au formulaire", "language": "Langue", "optional": "facultatif", "next": "Suivant",
    "back": "Retour", "send": "Envoyer", "choose": "Choisir …", "other": "Autre", "none": "Aucune de ces réponses",
    "say_more": "Précisez, s'il vous plaît", "yes": "Oui", "no": "Non", "page_of": "Page {page} sur {pages}",
    "private": "Votre réponse est lue par des personnes qui peuvent agir.", "mend": "Merci de revoir ce point",
    "required": "Merci de répondre à cette question.",
    "not_a_choice": "« {value} » n'est pas une réponse possible. Choisissez une réponse proposée.",
    "not_a_number": "« {value} » n'est pas un nombre. Écrivez un nombre, par exemple 3.",
    "out_of_range": "« {value} » est hors limites. Donnez un nombre de {low} à {high}.",
    "too_long": "Ce texte dépasse {limit} caractères. Merci de le raccourcir.",
    "too_few": "Choisissez au moins {limit} réponses.", "too_many": "Choisissez au plus {limit} réponses.",
    "not_an_email": "« {value} » n'est pas une adresse e-mail. Écrivez par exemple nom@example.org.",
    "not_a_date": "« {value} » n'est pas une date. Écrivez par exemple 2026-03-17.",
    "control_characters": "Ce texte contient des caractères invisibles. Retirez-les ou écrivez-le à nouveau.",
    "wrong": "« {value} » ne convient pas ici. Répondez comme la question le demande.",
    "too_fast": "C'était très rapide. Vérifiez votre texte et envoyez-le à nouveau.",
    "trap": "Merci de laisser ce champ vide.",
    "stale": "Cette page est restée ouverte trop longtemps. Votre texte est toujours là : envoyez-le à nouveau.",
    "thanks": "Merci", "thanks_text": "Votre réponse est arrivée. Elle est lue par des personnes qui peuvent agir.",
    "closed": "Ce lien a fini son travail",
    "closed_text": "Il a déjà servi, son délai est passé, ou nous ne le connaissons pas. "
    "Si vous avez répondu : merci, votre réponse est bien gardée.",
    "tell_us": "Nous écrire", "leave": "Plus de questions ?",
    "leave_text": "Nous ne vous enverrons plus d'enquêtes. Vous pouvez toujours nous écrire.",
    "leave_do": "Ne plus m'envoyer d'enquêtes", "left": "C'est fait",
    "left_text": "Vous ne recevrez plus d'enquêtes de notre part.",
    "feedback_title": "Comment pouvons-nous mieux faire ?",
    "feedback_text": "Chaque message est lu par une personne. Dites-le avec vos mots.",
    "kind": "De quoi s'agit-il ?", "complaint": "Une réclamation", "complaint_text": "Quelque chose s'est mal passé",
    "compliment": "Un compliment", "compliment_text": "Quelqu'un a bien fait", "wish": "Un souhait",
    "wish_text": "Quelque chose pourrait être mieux", "question": "Une question",
    "question_text": "Vous voulez savoir quelque chose", "body": "Que s'est-il passé ?",
    "about": "De quoi ou de qui s'agit-il ?", "about_hint": "Une commande, un lieu, une personne",
    "wanted": "Qu'est-ce qui arrangerait les choses ?", "contact": "Pouvons-nous vous répondre ?",
    "contact_hint": "Seulement si vous le voulez, et pour ce message uniquement.", "name": "Votre nom",
    "email": "Votre adresse e-mail", "permission": "Oui, vous pouvez me contacter à ce sujet",
    "reference": "Votre référence", "reference_text": "Gardez-la : elle nous permet de retrouver votre message.",
    "feedback_thanks": "Merci de nous l'avoir dit",
    "feedback_thanks_text": "Votre message est arrivé et quelqu'un le lira.",
}  # fmt: skip

SWAHILI = {
    "skip": "Nenda kwenye fomu", "language": "Lugha", "optional": "si lazima", "next": "Endelea", "back": "Rudi",
    "send": "Tuma", "choose": "Chagua …", "other": "Nyingine", "none": "Hakuna kati ya hizi",
    "say_more": "Tafadhali eleza zaidi", "yes": "Ndiyo", "no": "Hapana", "page_of": "Ukurasa {page} kati ya {pages}",
    "private": "Jibu lako husomwa na watu wanaoweza kuchukua hatua.", "mend": "Tafadhali angalia hapa tena",
    "required": "Tafadhali jibu swali hili.",
    "not_a_choice": "“{value}” si mojawapo ya majibu. Tafadhali chagua jibu lililotolewa.",
    "not_a_number": "“{value}” si nambari. Tafadhali andika nambari, kama 3.",
    "out_of_range": "“{value}” iko nje ya mipaka. Tafadhali andika nambari kutoka {low} hadi {high}.",
    "too_long": "Maandishi yanazidi herufi {limit}. Tafadhali yafupishe.",
    "too_few": "Tafadhali chagua angalau {limit}.", "too_many": "Tafadhali chagua zisizozidi {limit}.",
    "not_an_email": "“{value}” si anwani ya barua pepe. Iandike kama jina@example.org.",
    "not_a_date": "“{value}” si tarehe. Iandike kama 2026-03-17.",
    "control_characters": "Kuna herufi zisizoonekana. Tafadhali ziondoe, au andika tena.",
    "wrong": "“{value}” haifai hapa. Tafadhali jibu kama swali linavyouliza.",
    "too_fast": "Hiyo ilikuwa haraka sana. Tafadhali kagua ulichoandika na utume tena.",
    "trap": "Tafadhali acha sehemu hii wazi.",
    "stale": "Ukurasa ulikaa wazi muda mrefu. Ulichoandika bado kipo: tafadhali tuma tena.",
    "thanks": "Asante", "thanks_text": "Jibu lako limefika. Husomwa na watu wanaoweza kuchukua hatua.",
    "closed": "Kiungo hiki kimemaliza kazi yake",
    "closed_text": "Kimeshajibiwa, muda wake umepita, au hatukitambui. "
    "Kama ulijibu: asante, jibu lako liko salama.",
    "tell_us": "Tuambie jambo", "leave": "Hutaki maswali tena?",
    "leave_text": "Hatutakutumia dodoso tena. Bado unaweza kutuandikia wakati wowote.",
    "leave_do": "Msinitumie dodoso tena", "left": "Tayari", "left_text": "Hutapokea dodoso tena kutoka kwetu.",
    "feedback_title": "Tunawezaje kuboresha?",
    "feedback_text": "Kila ujumbe husomwa na mtu. Tuambie kwa maneno yako.",
    "kind": "Unahusu nini?", "complaint": "Malalamiko", "complaint_text": "Kuna jambo lilikwenda vibaya",
    "compliment": "Pongezi", "compliment_text": "Mtu alifanya vizuri", "wish": "Ombi",
    "wish_text": "Kuna jambo linaweza kuboreshwa", "question": "Swali", "question_text": "Unataka kujua jambo",
    "body": "Nini kilitokea?", "about": "Kinahusu nini au nani?", "about_hint": "Agizo, mahali, mtu",
    "wanted": "Nini kingerekebisha jambo hili?", "contact": "Tunaweza kuwasiliana nawe?",
    "contact_hint": "Ukipenda tu, na kwa ujumbe huu pekee.", "name": "Jina lako", "email": "Barua pepe yako",
    "permission": "Ndiyo, mnaweza kuwasiliana nami kuhusu hili", "reference": "Kumbukumbu yako",
    "reference_text": "Ihifadhi: kwayo tunapata ujumbe wako mara moja.",
    "feedback_thanks": "Asante kwa kutuambia",
    "feedback_thanks_text": "Ujumbe wako umefika na mtu atausoma.",
}  # fmt: skip

GERMAN = {
    "skip": "Zum Formular", "language": "Sprache", "optional": "freiwillig", "next": "Weiter", "back": "Zurück",
    "send": "Absenden", "choose": "Bitte wählen …", "other": "Anderes", "none": "Nichts davon",
    "say_more": "Bitte sagen Sie mehr", "yes": "Ja", "no": "Nein", "page_of": "Seite {page} von {pages}",
    "private": "Ihre Antwort lesen Menschen, die etwas ändern können.", "mend": "Bitte sehen Sie hier noch einmal nach",
    "required": "Bitte beantworten Sie diese Frage.",
    "not_a_choice": "„{value}“ steht nicht zur Wahl. Bitte wählen Sie eine der Antworten.",
    "not_a_number": "„{value}“ ist keine Zahl. Bitte schreiben Sie eine Zahl, etwa 3.",
    "out_of_range": "„{value}“ liegt außerhalb. Bitte geben Sie eine Zahl von {low} bis {high} an.",
    "too_long": "Das sind mehr als {limit} Zeichen. Bitte kürzen Sie.",
    "too_few": "Bitte wählen Sie mindestens {limit}.", "too_many": "Bitte wählen Sie höchstens {limit}.",
    "not_an_email": "„{value}“ ist keine E-Mail-Adresse. Bitte schreiben Sie etwa name@example.org.",
    "not_a_date": "„{value}“ ist kein Datum. Bitte schreiben Sie etwa 2026-03-17.",
    "control_characters": "Hier stehen unsichtbare Zeichen. Bitte entfernen Sie sie oder schreiben Sie neu.",
    "wrong": "„{value}“ passt hier nicht. Bitte antworten Sie so, wie die Frage es verlangt.",
    "too_fast": "Das ging sehr schnell. Bitte prüfen Sie Ihren Text und senden Sie ihn noch einmal.",
    "trap": "Bitte lassen Sie dieses Feld leer.",
    "stale": "Die Seite war zu lange offen. Ihr Text ist noch da: bitte senden Sie ihn noch einmal.",
    "thanks": "Danke", "thanks_text": "Ihre Antwort ist da. Menschen lesen sie, die etwas ändern können.",
    "closed": "Dieser Link hat seine Arbeit getan",
    "closed_text": "Er wurde schon beantwortet, seine Zeit ist um, oder wir kennen ihn nicht. "
    "Wenn Sie geantwortet haben: danke, Ihre Antwort ist gut aufgehoben.",
    "tell_us": "Schreiben Sie uns", "leave": "Keine Fragen mehr?",
    "leave_text": "Wir senden Ihnen keine Umfragen mehr. Schreiben können Sie uns jederzeit.",
    "leave_do": "Keine Umfragen mehr senden", "left": "Erledigt",
    "left_text": "Sie erhalten keine Umfragen mehr von uns.",
    "feedback_title": "Was können wir besser machen?",
    "feedback_text": "Jede Nachricht liest ein Mensch. Sagen Sie es mit Ihren Worten.",
    "kind": "Worum geht es?", "complaint": "Eine Beschwerde", "complaint_text": "Etwas ging schief",
    "compliment": "Ein Lob", "compliment_text": "Jemand hat es gut gemacht", "wish": "Ein Wunsch",
    "wish_text": "Etwas könnte besser sein", "question": "Eine Frage", "question_text": "Sie möchten etwas wissen",
    "body": "Was ist geschehen?", "about": "Worum oder um wen geht es?",
    "about_hint": "Eine Bestellung, ein Ort, ein Mensch", "wanted": "Was würde es gutmachen?",
    "contact": "Dürfen wir uns melden?", "contact_hint": "Nur wenn Sie möchten, und nur für diese Nachricht.",
    "name": "Ihr Name", "email": "Ihre E-Mail-Adresse", "permission": "Ja, Sie dürfen sich dazu melden",
    "reference": "Ihr Zeichen", "reference_text": "Damit finden wir Ihre Nachricht sofort wieder.",
    "feedback_thanks": "Danke, dass Sie es uns sagen",
    "feedback_thanks_text": "Ihre Nachricht ist da, und jemand liest sie.",
}  # fmt: skip

ARABIC = {
    "skip": "انتقل إلى النموذج", "language": "اللغة", "optional": "اختياري", "next": "التالي", "back": "رجوع",
    "send": "إرسال", "choose": "اختر …", "other": "غير ذلك", "none": "لا شيء مما سبق", "say_more": "يرجى التوضيح",
    "yes": "نعم", "no": "لا", "page_of": "الصفحة {page} من {pages}",
    "private": "يقرأ إجابتك أشخاص يستطيعون التصرف.", "mend": "يرجى مراجعة هذا مرة أخرى",
    "required": "يرجى الإجابة عن هذا السؤال.", "not_a_choice": "«{value}» ليست من الإجابات. يرجى اختيار إجابة معروضة.",
    "not_a_number": "«{value}» ليس رقمًا. يرجى كتابة رقم، مثل 3.",
    "out_of_range": "«{value}» خارج النطاق. يرجى كتابة رقم من {low} إلى {high}.",
    "too_long": "النص أطول من {limit} حرفًا. يرجى اختصاره.", "too_few": "يرجى اختيار {limit} على الأقل.",
    "too_many": "يرجى اختيار {limit} على الأكثر.",
    "not_an_email": "«{value}» ليس عنوان بريد إلكتروني. اكتبه مثل name@example.org.",
    "not_a_date": "«{value}» ليس تاريخًا. اكتبه مثل 2026-03-17.",
    "control_characters": "توجد أحرف غير مرئية. يرجى حذفها أو كتابة النص من جديد.",
    "wrong": "«{value}» لا يناسب هنا. يرجى الإجابة كما يطلب السؤال.",
    "too_fast": "كان ذلك سريعًا جدًا. راجع ما كتبته وأرسله مرة أخرى.", "trap": "يرجى ترك هذا الحقل فارغًا.",
    "stale": "بقيت الصفحة مفتوحة طويلًا. ما كتبته ما زال هنا: أرسله مرة أخرى.",
    "thanks": "شكرًا لك", "thanks_text": "وصلت إجابتك، ويقرؤها أشخاص يستطيعون التصرف.",
    "closed": "أدى هذا الرابط عمله",
    "closed_text": "أُجيب عنه من قبل، أو انتهى وقته، أو لا نعرفه. إن كنت قد أجبت: شكرًا، إجابتك محفوظة.",
    "tell_us": "أخبرنا بشيء", "leave": "لا مزيد من الأسئلة؟",
    "leave_text": "لن نرسل إليك استبيانات أخرى. يمكنك الكتابة إلينا في أي وقت.",
    "leave_do": "لا ترسلوا إليّ استبيانات", "left": "تم", "left_text": "لن تصلك استبيانات أخرى منا.",
    "feedback_title": "كيف نخدمك أفضل؟", "feedback_text": "كل رسالة يقرؤها إنسان. أخبرنا بكلماتك.",
    "kind": "عمّ تكتب؟", "complaint": "شكوى", "complaint_text": "حدث خطأ ما", "compliment": "ثناء",
    "compliment_text": "أحسن أحدهم العمل", "wish": "أمنية", "wish_text": "شيء يمكن أن يكون أفضل",
    "question": "سؤال", "question_text": "تريد معرفة شيء", "body": "ماذا حدث؟", "about": "عن أي شيء أو شخص؟",
    "about_hint": "طلب أو مكان أو شخص", "wanted": "ما الذي يصلح الأمر؟", "contact": "هل نتواصل معك؟",
    "contact_hint": "فقط إن رغبت، ولهذه الرسالة وحدها.", "name": "اسمك", "email": "بريدك الإلكتروني",
    "permission": "نعم، يمكنكم التواصل معي", "reference": "رقمك المرجعي",
    "reference_text": "احتفظ به: به نجد رسالتك فورًا.",
    "feedback_thanks": "شكرًا لإخبارنا", "feedback_thanks_text": "وصلت رسالتك وسيقرؤها أحدنا.",
}  # fmt: skip

WORDS: Mapping[str, Mapping[str, str]] = {"en": ENGLISH, "fr": FRENCH, "sw": SWAHILI, "de": GERMAN, "ar": ARABIC}


def words(language: str) -> Mapping[str, str]:
    """Return the words in this language, English where it is not offered."""
    return WORDS.get(language.partition("-")[0], ENGLISH)


def direction(language: str) -> str:
    """Return the direction of writing."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def name_of(language: str) -> str:
    """Return a language's own name."""
    return NAMES.get(language, language)


def preferred(request: HttpRequest, offered: tuple[str, ...], kept: str = "") -> str:
    """Return the language to show: asked for in the request, else kept with the link, else the browser's."""
    asked = (
        request.POST.get("language")
        or request.POST.get("shown_in")
        or request.GET.get("lang")
        or kept
        or get_language_from_request(request)
    )
    return asked if asked in offered else offered[0]
