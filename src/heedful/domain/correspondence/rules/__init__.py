"""Decisions about mail, without a database, clock or network."""

from heedful.domain.correspondence.rules.belonging import Found, Verdict, decide
from heedful.domain.correspondence.rules.mailboxes import Mailbox, mailbox
from heedful.domain.correspondence.rules.reading import Letter, Unreadable, read

__all__ = ["Found", "Letter", "Mailbox", "Unreadable", "Verdict", "decide", "mailbox", "read"]
