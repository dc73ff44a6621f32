"""Pictures for the annex of the report: drawn by the program, plainly illustrations and not photographs."""

import math
import random
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw

from app.demo.world import SEED

WIDTH, HEIGHT = 1200, 800
FINE = 2
Colour = tuple[int, int, int]


class Picture(NamedTuple):
    """What a picture is called and what it shows."""

    caption: str
    alt: str
    motif: str


PICTURES = (
    Picture("Відкриття проєкту: міст між берегами", "Ілюстрація: міст над річкою під сонцем", "bridge"),
    Picture("Новий простір центральної бібліотеки", "Ілюстрація: кольорові книжкові полиці", "shelves"),
    Picture("Цифровий курс «Онлайн без страху»", "Ілюстрація: кола, з’єднані лініями", "network"),
    Picture("Арттерапія «Дім усередині»", "Ілюстрація: хвилі теплих кольорів", "waves"),
    Picture("Лялькова вистава «Міст через річку»", "Ілюстрація: будиночки під зоряним небом", "houses"),
    Picture("«Жива бібліотека»: розмови", "Ілюстрація: репліки розмови різних кольорів", "talk"),
    Picture("Мобільна полиця у Верболозах", "Ілюстрація: пагорби і дорога до сонця", "hills"),
    Picture("Студія подкастів «Голос підлітка»", "Ілюстрація: звукова хвиля", "sound"),
    Picture("Фестиваль «Бібліотека поруч»", "Ілюстрація: святкові прапорці над пагорбами", "flags"),
)
PALETTES: tuple[tuple[Colour, ...], ...] = (
    ((247, 238, 221), (31, 94, 109), (232, 163, 61), (196, 84, 63), (110, 158, 142)),
    ((236, 242, 238), (44, 74, 110), (240, 184, 92), (122, 164, 120), (206, 110, 98)),
    ((250, 241, 230), (86, 60, 92), (229, 142, 88), (94, 148, 152), (240, 200, 120)),
)


def draw(number: int) -> bytes:
    """Return a picture of `PICTURES` as a JPEG file."""
    rng = random.Random(f"{SEED} picture {number}")
    palette = PALETTES[number % len(PALETTES)]
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), palette[0])
    pen = ImageDraw.Draw(image)
    MOTIFS[PICTURES[number].motif](pen, rng, palette)
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    file = BytesIO()
    small.save(file, "JPEG", quality=86, optimize=True)
    return file.getvalue()


def _disc(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: Colour) -> None:
    x, y, radius = x * FINE, y * FINE, radius * FINE
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _box(pen: ImageDraw.ImageDraw, place: tuple[float, float], width: float, height: float, colour: Colour) -> None:
    x, y = place
    shape = (x * FINE, y * FINE, (x + width) * FINE, (y + height) * FINE)
    pen.rounded_rectangle(shape, radius=min(width, height) * FINE * 0.12, fill=colour)


def _band(pen: ImageDraw.ImageDraw, level: float, swing: float, wave: tuple[float, float], colour: Colour) -> None:
    """Fill everything below a wavy line; `wave` is its phase and its length."""
    phase, length = wave
    line = [(x * FINE, (level + swing * math.sin(phase + x / length)) * FINE) for x in range(0, WIDTH + 9, 8)]
    pen.polygon([*line, (WIDTH * FINE, HEIGHT * FINE), (0, HEIGHT * FINE)], fill=colour)


