"""Fonts that come over a network, and what keeps them near."""
