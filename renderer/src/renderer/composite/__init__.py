"""Positioned layers in, painted pixels out."""
