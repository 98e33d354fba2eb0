"""Draws the demonstration's pictures: subjects of the province as if tied and dyed into indigo cloth (มัดหมี่).

Called by the demonstration loader (`manage.py demo`), which stores the bytes through the product's own image model with
`alt_text(kind)` and the credit `CREDIT`. Nothing is photographed and nobody can be recognised.

How a picture comes about: a subject is drawn large with plain shapes, sampled onto a grid of threads (240 × 160), and
every weft thread is then laid with a small sideways shift of its own, as the dyer's ties do. The same slug gives the
same bytes. Flat colours only (the palette of the site), 1200 × 800 pixels, lossless WebP below 60 KB.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from .motifs import MOTIFS
from .pen import Pen

WIDTH, HEIGHT = 1200, 800
THREAD = 5
COLUMNS, ROWS = WIDTH // THREAD, HEIGHT // THREAD
OVERSAMPLE = 4
MAX_BYTES = 60_000
CREDIT = "ภาพวาดโดยโปรแกรม (ตัวอย่าง)"

PAPER, SURFACE, WASH, LINE = "#faf7f1", "#ffffff", "#e6ecf7", "#e2dccf"
INDIGO, DEEP, CLAY, LEAF, SAFFRON = "#2b4a8b", "#1b2f5c", "#a94a22", "#2f6b45", "#8a6100"
SKY, GRASS, GOLD, BRICK = "#9db7ee", "#8fd0a5", "#e6be62", "#f0a27f"

ALT_TEXT = {
    "vegetable": "ภาพลายผ้ามัดหมี่รูปต้นผักใบเขียว",
    "mushroom": "ภาพลายผ้ามัดหมี่รูปดอกเห็ด",
    "frog": "ภาพลายผ้ามัดหมี่รูปกบกางขา",
    "rice": "ภาพลายผ้ามัดหมี่รูปรวงข้าว",
    "chilli": "ภาพลายผ้ามัดหมี่รูปพริก",
    "potato": "ภาพลายผ้ามัดหมี่รูปต้นมันฝรั่งและหัวใต้ดิน",
    "herb": "ภาพลายผ้ามัดหมี่รูปไม้เลื้อยสมุนไพรบนค้าง",
    "cloth": "ภาพลายผ้ามัดหมี่รูปผืนผ้าครามแขวนบนราว",
    "berry": "ภาพลายผ้ามัดหมี่รูปช่อหมากเม่า",
    "cattle": "ภาพลายผ้ามัดหมี่รูปหน้าโค",
    "fish": "ภาพลายผ้ามัดหมี่รูปปลา",
    "sun": "ภาพลายผ้ามัดหมี่รูปดวงอาทิตย์เหนือแผงรับแสง",
    "book": "ภาพลายผ้ามัดหมี่รูปหนังสือเปิดและต้นกล้า",
    "people": "ภาพลายผ้ามัดหมี่รูปคนจับมือกัน",
    "house": "ภาพลายผ้ามัดหมี่รูปเรือนใต้ถุนสูง",
}
KINDS = tuple(ALT_TEXT)


@dataclass(frozen=True)
class Scheme:
    """Colours of one cloth. `ink` draws the subject, `lift` its light parts, the rest are its own colours."""

    ground: str
    weave: str
    band: str
    band_ink: str
    ink: str
    lift: str
    leaf: str
    clay: str
    gold: str


LIGHT = Scheme(PAPER, LINE, INDIGO, PAPER, DEEP, SURFACE, LEAF, CLAY, GOLD)
PALE = Scheme(WASH, "#d3def1", DEEP, WASH, DEEP, SURFACE, LEAF, CLAY, GOLD)
BLUE = Scheme(INDIGO, "#35569a", DEEP, SKY, PAPER, SKY, GRASS, BRICK, GOLD)
DARK = Scheme(DEEP, "#263d70", INDIGO, WASH, WASH, SKY, GRASS, BRICK, GOLD)
SCHEMES = (LIGHT, DARK, PALE, BLUE)


def alt_text(kind: str) -> str:
    """Thai text for those who cannot see the picture of that kind; KeyError for an unknown kind."""
    return ALT_TEXT[kind]


def draw(kind: str, seed: str) -> bytes:
    """The picture of a subject as lossless WebP, 1200 × 800. `seed` (an item's slug) picks cloth and arrangement.

    KeyError when the kind is unknown; ValueError if the file would be 60 KB or more.
    """
    motif = MOTIFS[kind]
    digits = hashlib.sha256(f"{kind}:{seed}".encode()).digest()
    scheme = SCHEMES[digits[0] % len(SCHEMES)]
    canvas = Image.new("RGB", (COLUMNS * OVERSAMPLE, ROWS * OVERSAMPLE), scheme.ground)
    pen = Pen(canvas, scheme)
    _ground(pen, digits[1] % 3)
    ARRANGEMENTS[digits[2] % len(ARRANGEMENTS)](pen, motif)
    _bands(pen, digits[3] % 3)
    picture = _weave(canvas.resize((COLUMNS, ROWS), Image.Resampling.NEAREST), digits)
    stream = io.BytesIO()
    picture.save(stream, "WEBP", lossless=True, quality=100, method=4)
    data = stream.getvalue()
    if len(data) >= MAX_BYTES:
        raise ValueError(f"picture of {kind} for {seed} has {len(data)} bytes")
    return data


def _weave(grid: Image.Image, digits: bytes) -> Image.Image:
    """Lays every row of the grid as one thread, shifted by its own one to three pixels."""
    cloth = Image.new("RGB", (WIDTH, HEIGHT))
    for row in range(ROWS):
        thread = grid.crop((0, row, COLUMNS, row + 1)).resize((WIDTH, THREAD), Image.Resampling.NEAREST)
        shift = (digits[row % len(digits)] + row * 7) % 5 - 2
        cloth.paste(thread, (shift, row * THREAD))
        if shift > 0:
            cloth.paste(thread.crop((0, 0, shift, THREAD)), (0, row * THREAD))
        elif shift < 0:
            cloth.paste(thread.crop((WIDTH + shift, 0, WIDTH, THREAD)), (WIDTH + shift, row * THREAD))
    return cloth


def _ground(pen: Pen, kind: int) -> None:
    """A quiet lattice behind the subject."""
    tone = pen.scheme.weave
    step = 80
    for row, y in enumerate(range(120, 560, step // 2)):
        for x in range(0 if row % 2 else step // 2, 961, step):
            if kind == 0:
                pen.flat_diamond(x, y, 9, 9, tone)
            elif kind == 1:
                pen.flat_diamond(x, y, 22, 10, tone)
                pen.flat_diamond(x, y, 10, 4, pen.scheme.ground)
            else:
                pen.flat_rect(x - 14, y - 2, x + 14, y + 2, tone)
                pen.flat_rect(x - 2, y - 14, x + 2, y + 14, tone)


def _bands(pen: Pen, kind: int) -> None:
    """The woven borders at head and foot: diamonds, hooks or steps."""
    scheme = pen.scheme
    for top, sign in ((0, 1), (640, -1)):
        pen.flat_rect(0, min(top, top + sign * 84), 960, max(top, top + sign * 84), scheme.band)
        pen.flat_rect(0, min(top + sign * 92, top + sign * 97), 960, max(top + sign * 92, top + sign * 97), scheme.band)
        middle = top + sign * 42
        for x in range(0, 961, 80):
            if kind == 0:
                pen.flat_diamond(x, middle, 38, 32, scheme.band_ink)
                pen.flat_diamond(x, middle, 24, 20, scheme.band)
                pen.flat_diamond(x, middle, 10, 8, scheme.gold)
            elif kind == 1:
                pen.flat_diamond(x, middle, 36, 12, scheme.band_ink)
                pen.flat_diamond(x + 40, middle, 12, 30, scheme.band_ink)
                pen.flat_diamond(x + 40, middle, 5, 14, scheme.gold)
            else:
                for step in range(4):
                    half = 36 - step * 9
                    pen.flat_rect(x - half, middle - 24 + step * 8, x + half, middle - 18 + step * 8, scheme.band_ink)
                    pen.flat_rect(x - half, middle + 18 - step * 8, x + half, middle + 24 - step * 8, scheme.band_ink)
                pen.flat_diamond(x + 40, middle, 8, 8, scheme.gold)


def _single(pen: Pen, motif: Callable[[Pen], None]) -> None:
    """One large subject with a small one at each side."""
    for x in (140, 820):
        pen.at(x, 322, 78)
        motif(pen)
    pen.at(480, 320, 190)
    motif(pen)


def _three(pen: Pen, motif: Callable[[Pen], None]) -> None:
    """Three equal subjects."""
    for x in (170, 480, 790):
        pen.at(x, 320, 138)
        motif(pen)


def _framed(pen: Pen, motif: Callable[[Pen], None]) -> None:
    """The subject inside a large stepped diamond."""
    scheme = pen.scheme
    for half, tone in ((300, scheme.band), (288, scheme.ground), (276, scheme.weave), (262, scheme.ground)):
        pen.flat_diamond(480, 320, round(half * 1.5), half, tone)
    for x in (70, 890):
        pen.flat_diamond(x, 320, 52, 64, scheme.band)
        pen.flat_diamond(x, 320, 36, 44, scheme.ground)
        pen.flat_diamond(x, 320, 20, 24, scheme.clay)
    pen.at(480, 320, 165)
    motif(pen)


ARRANGEMENTS: tuple[Callable[[Pen, Callable[[Pen], None]], None], ...] = (_single, _three, _framed)