def _bridge(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    _disc(pen, 880, 230, 120, palette[2])
    _band(pen, 470, 30, (rng.random(), 190), palette[4])
    _band(pen, 600, 14, (rng.random() * 3, 70), palette[1])
    deck = 470 * FINE
    for left in (130, 450, 770):
        pen.arc((left * FINE, deck, (left + 320) * FINE, deck + 300 * FINE), 180, 360, fill=palette[3], width=34 * FINE)
    _box(pen, (70, 440), 1060, 42, palette[3])


def _shelves(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    for row in range(3):
        floor = 250 + row * 230
        x = 90.0
        while x < 1080:
            width, height = rng.randint(22, 54), rng.randint(110, 180)
            _box(pen, (x, floor - height), width, height, rng.choice(palette[1:]))
            x += width + rng.choice((4, 4, 4, 26))
        _box(pen, (70, floor), 1060, 18, palette[1])


def _network(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    spots = [
        (150 + 180 * (n % 6) + rng.randint(-40, 40), 160 + 240 * (n // 6) + rng.randint(-60, 60)) for n in range(18)
    ]
    for place, (x, y) in enumerate(spots):
        for near in spots[place + 1 : place + 8 : 3]:
            pen.line((x * FINE, y * FINE, near[0] * FINE, near[1] * FINE), fill=palette[4], width=5 * FINE)
    for x, y in spots:
        _disc(pen, x, y, rng.randint(26, 58), rng.choice(palette[1:4]))


def _waves(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    _disc(pen, 600, 270, 170, palette[2])
    for step in range(8):
        _band(pen, 300 + step * 66, 34, (rng.random() * 6, rng.randint(90, 170)), palette[1 + step % 4])


def _houses(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    _box(pen, (-40, -40), 1280, 900, palette[1])
    for _ in range(60):
        _disc(pen, rng.randint(20, 1180), rng.randint(20, 380), rng.choice((2, 3, 5)), palette[0])
    for place in range(7):
        x, height = 70 + place * 155, rng.randint(150, 280)
        colour = palette[2 + place % 3]
        _box(pen, (x, 700 - height), 130, height, colour)
        roof = ((x - 14, 706 - height), (x + 65, 606 - height), (x + 144, 706 - height))
        pen.polygon([(a * FINE, b * FINE) for a, b in roof], fill=palette[3 if colour != palette[3] else 4])
        _box(pen, (x + 46, 740 - height), 38, 46, palette[0])
    _band(pen, 690, 8, (1.0, 120), palette[4])


def _talk(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    for place in range(6):
        x, y = 90 + place % 3 * 370, 120 + place // 3 * 330
        width, height, colour = rng.randint(240, 320), rng.randint(140, 190), palette[1 + place % 4]
        _box(pen, (x, y), width, height, colour)
        tail = ((x + 50, y + height - 6), (x + 100, y + height - 6), (x + 44, y + height + 54))
        pen.polygon([(a * FINE, b * FINE) for a, b in tail], fill=colour)
        for line in range(3):
            _box(pen, (x + 34, y + 34 + line * 36), (width - 68) * (1, 0.8, 0.55)[line], 12, palette[0])


def _hills(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    _disc(pen, 330, 240, 110, palette[2])
    for step in range(4):
        _band(pen, 380 + step * 105, 46, (rng.random() * 6, rng.randint(150, 240)), palette[(4, 1, 4, 3)[step]])
    road = ((560, 800), (760, 800), (640, 560), (655, 430), (640, 430), (600, 560))
    pen.polygon([(a * FINE, b * FINE) for a, b in road], fill=palette[0])


def _sound(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    for place in range(38):
        height = 60 + 430 * abs(math.sin(place / 5.2)) * rng.uniform(0.55, 1)
        _box(pen, (66 + place * 28.4, 400 - height / 2), 17, height, palette[1 + place % 4])


def _flags(pen: ImageDraw.ImageDraw, rng: random.Random, palette: tuple[Colour, ...]) -> None:
    _hills(pen, rng, palette)
    for row in range(2):
        for place in range(13):
            x = 40 + place * 92
            y = 90 + row * 120 + 46 * math.sin(place / 12 * math.pi)
            flag = ((x, y), (x + 74, y), (x + 37, y + 84))
            pen.polygon([(a * FINE, b * FINE) for a, b in flag], fill=palette[1 + (place + row) % 4])


MOTIFS = {
    "bridge": _bridge,
    "shelves": _shelves,
    "network": _network,
    "waves": _waves,
    "houses": _houses,
    "talk": _talk,
    "hills": _hills,
    "sound": _sound,
    "flags": _flags,
}
