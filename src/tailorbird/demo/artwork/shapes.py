"""The few SVG shapes that all drawings are made of. Presentation attributes only, no styles."""

from __future__ import annotations

Markup = str


def path(d: str, fill: str) -> Markup:
    """Return a filled path."""
    return f'<path d="{d}" fill="{fill}"/>'


def stroke(d: str, colour: str, width: float = 6) -> Markup:
    """Return an open line with round ends."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def stitched(d: str, colour: str, width: float = 3) -> Markup:
    """Return a dashed line, like a row of stitches."""
    return (
        f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" '
        'stroke-linecap="round" stroke-dasharray="7 8"/>'
    )


def disc(x: float, y: float, r: float, fill: str) -> Markup:
    """Return a filled circle."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"/>'


def oval(x: float, y: float, rx: float, ry: float, fill: str) -> Markup:
    """Return a filled ellipse."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"/>'


def box(  # noqa: PLR0917 - place, size, colour, as SVG orders them
    x: float, y: float, width: float, height: float, fill: str, r: float = 6
) -> Markup:
    """Return a filled rectangle with rounded corners."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{r:g}" '
        f'fill="{fill}"/>'
    )


def turned(angle: float, x: float, y: float, *parts: Markup) -> Markup:
    """Return the parts turned by ``angle`` degrees about a point."""
    return f'<g transform="rotate({angle:g} {x:g} {y:g})">{"".join(parts)}</g>'


def heart(x: float, y: float, size: float, fill: str) -> Markup:
    """Return a heart ``size`` wide around a point."""
    s = size / 2
    d = (
        f"M{x:g} {y + s * 0.95:g}C{x - s * 0.5:g} {y + s * 0.5:g} {x - s:g} {y + s * 0.2:g} "
        f"{x - s:g} {y - s * 0.3:g}C{x - s:g} {y - s * 0.95:g} {x - s * 0.2:g} {y - s * 0.95:g} "
        f"{x:g} {y - s * 0.35:g}C{x + s * 0.2:g} {y - s * 0.95:g} {x + s:g} {y - s * 0.95:g} "
        f"{x + s:g} {y - s * 0.3:g}C{x + s:g} {y + s * 0.2:g} {x + s * 0.5:g} {y + s * 0.5:g} "
        f"{x:g} {y + s * 0.95:g}Z"
    )
    return path(d, fill)


_STAR = ((0, -1), (0.24, -0.33), (0.95, -0.31), (0.38, 0.12), (0.59, 0.81))


def star(x: float, y: float, r: float, fill: str) -> Markup:
    """Return a five-pointed star of radius ``r`` around a point."""
    right = [*_STAR, (0.0, 0.4)]
    left = [(-dx, dy) for dx, dy in reversed(_STAR[1:])]
    points = " ".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in [*right, *left])
    return f'<polygon points="{points}" fill="{fill}" stroke-linejoin="round"/>'


def blossom(x: float, y: float, r: float, petal: str, eye: str) -> Markup:
    """Return a flower of five petals around a point."""
    around = ((0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31))
    petals = [disc(x + dx * r * 0.58, y + dy * r * 0.58, r * 0.45, petal) for dx, dy in around]
    return "".join([*petals, disc(x, y, r * 0.3, eye)])


def bow(x: float, y: float, size: float, fill: str, knot: str) -> Markup:
    """Return a tied bow around a point."""
    s = size / 2
    loops = (
        f"M{x:g} {y:g}C{x - s * 0.5:g} {y - s * 0.9:g} {x - s * 1.2:g} {y - s * 0.6:g} "
        f"{x - s:g} {y:g}C{x - s * 0.9:g} {y + s * 0.5:g} {x - s * 0.4:g} {y + s * 0.3:g} "
        f"{x:g} {y:g}C{x + s * 0.4:g} {y + s * 0.3:g} {x + s * 0.9:g} {y + s * 0.5:g} "
        f"{x + s:g} {y:g}C{x + s * 1.2:g} {y - s * 0.6:g} {x + s * 0.5:g} {y - s * 0.9:g} "
        f"{x:g} {y:g}Z"
    )
    return path(loops, fill) + disc(x, y, s * 0.22, knot)
