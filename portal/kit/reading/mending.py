"""Thai as files give it, brought to the spelling that people type.

A PDF places signs, it does not spell: ำ comes apart into ํ and า or loses its circle, marks stand after a space of
their own, and older fonts have signs of their own for marks that they draw higher, lower or further left. Called by
`portal.kit.reading.apart` on everything that was read.
"""

import re

from portal.kit.thai.text import CONSONANTS, MARKS, NIKHAHIT, TONES, normalise

# Private signs U+F700–F71A of Thai fonts made for Windows, in their order: the letters that they are forms of.
_PRIVATE = str.maketrans(
    dict(
        zip(
            range(0xF700, 0xF71B),
            "ฐ"
            "\u0e34\u0e35\u0e36\u0e37"
            "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
            "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
            "ญ\u0e31\u0e4d\u0e47"
            "\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
            "\u0e38\u0e39\u0e3a",
            strict=True,
        )
    )
)
# No word begins with a mark, with ะ, ำ or า: what seems to stand before one is not a space between words.
_LOST_MARK = re.compile(f"(?<=[{CONSONANTS}{MARKS}])[ \t]+(?=[{MARKS}]|ำ)")
# จ านวน, น ้า: the circle of ำ was lost and its place left. A tone may stand on either side of the gap.
_LOST_CIRCLE = re.compile(f"(?<=[{CONSONANTS}])([{TONES}]?)[ \t]+([{TONES}{NIKHAHIT}]{{0,2}})า")
# Begun at the first blank only: begun at each, a run of blanks would cost the square of its length.
_LINE_INSIDE = re.compile(r"(?<![ \t])[ \t]*+\n(?!\n)[ \t]*")
_BLANKS = re.compile(r"[ \t]{2,}")
_PARAGRAPH = re.compile(r"\n{2,}")
_DOTS = re.compile(r"[.…·_\-–—=*]{4,}")


def mended(text: str) -> str:
    """The text in the stored spelling, lines of a paragraph as one line, paragraphs and pages on lines of their own.

    Leader dots and rules of tables of contents and forms are dropped.
    """
    text = text.translate(_PRIVATE).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    text = _DOTS.sub(" ", text)
    text = _LOST_CIRCLE.sub(lambda match: f"{match[1]}{match[2].replace(NIKHAHIT, '')}ำ", text)
    text = normalise(_LOST_MARK.sub("", text))
    paragraphs = (_BLANKS.sub(" ", _LINE_INSIDE.sub(" ", part)).strip() for part in _PARAGRAPH.split(text))
    return "\n".join(part for part in paragraphs if part)
