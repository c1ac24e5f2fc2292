"""What a mail says as plain text, and which part of it is new."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from email.message import EmailMessage, MIMEPart

import nh3

LONGEST = 20_000
LEAST_LEFT = 0.2
LONGEST_LINE = 300
CUT = "\n[The rest is in the mail itself.]"
SIGNATURE = re.compile(r"--\s?$")
SEPARATOR = re.compile(
    r"\s*(?:_{20,}|-{2,}\s?(?:Original Message|Ursprüngliche Nachricht|Message d.origine)\s?-{2,})\s*$", re.I
)
QUOTES = re.compile(r"(?:On\b.{6,250}\bwrote:|Am\b.{6,250}\bschrieb\b.{0,120}:|Le\b.{6,250}\ba écrit\s?:)", re.I)
SENDER = re.compile(r"\*?(?:From|Von|De|Kutoka)\s?:\*?\s?\S", re.I)
RECEIVER = re.compile(r"\*?(?:To|An|À|Kwa|Sent|Gesendet|Envoyé)\s?:", re.I)
BREAKS = re.compile(r"(?i)<(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^>]*>")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def readable(text: str) -> str:
    """Return the text without control characters and halves of letters, which no database and no page can bear."""
    return CONTROLS.sub("", text)


def header(mail: EmailMessage, field: str) -> str:
    """Return a header, all its lines as one; empty where there is none."""
    return readable(" ".join(str(each) for each in mail.get_all(field, []))).strip()


def plain(mail: EmailMessage) -> str:
    """Return the body as plain text, cut at 20,000 letters and saying so; empty where there is none."""
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    if part.get_content_subtype() == "html":
        text = html.unescape(nh3.clean(BREAKS.sub("\n", text), tags=set(), clean_content_tags={"script", "style"}))
    text = readable(text.replace("\r\n", "\n").replace("\xa0", " ")).strip()
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT


def new_words(body: str) -> str:
    """Return what a reply adds to what it quotes. A view only: where over 80 % would go, it is all shown.

    Lines are looked at one by one, each once: a library that does more needs half a minute for 20,000 line breaks.

    >>> new_words("It still leaks.\\n\\nOn Tue, 3 Mar 2026 at 10:00, Care <care@example.org> wrote:\\n> Is it dry now?")
    'It still leaks.'
    >>> new_words("> quoted and nothing else but this long line of quoted text\\nYes")
    'Yes'
    """
    lines = body.split("\n")
    kept: list[str] = []
    for at, line in enumerate(lines):
        begins = f"{line.strip()} {lines[at + 1].strip()}" if at + 1 < len(lines) else line.strip()
        if SIGNATURE.match(line) or SEPARATOR.match(line) or QUOTES.match(begins[:LONGEST_LINE]) or _headed(lines, at):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    left = "\n".join(kept).strip()
    return left if _enough(left, body) else body


def _headed(lines: Sequence[str], at: int) -> bool:
    """Tell whether a block of headers begins here, as Outlook puts before what it quotes."""
    return bool(SENDER.match(lines[at])) and any(RECEIVER.match(each) for each in lines[at + 1 : at + 4])


def _enough(left: str, body: str) -> bool:
    """Tell whether a fifth of the sender's own lines is left: lines marked as quoted are nobody's loss."""
    own = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith(">")]
    return bool(left) and len(left) >= LEAST_LEFT * len("\n".join(own))


def _decoded(part: MIMEPart) -> str:
    content = part.get_payload(decode=True)
    given = content if isinstance(content, bytes) else b""
    for charset in (part.get_content_charset() or "utf-8", "utf-8", "cp1252"):
        try:
            return given.decode(charset)
        except (LookupError, UnicodeDecodeError):
            continue
    return given.decode("utf-8", errors="replace")
