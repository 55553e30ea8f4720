import { COLUMNS, NUMBERS } from "./table";

const LIGHT = `color-scheme: light; --ink: #1f2328; --soft: #59636e; --page: #f6f8fa; --card: #ffffff; --edge: #d1d9e0; --link: #0550ae;
  --deleted: #cf222e; --spared: #8a5a00; --kept: #1a7f37; --restored: #0969da; --wash: #fff1f0; --alarm: #fff8e0; --on: #ffffff;`;

const DARK = `color-scheme: dark; --ink: #e6edf3; --soft: #9aa4ae; --page: #0d1117; --card: #151b23; --edge: #3d444d; --link: #6cb0ff;
  --deleted: #ff6a61; --spared: #d9a13b; --kept: #3fb950; --restored: #58a6ff; --wash: #2d1517; --alarm: #272115; --on: #0d1117;`;

const list = (prefix: string, columns: readonly string[]) => columns.map((one) => `${prefix}.${one}`).join(", ");

/** On a phone a row is a small card: what it is about, and below it each value after its title. */
const CARDS = `thead { display: none; } table, tbody, td { display: block; } th[scope=row] { flex: 0 0 100%; }
  tr { display: flex; flex-wrap: wrap; gap: .1rem .9rem; border-bottom: 1px solid var(--edge); padding: .55rem 0; } th[class], td[class] { border: 0; padding: 0; text-align: left; width: auto; } tr.part { padding-left: 1rem; } td:empty { display: none; }
  td::before { color: var(--soft); } ${Object.entries(COLUMNS)
    .map(([column, title]) => `td.${column}::before { content: "${title} "; }`)
    .join(" ")}
  td.share .bar { display: none; } td.why, td.remark, td.found, td.by { flex: 0 0 100%; } td.frees { white-space: normal; }`;

