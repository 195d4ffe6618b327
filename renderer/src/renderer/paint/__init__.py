"""Geometry in, coverage and colour out: outlines, transforms, masks, gradients, resampling."""
