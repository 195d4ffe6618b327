"""Affine transforms of the plane, y down, as the canvas writes them."""

from __future__ import annotations

import math
from typing import NamedTuple

QUARTER_TURNS: dict[float, tuple[float, float]] = {
    0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)
}  # fmt: skip


class Affine(NamedTuple):
    """Maps (x, y) to (a x + c y + e, b x + d y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    @classmethod
    def translation(cls, x: float, y: float) -> Affine:
        return cls(e=x, f=y)

    @classmethod
    def scaling(cls, x: float, y: float | None = None) -> Affine:
        return cls(a=x, d=x if y is None else y)

    @classmethod
    def rotation(cls, degrees: float) -> Affine:
        """Clockwise on the page; multiples of 90 degrees are exact."""
        turn = degrees % 360
        radians = math.radians(turn)
        cos, sin = QUARTER_TURNS.get(turn, (math.cos(radians), math.sin(radians)))
        return cls(cos, sin, -sin, cos)

    def __matmul__(self, inner: Affine) -> Affine:
        """The transform that applies ``inner`` first, then this one."""
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            self.a * inner.e + self.c * inner.f + self.e,
            self.b * inner.e + self.d * inner.f + self.f,
        )

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def determinant(self) -> float:
        return self.a * self.d - self.b * self.c

    @property
    def is_upright(self) -> bool:
        """Whether the axes stay where they are (scaled, mirrored or moved at most)."""
        return self.b == 0 and self.c == 0

    def inverse(self) -> Affine:
        """The transform back; raises ZeroDivisionError where the plane has collapsed."""
        k = 1 / self.determinant
        a, b, c, d = self.d * k, -self.b * k, -self.c * k, self.a * k
        return Affine(a, b, c, d, -(a * self.e + c * self.f), -(b * self.e + d * self.f))


IDENTITY = Affine()