/** The page's whole appearance: it loads nothing. */
export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0 auto; max-width: 70rem; padding: 2rem 1rem 4rem; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1rem; font-weight: 600; color: var(--soft); margin: 0; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 0 0 .25rem; } h2 .headline { font-weight: 400; }
h3 { font-size: 1rem; margin: 0; display: inline; } h4 { font-size: .95rem; margin: 1rem 0 .25rem; }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; } a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: .2rem; }
.away { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.verdict { font-size: 1.75rem; font-weight: 650; margin: .1rem 0 1rem; line-height: 1.25; } .verdict.stop { color: var(--deleted); } .verdict.care { color: var(--spared); }
section, nav, #filter, .early { background: var(--card); border: 1px solid var(--edge); border-radius: .6rem; padding: 1.25rem 1.5rem; margin: 0 0 1.25rem; }
section { scroll-margin-top: 7rem; }
nav { padding: .5rem 1.5rem; } nav ul { list-style: none; margin: 0; padding: 0; } nav li { margin: .35rem 0; }
#filter { display: flex; flex-wrap: wrap; gap: .75rem 1.25rem; align-items: end; padding: 1rem 1.5rem; position: sticky; top: 0; z-index: 1; }
#filter label { display: grid; color: var(--soft); font-size: .85rem; } #filter output { color: var(--soft); font-variant-numeric: tabular-nums; padding-bottom: .35rem; }
input, select { font: inherit; font-size: 1rem; color: var(--ink); background: var(--page); border: 1px solid var(--soft); border-radius: .35rem; padding: .3rem .5rem; max-width: 100%; min-height: 2.25rem; }
.about { color: var(--soft); margin: 0 0 .75rem; }
.box { border-radius: .4rem; padding: .6rem .9rem; margin: .75rem 0; border-left: .25rem solid; } .box ul, ul.look { margin: .2rem 0 0; padding-left: 1.2rem; }
.stopped.box { background: var(--wash); border-color: var(--deleted); } .look.box { background: var(--alarm); border-color: var(--spared); }
ul.look { background: var(--alarm); border-radius: .4rem; padding: .4rem .9rem .4rem 2rem; margin: .5rem 0; }
.numbers { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; margin: .75rem 0 1rem; }
.numbers b { display: block; font-size: 1.75rem; line-height: 1.2; font-variant-numeric: tabular-nums; } .numbers span { color: var(--soft); font-size: .9rem; }
b.deleted { color: var(--deleted); } b.restored { color: var(--restored); } b.kept { color: var(--kept); } b.spared, .mark { color: var(--spared); }
table { border-collapse: collapse; width: 100%; font-size: .92rem; margin: .5rem 0; }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--edge); vertical-align: baseline; } th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--soft); font-weight: 600; overflow-wrap: normal; vertical-align: bottom; } th[scope=row] { font-weight: 400; min-width: 7rem; }
${list("th", NUMBERS)}, ${list("td", NUMBERS)} { text-align: right; font-variant-numeric: tabular-nums; width: 1%; } ${list("td", NUMBERS)}, .created { white-space: nowrap; } td.go { font-weight: 650; }
td.created { font-variant-numeric: tabular-nums; } td.why, td.remark, td.found { min-width: 12rem; } td.action { white-space: nowrap; } span.rule { display: inline-block; margin-right: .6rem; }
.part th { padding-left: 1.2rem; color: var(--soft); } table:has(th.reason) { width: auto; } .overview tr:last-child > * { border-bottom: 0; } tbody tr:hover { background: color-mix(in srgb, var(--edge) 25%, transparent); }
.bar { display: inline-block; width: 4.5rem; height: .5rem; border-radius: .25rem; background: var(--edge); overflow: hidden; margin-right: .3rem; } .bar i { display: block; height: 100%; background: var(--deleted); }
code { font: .9em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; } h3 code { font-weight: 650; }
pre { white-space: pre-wrap; background: var(--page); border-radius: .4rem; padding: .6rem .9rem; margin: .4rem 0; font: .9rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
details { margin: .6rem 0; } summary { cursor: pointer; padding: .2rem 0; } details details > summary, .quiet > summary { font-weight: 600; }
details.package { border-top: 1px solid var(--edge); margin: 0; padding: .5rem 0; scroll-margin-top: 7rem; } details.package:target > summary { background: var(--alarm); border-radius: .3rem; }
.sum { margin-left: .4rem; } .page { margin: .3rem 0; }
.tag { display: inline-block; border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; color: var(--on); background: var(--soft); } .tag.deleted, .tag.delete, .tag.fail { background: var(--deleted); } .tag.restore { background: var(--restored); } .tag.adopt { background: var(--kept); } .tag.look { background: var(--spared); }
footer, .note { color: var(--soft); font-size: .9rem; } .evidence { padding-left: 1.2rem; margin: .75rem 0; color: var(--soft); font-size: .92rem; }
.timeline { margin: 1rem 0; } .timeline figcaption { color: var(--soft); font-size: .9rem; margin-bottom: .25rem; } .timeline ul { list-style: none; margin: 0; padding: 0; }
.timeline li { display: grid; grid-template-columns: minmax(9rem, 17rem) 1fr; gap: 0 1rem; align-items: end; font-size: .92rem; padding-top: .4rem; } .timeline b { font-variant-numeric: tabular-nums; }
.timeline svg { display: block; width: 100%; height: 1.6rem; border-bottom: 1px solid var(--edge); overflow: visible; } .timeline path.tick { stroke: var(--edge); stroke-dasharray: 2 3; vector-effect: non-scaling-stroke; fill: none; }
.deleted path { fill: var(--deleted); } .spared path { fill: var(--spared); } .kept path { fill: var(--kept); } .restored path { fill: var(--restored); }
.axis { position: relative; height: 1.4rem; margin: .2rem 0 0 18rem; color: var(--soft); font-size: .85rem; font-variant-numeric: tabular-nums; } .axis span { position: absolute; transform: translateX(-50%); white-space: nowrap; }
@media (max-width: 48rem) { .timeline li { grid-template-columns: 1fr; gap: .1rem; } .axis { margin-left: 0; } }
@media (max-width: 40rem) { body { padding: 1rem .5rem 3rem; } section, nav, #filter, .early { padding: 1rem; } nav { padding: .5rem 1rem; } .verdict { font-size: 1.4rem; } .axis span:nth-child(even) { display: none; } #filter { position: static; }
  section, details.package { scroll-margin-top: .75rem; } .sum { display: block; margin-left: 0; } ${CARDS} }
@media print { :root { ${LIGHT} } body { background: none; max-width: none; padding: 0; font-size: 10pt; } nav, #filter { display: none; } section { border: 0; padding: 0; } tr, figure { break-inside: avoid; } summary, h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; } * { print-color-adjust: exact; } }
`;
