"""A template and a feed in, a folder of pictures and its manifest out, by several processes.

Nothing that one product brings can harm another: a row that can't be drawn, even one that kills
the process that draws it, is an entry in the manifest. A run that was stopped, in whatever way,
goes on where it was.
"""

from renderer.batch.manifest import Entry, Remark
from renderer.batch.run import BatchSettings, Summary, draw_feed

__all__ = ["BatchSettings", "Entry", "Remark", "Summary", "draw_feed"]
