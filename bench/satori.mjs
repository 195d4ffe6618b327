// Draws the example ad once for every line read, the line as its title; writes PNGs in base64.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import satori from "satori";
import { Resvg } from "@resvg/resvg-js";

const [photo, bold, regular] = process.argv.slice(2).map((path) => readFileSync(path));
const src = `data:image/jpeg;base64,${photo.toString("base64")}`;
const fonts = [
  { name: "Roboto", data: bold, weight: 700 },
  { name: "Roboto", data: regular, weight: 400 },
];
const box = (style, children) => ({
  type: "div",
  props: { style: { position: "absolute", display: "flex", ...style }, children },
});
const ad = (title) =>
  box({ width: 1080, height: 1080, background: "rgb(247,241,232)" }, [
    {
      type: "img",
      props: {
        src,
        width: 960,
        height: 700,
        style: { position: "absolute", left: 60, top: 60, borderRadius: 40, objectFit: "cover" },
      },
    },
    box({ left: 800, top: 94, width: 180, height: 180, borderRadius: 90, background: "rgb(255,205,64)" }),
    box({ left: 815, top: 152, fontSize: 54, fontWeight: 700 }, "-25%"),
    box({ left: 60, top: 792, fontSize: 92, fontWeight: 700 }, title),
    box(
      { left: 60, top: 916, padding: 20, borderRadius: 20, color: "white", background: "rgb(196,62,28)", fontSize: 52, fontWeight: 700 },
      "44.00 EUR",
    ),
    box({ left: 380, top: 945, fontSize: 40, color: "rgb(120,108,100)", textDecoration: "line-through" }, "59.00 EUR"),
  ]);

for await (const title of createInterface({ input: process.stdin })) {
  const svg = await satori(ad(title), { width: 1080, height: 1080, fonts });
  console.log(new Resvg(svg).render().asPng().toString("base64"));
}
