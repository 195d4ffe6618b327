"""Pixels in, a file's bytes out: one function for each format, the same bytes every time.

A function's keyword-only parameters are the options of its format.
"""
