"""What an ad costs beside what no renderer can save: decoding its photo, encoding its picture.

    python bench/ads.py [--products N] [--small-photos] [AD...]

Warm: the ads of a feed one after the other, of which a photo and three texts change. The floor is
measured in turn with them: the product's photo through the cheapest decoder that keeps the pixels
drawn, and the finished picture's rows, filtered as ours are, through isal at its lowest level. Our
own encoder is faster than that by now: "own" is the ratio to a floor with it instead. Cold: by a
new renderer, in a process that has drawn but another ad, so that nothing of this one is at hand but
its fonts, opened and tried out: what that costs is in startup.py. The floor comes after the ad, in
memory that the ad has had to get. Medians; CPU time of all threads.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from isal import isal_zlib
from PIL import Image
from products import Ad, ads

from renderer import Renderer, encode
from renderer.encoders.png import filtered_rows

WARM_UP = 5
COLD_RUNS = 5
WARM_BAR, COLD_BAR = 1.25, 2.5  # times the floor
STAGES = ("parse", "load", "draw", "encode")

Times = defaultdict[str, list[float]]


@contextmanager
def timed(times: Times, name: str) -> Iterator[None]:
    """Milliseconds of the processor and of the clock, under the name and "wall" after it."""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    times[name].append(1000 * (time.process_time() - cpu))
    times[f"{name} wall"].append(1000 * (time.perf_counter() - wall))


def encode_by_isal(image: Image.Image) -> int:
    """All that a PNG needs but its few bytes of headers; returns the pixels' checksum."""
    return isal_zlib.crc32(isal_zlib.compress(filtered_rows(image), 1))


def warm(ad: Ad, products: int) -> dict[str, float]:
    """Medians over the feed's ads, the ratio's too; the bytes of a picture in KiB."""
    renderer = Renderer(assets=ad.assets)
    times: Times = defaultdict(list)
    for number in range(WARM_UP + products):
        design = json.dumps(ad.product(number)).encode()
        with timed(times, "ad"):
            drawn = renderer.draw(design, clock=time.process_time)
            with timed(times, "encode"):
                picture = encode(drawn.image)
        for stage, seconds in drawn.timings.items():
            times[stage].append(1000 * seconds)
        with timed(times, "decode"):
            ad.decode(number)
        with timed(times, "isal"):
            encode_by_isal(drawn.image)
        decode = times["decode"][-1]
        times["floor"].append(decode + times["isal"][-1])
        times["ratio"].append(times["ad"][-1] / times["floor"][-1])
        times["own"].append(times["ad"][-1] / (decode + times["encode"][-1]))
        times["KiB"].append(len(picture) / 1024)
        (ad.assets / f"product-{number}.jpg").unlink()
    return {name: median(values[WARM_UP:]) for name, values in times.items()}


def cold(ad: Ad, other: Ad) -> dict[str, float]:
    """Milliseconds of an ad that this process hasn't drawn, and of its floor."""
    encode(Renderer(assets=other.assets).render(other.product(0)))
    other.decode(0)  # the floor's decoder is loaded, too
    times: Times = defaultdict(list)
    design = json.dumps(ad.product(0)).encode()
    with timed(times, "ad"):
        drawn = Renderer(assets=ad.assets).draw(design)
        encode(drawn.image)
    with timed(times, "floor"):
        ad.decode(0)
        encode_by_isal(drawn.image)
    return {"cold": times["ad"][0], "cold floor": times["floor"][0]}


def measure(ad: Ad, other: Ad, products: int) -> dict[str, float]:
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as fresh:
        firsts = [fresh.apply(cold, (ad, other)) for _ in range(COLD_RUNS)]
    found = {name: median(first[name] for first in firsts) for name in firsts[0]}
    return {**warm(ad, products), **found}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ads", nargs="*", help="names; all without any")
    parser.add_argument("--products", type=int, default=200, help="of each feed")
    parser.add_argument("--small-photos", action="store_true", help="the sample shop's own")
    arguments = parser.parse_args()
    columns = (*STAGES, "ad", "floor", "ad wall", "KiB")
    print(
        f"{'warm, CPU ms':22}"
        + "".join(f"{column:>8}" for column in columns)
        + "  ad/floor     own"
    )
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        known = list(ads(Path(folder), small_photos=arguments.small_photos))
        # Of the first ad's fonts all others have more: the last one comes after the second.
        for ad, other in zip(known, known[1:] + known[1:2], strict=True):
            if arguments.ads and ad.name not in arguments.ads:
                continue
            found = measure(ad, other, arguments.products)
            rows.append((ad.name, found))
            figures = "".join(f"{found[column]:8.1f}" for column in columns)
            print(f"{ad.name:22}{figures}{found['ratio']:10.2f}{found['own']:8.2f}", flush=True)
    print(f"\n{'':22}{'found':>12}{'wanted':>10}")
    ratio = median(found["ratio"] for _, found in rows)
    print(f"{'warm ad / floor':22}{ratio:12.2f}{f'<{WARM_BAR}':>10}")
    for name, found in rows:
        times = found["cold"] / found["cold floor"]
        print(f"{'cold, ' + name:32}{found['cold']:6.0f} ms {times:6.2f}{f'<{COLD_BAR}':>8}")


if __name__ == "__main__":
    main()
