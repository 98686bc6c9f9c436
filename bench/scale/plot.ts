// Cost by ranks, both by their logarithms, as SVG: straight and steep as the diagonal is linear.

export interface Point {
  readonly ranks: number;
  readonly cores: number;
  readonly coresRaw: number;
}

const size = { width: 640, height: 380, left: 64, right: 20, top: 24, bottom: 52 } as const;
const ranksShown = { from: 512, to: 262_144 } as const;
const coresShown = { from: 0.01, to: 10 } as const;
const ink = { own: "#1f5fbf", raw: "#777777", budget: "#cc0000", grid: "#dddddd" } as const;

function across(ranks: number): number {
  const part = Math.log2(ranks / ranksShown.from) / Math.log2(ranksShown.to / ranksShown.from);
  return size.left + part * (size.width - size.left - size.right);
}

function down(cores: number): number {
  const part = Math.log10(cores / coresShown.from) / Math.log10(coresShown.to / coresShown.from);
  return size.top + (1 - part) * (size.height - size.top - size.bottom);
}

export function svgOf(points: readonly Point[]): string {
  const base = size.height - size.bottom;
  const middle = { x: (size.left + size.width - size.right) / 2, y: (size.top + base) / 2 };
  const parts = [
    `<rect width="${size.width}" height="${size.height}" fill="#ffffff"/>`,
    ...[0.01, 0.1, 1, 10].map((cores) =>
      rule([size.left, down(cores)], [size.width - size.right, down(cores)],
        cores === 1 ? ink.budget : ink.grid) +
      label(String(cores), size.left - 8, down(cores) + 4, "end")),
    ...points.map(({ ranks }) =>
      rule([across(ranks), size.top], [across(ranks), base], ink.grid) +
      label(ranks.toLocaleString("en-US"), across(ranks), base + 18, "middle")),
    curve(points.map((each) => [across(each.ranks), down(each.cores)]), ink.own, "controller"),
    curve(points.map((each) => [across(each.ranks), down(each.coresRaw)]), ink.raw,
      "the same messages, only counted"),
    label("budget: one core", size.left + 6, down(1) - 6, "start"),
    label("ranks at 1 Hz", middle.x, size.height - 10, "middle"),
    `<g transform="translate(14 ${middle.y}) rotate(-90)">` +
      `${label("seconds of processor a second", 0, 0, "middle")}</g>`,
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" ` +
    `font-family="sans-serif" font-size="12">\n${parts.join("\n")}\n</svg>\n`;
}

type Place = readonly [number, number];

function rule(from: Place, to: Place, colour: string): string {
  return `<line x1="${at(from[0])}" y1="${at(from[1])}" x2="${at(to[0])}" y2="${at(to[1])}" ` +
    `stroke="${colour}"/>`;
}

function label(text: string, x: number, y: number, anchor: string): string {
  return `<text x="${at(x)}" y="${at(y)}" text-anchor="${anchor}">${text}</text>`;
}

function curve(places: readonly Place[], colour: string, name: string): string {
  const [x = 0, y = 0] = places.at(-1) ?? [];
  const points = places.map((each) => each.map(at).join(",")).join(" ");
  return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${points}"/>` +
    places.map(([cx, cy]) => `<circle cx="${at(cx)}" cy="${at(cy)}" r="3" fill="${colour}"/>`)
      .join("") + label(name, x - 8, y - 10, "end");
}

function at(value: number): string {
  return value.toFixed(1);
}
