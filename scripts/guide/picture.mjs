/** Units of the picture. */
const WIDTH = 1000;
const LABELS = 340;
const LANE = 34;
const AXIS = 26;
const STRIP = 24;

const COLOURS = `svg { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --edge: #d1d9e0; --deleted: #cf222e; --spared: #8a5a00; --kept: #1a7f37; --restored: #0969da; }
@media (prefers-color-scheme: dark) { svg { --ink: #e6edf3; --soft: #9aa4ae; --edge: #3d444d; --deleted: #ff6a61; --spared: #d9a13b; --kept: #3fb950; --restored: #58a6ff; } }
text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); } .axis { fill: var(--soft); font-size: 12px; }
line { stroke: var(--edge); } .tick { stroke: var(--edge); stroke-dasharray: 2 3; vector-effect: non-scaling-stroke; }
.deleted path { fill: var(--deleted); } .spared path { fill: var(--spared); } .kept path { fill: var(--kept); } .restored path { fill: var(--restored); }`;

/**
 * The first time line of a report's page as a picture of its own: the page has its words outside of the pictures, so that they are readable at every
 * width.
 *
 * @param {string} html the page
 */
export function timelinePicture(html) {
  const [figure] = /<figure class="timeline">[\s\S]*?<\/figure>/.exec(html);
  const lanes = [
    ...figure.matchAll(
      /<li class="(\w+)"><span class="label">(.*?)<\/span>.*?<svg viewBox="0 0 (\d+) .*?>(.*?)<\/svg>/g,
    ),
  ];
  const ticks = [...figure.matchAll(/<span style="left:([\d.]+)%">(.*?)<\/span>/g)];
  const room = WIDTH - LABELS - 10;
  const rows = lanes.map(([, fate, label, columns, bars], row) => {
    const top = row * LANE + LANE - STRIP - 6;
    return `<g class="${fate}"><text x="${LABELS - 12}" y="${top + STRIP - 4}" text-anchor="end">${withoutTags(label)}</text><g transform="translate(${LABELS} ${top}) scale(${room / Number(columns)} 1)">${bars}</g><line x1="0" x2="${WIDTH}" y1="${top + STRIP + 1}" y2="${top + STRIP + 1}"/></g>`;
  });
  const height = lanes.length * LANE + AXIS;
  const axis = ticks.map(
    ([, left, label]) =>
      `<text class="axis" x="${(LABELS + (room * Number(left)) / 100).toFixed(1)}" y="${height - 8}" text-anchor="middle">${label}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="When the versions were created, and what becomes of them"><style>\n${COLOURS}\n</style>\n${[...rows, ...axis].join("\n")}\n</svg>\n`;
}

function withoutTags(html) {
  return html.replaceAll(/<[^>]*>/g, "");
}
