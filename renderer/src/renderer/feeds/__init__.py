"""A feed's file in, its rows out, one at a time: memory stays flat over a million of them.

A feed comes from a stranger: it may be broken anywhere, packed, endless or in the wrong encoding.
What is wrong with a row is an issue of that row with line and column, and the next row follows;
what can't be a feed at all is a ``FeedError``. Nothing is expanded that could grow: no document
type, no entity of an XML file's own; a row is bounded.
"""

from renderer.feeds.feed import Feed, open_feed
from renderer.feeds.row import Row

__all__ = ["Feed", "Row", "open_feed"]
