"""Figures with straight sides; they are stretched with their strokes."""

from __future__ import annotations

from renderer.figures.figure import Figure

# fmt: off
STRAIGHT = {
    "asterisk2": Figure(
        "M 133.7 0 V 47.5 L 175.3 23.8 L 206 76.2 L 164.4 100 L 206 123.8 L 175.3 176.2 "
        "L 133.7 152.5 V 200 H 72.3 V 152.5 L 30.7 176.2 L 0 123.8 L 41.6 100 L 0 76.2 "
        "L 30.7 23.8 L 72.3 47.5 V 0 Z",
        width=206, height=200,
    ),
    "bookmark": Figure("M 0 0 H 200 V 237 L 100 142.2 L 0 237 Z", width=200, height=237),
    "diamond2": Figure("M 152.7 0 L 200 60 L 100 200 L 0 60 L 47.3 0 Z"),
    "explosion": Figure(
        "M 127.1 8 L 114.3 75.2 L 166.6 22.6 L 127 86.9 L 188.5 62.4 L 127.1 110.7 H 200 "
        "L 127.1 141.9 L 91.2 200 L 96 140 L 26.7 168.7 L 76 122.9 L 0 126 L 60.2 103.4 "
        "L 0 57.5 L 66.3 68.5 V 0 L 91.2 68.5 Z"
    ),
    "frame": Figure("M 0 0 H 200 L 166.7 100 L 200 200 H 0 L 33.3 100 Z"),
    "home": Figure("M 100 0 L 200 63.75 V 200 H 0 V 63.75 Z"),
    "home2": Figure("M 103 0 L 206 93.5 H 175.6 V 188 H 31.3 V 93.5 H 0 Z", width=206, height=188),
    "house": Figure("M 100 0 L 200 82.9 V 200 H 0 V 82.9 Z"),
    "lightning1": Figure("M 155.9 0 L 128.1 87.7 H 200 L 44 200 L 71.9 112.3 H 0 Z"),
    "lightning2": Figure("M 68.3 0 H 200 L 115.9 70.7 H 174.6 L 9.5 200 L 57.1 106.3 H 0 Z"),
    "orangeRicky": Figure("M 0 0 H 69 V 138 H 138 V 207 H 0 Z", width=138, height=207),
    "party": Figure(
        "M 99.7 0 L 107.2 50.7 L 129.2 4.5 L 121.4 55.1 L 156.1 17.5 L 133.7 63.6 L 177.9 37.8 "
        "L 143 75.2 L 192.8 63.8 L 148.5 89.3 L 199.5 92.9 L 149.6 104.1 L 197.2 122.8 "
        "L 146.3 118.7 L 186.3 150.5 L 138.8 131.6 L 167.7 174 L 127.9 141.9 L 143.1 190.7 "
        "L 114.5 148.4 L 114.6 199.5 L 99.7 150.5 L 84.9 199.5 L 85 148.4 L 56.3 190.8 "
        "L 71.6 141.9 L 31.7 174 L 60.6 131.6 L 13.1 150.5 L 53.2 118.7 L 2.2 122.8 "
        "L 49.9 104.1 L 0 92.9 L 51 89.3 L 6.6 63.8 L 56.4 75.2 L 21.5 37.8 L 65.7 63.6 "
        "L 43.4 17.5 L 78 55.1 L 70.2 4.5 L 92.3 50.7 Z"
    ),
    "polygon": Figure("M 103 0 L 205.1 59 V 177 L 103 236 L 0.9 177 V 59 Z", width=206, height=236),
    "rhodeIsland": Figure("M 0 0 H 69 V 69 H 138 V 207 H 69 V 138 H 0 Z", width=138, height=207),
    "skewedRectangle": Figure("M 59.3 0 H 200 L 140.7 200 H 0 Z"),
    "stairs1": Figure("M 0 0 H 66.6 V 66.6 H 133.4 V 133.4 H 200 V 200 H 0 Z"),
    "stairs2": Figure("M 0 0 H 50 V 50 H 100 V 100 H 150 V 150 H 200 V 200 H 0 Z"),
    "teewee": Figure("M 69 0 H 138 V 69 H 207 V 138 H 0 V 69 H 69 Z", width=207, height=138),
}
