"""A mail: parsed under a cap, and the files it carries."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage, Message

from cdcs_parse.errors import ReadError

# parts within parts, and mails within mails: the parser goes one step deeper for each
_NESTING = re.compile(rb"boundary\s*=|message/rfc822", re.IGNORECASE)
MAX_NESTING = 100


def open_mail(data: bytes, name: str) -> EmailMessage:
    """The message in `data`; raises ReadError when its parts stand in each other far deeper than any mail's."""
    message = None
    if len(_NESTING.findall(data)) <= MAX_NESTING:
        message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise ReadError("damaged mail: too many parts within parts", where=name, hint="save its attachments and give them")
    return message


def attachments(message: EmailMessage) -> Iterator[tuple[EmailMessage, str | None]]:
    """Every file that a mail carries, with its name where it has one; not its text, nor the pictures inside that."""
    if not message.is_multipart():
        return
    for part in message.iter_parts():
        if not isinstance(part, EmailMessage):
            continue
        attached = part.get_content_disposition() == "attachment"
        name = part.get_filename()
        if part.get_content_type() == "message/rfc822":
            yield part, name if name is None or name.lower().endswith(".eml") else f"{name}.eml"
        elif part.is_multipart():
            yield from attachments(part)
        elif attached or (name and not part.get("Content-ID")):
            yield part, name


def payload(part: EmailMessage) -> bytes:
    """The bytes of an attachment; those of a mail that is attached as a whole."""
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    inner = part.get_payload(0)
    if not isinstance(inner, Message):
        return b""
    # the lenient policy: a mail that breaks the rules is passed on as it came
    try:
        return inner.as_bytes(policy=email.policy.compat32)
    except UnicodeEncodeError:
        # letters beyond ASCII where its own heads say that there are none
        return inner.as_string(policy=email.policy.compat32).encode("utf-8", "surrogateescape")
