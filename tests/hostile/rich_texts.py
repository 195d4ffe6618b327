"""Rich texts that nest, overflow, never close, or hide what browsers would run."""

from __future__ import annotations

from collections.abc import Callable


def text(markup: str) -> Callable[[], bytes]:
    return lambda: markup.encode("utf-8", "surrogatepass")


FILES: dict[str, Callable[[], bytes]] = {
    "nested.html": text("<b>" * 3000 + "a"),
    "nested-lists.html": text("<ul><li>" * 1200 + "a"),
    "nested-spans-of-sizes.html": text('<span style="font-size:2em">' * 300 + "a"),
    "closed-in-the-wrong-order.html": text("<b><i><u>" * 500 + "a" + "</b></i></u>" * 300),
    "never-opened.html": text("</b></p></ul></li>" * 500),
    "half-a-tag.html": text("a<b" * 3000),
    "half-an-entity.html": text("&#" * 5000),
    "huge-entity.html": text("&#99999999999999999999;<b>a</b>"),
    "entity-of-nothing.html": text("&#0;&#xD800;&#xFFFFFF;<b>a</b>"),
    "half-a-comment.html": text("<b>a</b><!--" + "-" * 9000),
    "half-a-declaration.html": text("<b>a</b><!" * 900),
    "half-a-section.html": text("<b>a</b><![CDATA[" * 500),
    "half-an-instruction.html": text("<b>a</b><?" * 900),
    "script.html": text("<script>alert(1)</script><b>a</b>"),
    "style-sheet.html": text("<style>*{display:none}</style><b>a</b>"),
    "picture.html": text('<img src="http://169.254.169.254/"><b>a</b>'),
    "link.html": text('<a href="javascript:alert(1)">a</a>'),
    "many-attributes.html": text("<b " + " ".join(f"a{i}=1" for i in range(1500)) + ">a</b>"),
    "quotes-without-end.html": text("<b style='" + "a:" * 4000),
    "size-of-nan.html": text('<span style="font-size:nanpx">a</span>'),
    "size-without-end.html": text(f'<span style="font-size:{"9" * 4000}px">a</span>'),
    "size-of-many-digits.html": text(f'<span style="font-size:{"1" * 9900}x">a</span>'),
    "size-below-nothing.html": text('<span style="font-size:-50px">a</span>'),
    "spacing-without-end.html": text('<span style="letter-spacing:99999999px">ab</span>'),
    "colour-of-noise.html": text(f'<span style="color:{"(" * 4000}">a</span>'),
    "font-of-a-file.html": text('<span style="font-family:url(file:///etc/passwd)">a</span>'),
    "headings-in-headings.html": text("<h1>" * 99 + "a"),
    "raised-and-raised.html": text("<sup>" * 99 + "a"),
    "control-characters.html": text("<b>\x00\x01\x1b[31m\x7f\x9b</b>"),
    "one-letter-a-line.html": text("a<br>" * 1900),
    "marks-over-marks.html": text("<b>a" + "\u0301" * 9000 + "</b>"),
    "directions.html": text("<b>" + "\u202e\u2066\u202b" * 3000 + "a</b>"),
    "joiners.html": text("<b>" + "\U0001f468\u200d" * 4000 + "</b>"),
    "tags-of-flags.html": text("<b>\U0001f3f4" + "\U000e0067" * 4000 + "</b>"),
    "surrogates.html": text("<b>&#xDC00;\U0010ffff</b>"),
}  # fmt: skip
