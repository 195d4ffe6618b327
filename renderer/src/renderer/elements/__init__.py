"""Element renderers: one typed element in, its marks out; each a built-in plugin."""
