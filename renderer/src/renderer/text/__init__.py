"""Text in, glyphs on lines out: itemise, shape, break, fit, place.

Everything up to ``place`` is measured in ems of the block's font size, so that a layout is valid
at every size and only breaking has to be done again when a text is shrunk.
"""
