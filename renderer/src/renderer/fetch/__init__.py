"""Every byte from outside comes in here: urls in, bounded bytes out.

Threat: a design is written by a stranger, and so is every url in it. A url may aim at the machine
that draws (``file:``, ``../../etc/passwd``, a symbolic link), at services that only this machine
can reach (loopback, the cloud's metadata address, the private network), or may try to exhaust it
(endless bodies, bodies that drip, compressed bombs, redirect loops).

Layers of defence:

1. ``guard``: http and https only, ports 80 and 443, no credentials, no host written as a number in
   disguise. Every address a name resolves to has to be public, whatever notation or tunnel hides
   it. ``allow_hosts`` makes the only exceptions. It sees a url as ``reading`` has left it, and so
   does the client: nothing is read in two ways.
2. ``client``: connects to the very address that was checked, so a name can't change its mind in
   between; redirects pass the guard again, at most five; no proxies, cookies or credentials from
   the environment; time and size are bounded while reading, not afterwards.
3. ``local``: relative urls stay inside the assets folder after symbolic links are followed.
4. ``data_uri``: bounded before it is decoded.

What the bytes are is not judged here: see ``assets`` and ``fonts``.

Residual risk: a public server can still be made to receive requests, and whoever can write to the
assets folder while a picture is drawn can exchange a file between check and reading.
"""

from renderer.fetch.content import Content
from renderer.fetch.fetcher import Fetcher

__all__ = ["Content", "Fetcher"]
