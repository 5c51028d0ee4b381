"""The one door to underthesea: Vietnamese word segmentation with exact offsets, imported when first asked for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from threading import Lock
from typing import Any

_LOCK = Lock()
_TOKENIZE: Any = None


def segment(text: str, fixed_words: Sequence[str] = ()) -> list[tuple[int, int]]:
    """The words of NFC `text` as offsets, in order ("đoàn viên" is one word).

    Only this call of underthesea keeps offsets: its text normalisation rewrites tone marks and shifts them. The first
    call of a process loads the model under a lock, as loading it from several threads at once raises.
    """
    tokenize = _tokenizer()
    places: list[tuple[int, int]] = []
    at = 0
    for word in tokenize(text, use_token_normalize=False, fixed_words=list(fixed_words)):
        start = text.find(word, at)
        if start < 0:  # the words of one token may be parted by other blanks in the text than by one space
            start, end = _loosely(text, word, at)
            if start < 0:
                continue
        else:
            end = start + len(word)
        places.append((start, end))
        at = end
    return places


def _tokenizer() -> Any:
    global _TOKENIZE
    if _TOKENIZE is None:
        with _LOCK:
            if _TOKENIZE is None:
                handlers = list(logging.getLogger().handlers)
                from underthesea import word_tokenize

                word_tokenize("đoàn viên", use_token_normalize=False)
                logging.getLogger().handlers[:] = handlers  # it adds one of its own to the root logger
                _TOKENIZE = word_tokenize
    return _TOKENIZE


def _loosely(text: str, word: str, at: int) -> tuple[int, int]:
    pieces = word.split()
    start = text.find(pieces[0], at) if pieces else -1
    end = start
    for piece in pieces:
        found = text.find(piece, max(end, at))
        if start < 0 or found < 0:
            return -1, -1
        end = found + len(piece)
    return start, end
