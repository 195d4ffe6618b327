"""Words: their case, their length, parts of them, and what stands around them."""

from __future__ import annotations

import html
import re

import regex

from renderer.resolve.formats.format import FormatContext, ValueFormat
from renderer.resolve.values import Value, is_missing, shown_text

ELLIPSIS = "…"
TURKIC = ("tr", "az")
DOTLESS = str.maketrans({"I": "\N{LATIN SMALL LETTER DOTLESS I}", "İ": "i"})
MOST_PARTS = 1000
LONGEST_MARKUP = 10_000  # characters
LONGEST_RESULT = 100_000
TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]\w*);")
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}'\u2019]+")
_BREAKS = re.compile(r"(?i)<\s*(?:br|/p|/div|/li)\b[^<>]*>")


def upper(value: Value, context: FormatContext) -> str:
    text = shown_text(value)
    return (text.replace("i", "İ") if _is_turkic(context) else text).upper()


def lower(value: Value, context: FormatContext) -> str:
    text = shown_text(value)
    return (text.translate(DOTLESS) if _is_turkic(context) else text).lower()


def title(value: Value, context: FormatContext) -> str:
    """Every Word Begins With a Capital; names such as iPhone stay, unless all is in capitals."""
    text = shown_text(value)
    shouts = text.isupper()
    return _WORD.sub(lambda word: _capitalised(word[0], shouts, context), text)


def sentence(value: Value, context: FormatContext) -> str:
    """Only the first word begins with a capital; names such as iPhone and 4K stay."""
    text = shown_text(value)
    shouts = text.isupper()
    lowered = _WORD.sub(lambda word: _lowered(word[0], shouts, context), text)
    return _WORD.sub(lambda word: _capitalised(word[0], False, context), lowered, count=1)


def _capitalised(word: str, shouts: bool, context: FormatContext) -> str:
    if _is_name(word, shouts):
        return word
    return upper(word[0], context) + (lower(word[1:], context) if word[1:] else "")


def _lowered(word: str, shouts: bool, context: FormatContext) -> str:
    return word if _is_name(word, shouts) else lower(word, context)


def _is_name(word: str, shouts: bool) -> bool:
    """Whether the word has capitals or digits of its own."""
    if any(letter.isdigit() for letter in word):
        return True
    return not shouts and any(letter.isupper() for letter in word[1:])


def truncate(value: Value, context: FormatContext, length: Value, end: Value = ELLIPSIS) -> str:
    """At most ``length`` characters, cut at a word; ``end`` is appended and counts."""
    text, most = " ".join(shown_text(value).split()), _whole(length, "length")
    if len(text) <= most:
        return text
    mark = shown_text(end)
    room = max(0, most - len(mark))
    kept = text[:room]
    if text[room : room + 1].isalnum() and " " in kept.strip():
        kept = kept[: kept.rindex(" ")]
    elif " " not in kept.strip():
        kept = _of_graphemes(text, room)
    return kept.rstrip(" ,;:.-\u2013\u2014/|") + mark


def _of_graphemes(text: str, length: int) -> str:
    """The most whole characters, as a reader counts them, that ``length`` code points hold."""
    end = 0
    for cluster in regex.finditer(r"\X", text):
        if cluster.end() > length:
            break
        end = cluster.end()
    return text[:end]


def split(value: Value, context: FormatContext, separator: Value = ",") -> list[str]:
    """The parts of a text, trimmed; ``pick`` takes one of them."""
    mark = shown_text(separator) if not is_missing(separator) else " "
    parts = shown_text(value).split(mark, MOST_PARTS)
    return [part.strip() for part in parts if part.strip()]


def pick(value: Value, context: FormatContext, place: Value = 1) -> Value:
    """One value of a list by its place: 1 is the first, -1 the last; none where it has less."""
    values = value if isinstance(value, list | tuple) else [value]
    number = _whole(place, "the place", -MOST_PARTS)
    if number == 0:
        raise ValueError("places are counted from 1")
    index = number - 1 if number > 0 else number
    return values[index] if -len(values) <= index < len(values) else None


def join(value: Value, context: FormatContext, separator: Value = ", ") -> str:
    values = value if isinstance(value, list | tuple) else [value]
    shown, mark = [*filter(None, map(shown_text, values))], _literal(separator)
    _check_length(len(mark) * len(shown))
    return mark.join(shown)


def replace(value: Value, context: FormatContext, old: Value, new: Value = "") -> str:
    text, wanted, instead = shown_text(value), _literal(old), _literal(new)
    if not wanted:
        return text
    _check_length(text.count(wanted) * len(instead))
    return text.replace(wanted, instead)


def prefix(value: Value, context: FormatContext, text: Value) -> str:
    """The text before the value; neither where the value is missing."""
    return _literal(text) + shown_text(value)


def suffix(value: Value, context: FormatContext, text: Value) -> str:
    """The text after the value; neither where the value is missing."""
    return shown_text(value) + _literal(text)


def default(value: Value, context: FormatContext, *others: Value) -> Value:
    """The value, or the first of the others that isn't missing."""
    return next((one for one in (value, *others) if not is_missing(one)), None)


def plain(value: Value, context: FormatContext) -> str:
    """The text without tags and with its entities decoded, on one line."""
    return without_markup(shown_text(value))


def without_markup(text: str) -> str:
    """The words of a marked-up text: no tags, no entities, even where they were written twice.

    What is longer than any ad shows is cut first: taking markup out may uncover other markup.
    """
    before, text = None, text[:LONGEST_MARKUP]
    while before != text and ("<" in text or "&" in text):
        before = text
        text = TAG.sub("", _BREAKS.sub(" ", html.unescape(text)))
    return " ".join(text.split())


def _check_length(length: int) -> None:
    if length > LONGEST_RESULT:
        raise ValueError(f"the text would have more than {LONGEST_RESULT:,} characters")


def _literal(value: Value) -> str:
    """An argument's text, blanks and all."""
    return value if isinstance(value, str) else shown_text(value)


def _whole(value: Value, name: str, least: int = 1) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{name} is {shown_text(value)[:40]!r}; a number is expected") from None
    if number < least:
        raise ValueError(f"{name} is {number}; {least} or more is expected")
    return number


def _is_turkic(context: FormatContext) -> bool:
    return context.locale[:2] in TURKIC


FORMATS = (
    ValueFormat("upper", upper),
    ValueFormat("lower", lower),
    ValueFormat("title", title),
    ValueFormat("sentence", sentence),
    ValueFormat("truncate", truncate),
    ValueFormat("split", split),
    ValueFormat("pick", pick),
    ValueFormat("join", join),
    ValueFormat("replace", replace),
    ValueFormat("prefix", prefix),
    ValueFormat("suffix", suffix),
    ValueFormat("default", default, takes_missing=True),
    ValueFormat("plain", plain),
)
