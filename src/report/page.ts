import { element, escaped, type Html } from "./html.js";

/** Colours keep a contrast of 4.5 for text and 3 for lines on their ground; series differ in dashes, too. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1a1c1f; --soft: #595f69; --ground: #fff; --panel: #f5f6f8; --line: #d9dce1;
  --fail: #b3142b; --warn: #8a5300; --info: #0a5c9e; --good: #1a6b3c;
  --s0: #0a6ab0; --s1: #b8400f; --s2: #0b7a5c; --s3: #93398a; --s4: #76600a; --s5: #555b66 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e9ec; --soft: #a8afba; --ground: #15171a; --panel: #1f2226; --line: #3a3f47;
    --fail: #ff8a93; --warn: #f0b350; --info: #79bdf5; --good: #6fd398;
    --s0: #62b4f2; --s1: #f5935f; --s2: #45c9a0; --s3: #e094d6; --s4: #d9c04f; --s5: #b3bac5 }
}
* { box-sizing: border-box }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 66rem; margin: 0 auto; padding: 1.5rem 1rem 3rem;
  color: var(--ink); background: var(--ground); overflow-wrap: break-word }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem } h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem }
h3 { font-size: 1rem; margin: 0 } h3.part { margin: 1.75rem 0 .5rem }
p { margin: .5rem 0 } a { color: var(--info) } .soft { color: var(--soft); font-size: .9em }
code { font: .875em ui-monospace, monospace; background: var(--panel); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere } code span { display: inline-block; max-width: 100% }
.command code { display: block; color: var(--soft); padding: .3em .6em; margin: .25rem 0 }
.health { border: 1px solid; border-left-width: 6px; border-radius: 4px; padding: .75rem 1rem; margin: 1rem 0; background: var(--panel) }
.health p { margin: .25rem 0; color: var(--ink) } .health strong { color: var(--tone) }
.fail { --tone: var(--fail) } .warn { --tone: var(--warn) } .info { --tone: var(--info) } .good { --tone: var(--good) }
.health, .verdict { border-color: var(--tone) } .tone { color: var(--tone); font-weight: 600 }
.verdict { border-left: 4px solid var(--tone); padding: 0 0 0 .9rem; margin: 1.25rem 0; break-inside: avoid }
.tag { font-size: .75rem; font-weight: 700; letter-spacing: .05em; color: var(--tone) }
.verdict ul { margin: .5rem 0; padding-left: 1.2rem } li { margin: .3rem 0 }
.charts { margin: 1rem 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.75rem 2rem }
figure { margin: 0; min-width: 0; break-inside: avoid } figcaption { font-size: .9em }
figcaption strong { display: block; font-size: 1.05em } figcaption + ul { margin-top: .4rem }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding: 0; margin: .4rem 0; font-size: .85em }
.legend li { margin: 0 } .legend svg { width: 2rem; height: .7rem; margin-right: .4rem; vertical-align: baseline }
.plot { display: block; width: 100%; height: auto } .plot text { font: 11px system-ui, sans-serif; fill: var(--soft) }
.plot path, .legend path { fill: none; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; vector-effect: non-scaling-stroke }
.plot .dot { stroke-width: 7; stroke-dasharray: none } .plot .name { fill: var(--ink); paint-order: stroke; stroke: var(--ground); stroke-width: 3px }
.plot .grid, .plot .axis { stroke: var(--line); stroke-width: 1 } .plot .axis { stroke: var(--soft) } .plot .reference { stroke: var(--soft); stroke-dasharray: 2 4 }
.s0 { stroke: var(--s0) } .s1 { stroke: var(--s1); stroke-dasharray: 7 4 } .s2 { stroke: var(--s2); stroke-dasharray: 2 4 }
.s3 { stroke: var(--s3); stroke-dasharray: 9 3 2 3 } .s4 { stroke: var(--s4); stroke-dasharray: 12 4 } .s5 { stroke: var(--s5); stroke-dasharray: 4 3 1 3 1 3 }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .9em; font-variant-numeric: tabular-nums }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
th, td { text-align: left; font-weight: inherit; padding: .25rem 1.25rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
thead th { font-weight: 600; vertical-align: bottom } figure td { white-space: nowrap }
details { margin: .4rem 0 } summary { cursor: pointer; color: var(--soft); font-size: .9em } footer { margin-top: 3rem }
@media (max-width: 40rem) { .plot text { font-size: 13px } }
@media print { body { font-size: 10pt; padding: 0 } figure details { display: none } ::details-content { content-visibility: visible; display: block }
  .charts { grid-template-columns: 1fr 1fr } .health { background: none } }
`;

/** A whole page in one file. It may load nothing from anywhere, which its own policy enforces. */
export function htmlPage(title: string, ...body: readonly Html[]): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  const main = element("main", {}, element("h1", {}, title), ...body);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${main.html}
</body>
</html>
`;
}
