"""A brand's one colour turned into an accent that stays readable in both themes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
HEX = re.compile(r"[0-9a-f]{6}")
READABLE = 4.6  # WCAG AA asks 4.5; the rest is for rounding to whole channels
STEPS = 50
WHITE = (255, 255, 255)
BLACK = (0, 0, 0)
PAPER = (246, 245, 241)  # the grounds that a link may stand on, see tokens.css
SURFACE_DARK = (29, 28, 26)
RAISED_DARK = (38, 37, 34)
VISIBLE = 3.0  # WCAG asks 3 for what is not text

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class BrandColour:
    """A brand's key, as used in `data-brand`, and its colour as six hexadecimal digits."""

    key: str
    hex: str

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise ValueError(f"a brand key has lower-case letters, digits and dashes, not {self.key!r}")
        if not HEX.fullmatch(self.hex):
            raise ValueError(f"a colour has six hexadecimal digits, not {self.hex!r}")


def brand_css(brands: Iterable[BrandColour]) -> str:
    """Swatches for names at the desk, and the accent of pages that carry `<body data-brand>`."""
    return "@layer tokens {\n" + "\n".join(_rules(brand) for brand in brands) + "\n}\n"


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio of two sRGB colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _rules(brand: BrandColour) -> str:
    colour = (int(brand.hex[0:2], 16), int(brand.hex[2:4], 16), int(brand.hex[4:6], 16))
    soft, soft_dark = _mix(colour, WHITE, 0.89), _mix(colour, SURFACE_DARK, 0.8)
    accent = _until(colour, towards=BLACK, against=(WHITE,), ratio=READABLE)
    accent_dark = _until(_mix(colour, WHITE, 0.12), towards=BLACK, against=(WHITE,), ratio=READABLE)
    tokens = {
        "accent": (accent, accent_dark),
        "accent-hover": (_mix(accent, BLACK, 0.16), _mix(accent_dark, BLACK, 0.14)),
        "accent-ink": (
            _until(accent, towards=BLACK, against=(WHITE, PAPER, soft), ratio=READABLE),
            _until(
                _mix(colour, WHITE, 0.3),
                towards=WHITE,
                against=(SURFACE_DARK, RAISED_DARK, soft_dark),
                ratio=READABLE,
            ),
        ),
        "accent-soft": (soft, soft_dark),
        "accent-line": (_mix(colour, WHITE, 0.62), _mix(colour, SURFACE_DARK, 0.4)),
        "selected": (soft, soft_dark),
    }
    swatch = (
        _until(colour, towards=BLACK, against=(WHITE,), ratio=VISIBLE),
        _until(colour, towards=WHITE, against=(SURFACE_DARK,), ratio=VISIBLE),
    )
    lines = "\n".join(f"    --{name}: {_light_dark(pair)};" for name, pair in tokens.items())
    return (
        f'  [data-brand="{brand.key}"] {{ --swatch: {_light_dark(swatch)}; }}\n'
        f'  body[data-brand="{brand.key}"], .widget[data-brand="{brand.key}"] {{\n{lines}\n  }}'
    )


def _light_dark(pair: tuple[Rgb, Rgb]) -> str:
    light, dark = ("#{:02x}{:02x}{:02x}".format(*colour) for colour in pair)
    return f"light-dark({light}, {dark})"


def _until(colour: Rgb, *, towards: Rgb, against: tuple[Rgb, ...], ratio: float) -> Rgb:
    for step in range(STEPS + 1):
        mixed = _mix(colour, towards, step / STEPS)
        if all(contrast(mixed, ground) >= ratio for ground in against):
            return mixed
    return towards


def _mix(colour: Rgb, other: Rgb, share: float) -> Rgb:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(channel / 255) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
