// Draws the example ad once for every product read, a line of JSON each; writes PNGs in base64.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import satori from "satori";
import { Resvg } from "@resvg/resvg-js";

const [bold, regular] = process.argv.slice(2).map((path) => readFileSync(path));
const fonts = [
  { name: "Roboto", data: bold, weight: 700 },
  { name: "Roboto", data: regular, weight: 400 },
];
const box = (style, children) => ({
  type: "div",
  props: { style: { position: "absolute", display: "flex", whiteSpace: "pre", ...style }, children },
});
const [width, height] = [960 / 0.84, 720 / 0.84];
const photo = (path) => ({
  type: "img",
  props: {
    src: `data:image/jpeg;base64,${readFileSync(path, "base64")}`,
    width,
    height,
    style: { position: "absolute", left: -0.08 * width, top: -0.12 * height },
  },
});
const ad = (product) =>
  box({ width: 1080, height: 1080, background: "rgb(247,241,232)" }, [
    box(
      { left: 60, top: 60, width: 960, height: 700, borderRadius: 40, overflow: "hidden" },
      [photo(product.photo)],
    ),
    box({ left: 800, top: 94, width: 180, height: 180, borderRadius: 90, background: "rgb(255,205,64)" }),
    box(
      { left: 800, top: 152, width: 180, justifyContent: "center", fontSize: 54, fontWeight: 700, color: "rgb(48,34,4)" },
      "-25%",
    ),
    box({ left: 60, top: 792, fontSize: 92, fontWeight: 700, color: "rgb(34,28,26)" }, product.title),
    box(
      { left: 61, top: 917, padding: "19px", borderRadius: 19, color: "white", background: "rgb(196,62,28)", fontSize: 52, fontWeight: 700 },
      product.price,
    ),
    box({ left: 380, top: 945, fontSize: 40, color: "rgb(120,108,100)", textDecoration: "line-through" }, product.was),
  ]);

for await (const line of createInterface({ input: process.stdin })) {
  const svg = await satori(ad(JSON.parse(line)), { width: 1080, height: 1080, fonts });
  console.log(new Resvg(svg).render().asPng().toString("base64"));
}
