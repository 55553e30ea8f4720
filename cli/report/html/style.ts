/** The page's whole appearance: it loads nothing. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --soft: #59636e; --page: #f6f8fa; --card: #ffffff; --edge: #d1d9e0;
  --deleted: #cf222e; --spared: #bf8700; --kept: #1a7f37; --restored: #0969da; --wash: #fff1f0; --alarm: #fff8c5; --on: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --page: #0d1117; --card: #151b23; --edge: #3d444d;
  --deleted: #f85149; --spared: #d29922; --kept: #3fb950; --restored: #4493f8; --wash: #2d1517; --alarm: #272115; --on: #0d1117; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 2rem 1rem 4rem; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 68rem; margin: 0 auto; }
h1 { font-size: 1.15rem; font-weight: 600; color: var(--soft); margin: 0; }
h2 { font-size: 1.25rem; margin: 0 0 .25rem; }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
.verdict { font-size: 1.75rem; font-weight: 650; margin: .1rem 0 1.25rem; line-height: 1.25; }
.verdict.stopped { color: var(--deleted); }
section { background: var(--card); border: 1px solid var(--edge); border-radius: .6rem; padding: 1.25rem 1.5rem; margin: 0 0 1.25rem; }
.about { color: var(--soft); margin: 0 0 .75rem; }
.box { border-radius: .4rem; padding: .6rem .9rem; margin: .75rem 0; border-left: .25rem solid; }
.box ul { margin: .2rem 0 0; padding-left: 1.2rem; }
.stopped.box { background: var(--wash); border-color: var(--deleted); }
.look.box { background: var(--alarm); border-color: var(--spared); }
.numbers { display: flex; flex-wrap: wrap; gap: .5rem 2.25rem; margin: .75rem 0 1rem; }
.numbers b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.numbers .deleted { color: var(--deleted); } .numbers .restored { color: var(--restored); } .numbers .kept { color: var(--kept); } .numbers .spared { color: var(--spared); }
.numbers span { color: var(--soft); font-size: .85rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .5rem 0; }
th { text-align: left; color: var(--soft); font-weight: 600; } th, td { padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--edge); vertical-align: top; overflow-wrap: break-word; } td { max-width: 24rem; }
.scroll { overflow-x: auto; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.part td:first-child { padding-left: 1.4rem; color: var(--soft); }
code { font: .85em/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; } td code { overflow-wrap: break-word; } h3 code { font-size: 1rem; font-weight: 650; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--page); border-radius: .4rem; padding: .6rem .9rem; margin: .4rem 0; font: .85rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
details { margin: .5rem 0; } summary { cursor: pointer; font-weight: 600; }
.tag { display: inline-block; border-radius: 1rem; padding: 0 .6rem; font-size: .8rem; color: var(--on); } .tag.deleted, .tag.delete, .tag.fail { background: var(--deleted); } .tag.restore { background: var(--restored); } .tag.adopt { background: var(--kept); } .tag.state { background: var(--soft); }
footer, .note { color: var(--soft); font-size: .85rem; }
.evidence { padding-left: 1.2rem; margin: .75rem 0 0; color: var(--soft); font-size: .9rem; }
svg.timeline { width: 100%; min-width: 46rem; height: auto; margin: .25rem 0; }
.timeline rect.deleted { fill: var(--deleted); } .timeline rect.spared { fill: var(--spared); } .timeline rect.kept { fill: var(--kept); } .timeline rect.restored { fill: var(--restored); }
.timeline .lane, .timeline .tick { stroke: var(--edge); stroke-width: 1; } .timeline .tick { stroke-dasharray: 2 4; }
.timeline text { font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; fill: var(--ink); } .timeline .axis { fill: var(--soft); font-size: 11.5px; } .timeline .count { font-weight: 700; }
@media (max-width: 40rem) { body { padding: 1rem .5rem 3rem; } section { padding: 1rem; } }
@media print { body { background: none; } .scroll { overflow: visible; } svg.timeline { min-width: 0; } }
`;
