"""Feedloom's pipeline: a product feed in, finished ads out."""
