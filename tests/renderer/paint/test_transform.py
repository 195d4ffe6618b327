"""Affine transforms: what holds for all of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderer.paint.transform import IDENTITY, Affine

numbers = st.floats(-1000, 1000)
scales = st.floats(0.1, 10) | st.floats(-10, -0.1)
transforms = st.builds(
    lambda x, y, degrees, sx, sy: (
        Affine.translation(x, y) @ Affine.rotation(degrees) @ Affine.scaling(sx, sy)
    ),
    numbers, numbers, st.floats(-720, 720), scales, scales,
)  # fmt: skip


def close(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a == pytest.approx(b, abs=1e-6)


@given(transforms, transforms, numbers, numbers)
def test_a_product_applies_the_right_one_first(a: Affine, b: Affine, x: float, y: float) -> None:
    assert close((a @ b).apply(x, y), a.apply(*b.apply(x, y)))


@given(transforms, numbers, numbers)
def test_the_inverse_leads_back(a: Affine, x: float, y: float) -> None:
    assert close(a.inverse().apply(*a.apply(x, y)), (x, y))


@given(transforms)
def test_the_identity_changes_nothing(a: Affine) -> None:
    assert a @ IDENTITY == a


@given(transforms, transforms)
def test_determinants_multiply(a: Affine, b: Affine) -> None:
    assert (a @ b).determinant == pytest.approx(a.determinant * b.determinant)


@pytest.mark.parametrize(
    ("degrees", "point"),
    [(90, (0, 1)), (180, (-1, 0)), (270, (0, -1)), (-90, (0, -1)), (450, (0, 1))],
)
def test_quarter_turns_are_exact_and_clockwise(degrees: float, point: tuple[int, int]) -> None:
    assert Affine.rotation(degrees).apply(1, 0) == point


def test_a_collapsed_plane_has_no_way_back() -> None:
    with pytest.raises(ZeroDivisionError):
        Affine.scaling(0, 1).inverse()
