/** The style of all pages, light, dark and printed. */
import { sheet } from './html';

export const STYLE = sheet`
:root {
  color-scheme: light dark;
  --paper: #faf9f6; --card: #ffffff; --ink: #20252b; --dim: #596069; --line: #e2dfd8;
  --accent: #0b5a6a; --pass: #1b6b41; --fail: #a8291c; --todo: #7d5400; --grey: #596069; --odd: #69409c;
  --pass-soft: #e6f2eb; --fail-soft: #fbebe8; --todo-soft: #f8efdc; --grey-soft: #eeedea; --odd-soft: #f1eaf9;
  --serif: 'Iowan Old Style', 'Palatino Linotype', Palatino, 'Book Antiqua', 'Liberation Serif', Georgia, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181b; --card: #1c2024; --ink: #e4e3df; --dim: #a4abb3; --line: #31373d;
    --accent: #82c7d6; --pass: #7fd1a0; --fail: #ff9c8d; --todo: #e6bd70; --grey: #a4abb3; --odd: #c9adf2;
    --pass-soft: #1b3226; --fail-soft: #3a221f; --todo-soft: #352b18; --grey-soft: #282d32; --odd-soft: #2d2440;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--sans); overflow-wrap: anywhere; }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.5rem 3rem; }
h1, h2, h3, h4 { font-family: var(--serif); font-weight: 600; line-height: 1.25; text-wrap: balance; }
h1 { font-size: 2.1rem; margin: 0; }
h2 { font-size: 1.45rem; margin: 3rem 0 0.75rem; }
h3 { font-size: 1.12rem; margin: 0; }
h3 code { font-size: 0.82em; }
p { margin: 0.5rem 0; max-width: 72ch; }
a { color: var(--accent); text-underline-offset: 0.15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
code, pre { font-family: var(--mono); font-size: 0.86em; }
pre { margin: 0.75rem 0; padding: 0.75rem 1rem; background: var(--grey-soft); border-radius: 6px; overflow-x: auto; overflow-wrap: normal; line-height: 1.5; }
ul { padding-left: 1.2rem; margin: 0.5rem 0; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--dim); font-size: 0.86rem; }
.eyebrow { margin: 0 0 0.3rem; color: var(--dim); font-size: 0.86rem; letter-spacing: 0.04em; }
.dim { color: var(--dim); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.figure { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.7rem; margin: 1.25rem 0 0.5rem; }
.figure strong { font: 600 3.6rem/1 var(--serif); font-variant-numeric: lining-nums; }
.figure span { color: var(--dim); font-size: 1.05rem; }
svg { display: block; max-width: 100%; }
.bar { width: 100%; height: 1.3rem; margin: 0.75rem 0 0.4rem; }
.bar .passed, .share .full, .histogram .column { fill: var(--accent); }
.bar .passed { fill: var(--pass); }
.bar .failed { fill: var(--fail); }
.bar .todo, .bar .inconclusive { fill: var(--todo); }
.bar .blocked { fill: var(--grey); }
.bar .error { fill: var(--odd); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.25rem 1.4rem; margin: 0 0 1rem; }
.notice { border-left: 4px solid var(--accent); }
.notice.bad { border-left-color: var(--fail); }
.notice > :first-child { margin-top: 0; }
.notice > :last-child { margin-bottom: 0; }

table { border-collapse: collapse; width: 100%; font-size: 0.94rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--dim); font-size: 0.86rem; padding: 0 0 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.75rem 0.45rem 0; border-bottom: 1px solid var(--line); font-weight: inherit; }
thead th { color: var(--dim); font-size: 0.82rem; white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
.count { text-align: right; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
td p { margin: 0; }
tbody th code { overflow-wrap: normal; }
.steps { width: auto; min-width: 22rem; max-width: 100%; }
.steps tr:last-child > * { font-weight: 600; }

.status { display: inline-block; white-space: nowrap; padding: 0.05rem 0.6rem 0.05rem 0.45rem; border-radius: 99px; font-size: 0.82rem; font-weight: 600; background: var(--grey-soft); color: var(--grey); }
.runs { display: inline-block; }
.status b { display: inline-block; width: 1.1em; text-align: center; }
.status.passed, .status.graded { background: var(--pass-soft); color: var(--pass); }
.status.failed, .status.unusable { background: var(--fail-soft); color: var(--fail); }
.status.todo, .status.inconclusive, .status.unreadable { background: var(--todo-soft); color: var(--todo); }
.status.error { background: var(--odd-soft); color: var(--odd); }

.head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.75rem; }
.head .status { flex: none; }
.rule { font: 600 1.12rem/1.4 var(--serif); margin: 0.9rem 0 0; }
.paper { color: var(--dim); font-size: 0.88rem; margin: 0.1rem 0 0.6rem; }
.said { margin: 0.6rem 0; }
.next { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.4rem 1.1rem; margin: 1.1rem 0 0; padding-top: 0.9rem; border-top: 1px solid var(--line); }
.next dt { color: var(--dim); font-size: 0.88rem; line-height: 1.75; }
.next dd { margin: 0; max-width: 72ch; }
.paste { display: inline-block; background: var(--grey-soft); border-radius: 4px; padding: 0.1rem 0.5rem; user-select: all; }
details { border-bottom: 1px solid var(--line); }
details.card { padding: 0; margin-bottom: 0.6rem; }
details > summary { cursor: pointer; padding: 0.6rem 0.1rem; }
details.card > summary { padding: 0.8rem 1.4rem; }
details.card > summary h3 { display: inline; margin: 0 0.5rem; }
details.card > .inside { padding: 0 1.4rem 1.25rem; }
summary:hover { color: var(--accent); }
details .inside > :first-child { margin-top: 0; }

.scroll { overflow-x: auto; margin: 1rem 0 0.5rem; overflow-wrap: normal; }
.timeline { font-size: 0.83rem; line-height: 1.4; width: auto; min-width: 100%; }
.timeline thead th { font: 600 0.86rem var(--sans); color: var(--ink); }
.timeline th, .timeline td { padding: 0.22rem 0.7rem; border-bottom: 0; }
.timeline td, .timeline thead th + th { min-width: 8.5rem; border-left: 1px solid var(--line); }
.timeline tbody th { white-space: nowrap; text-align: right; color: var(--dim); font-family: var(--mono); font-size: 0.78rem; padding-left: 0.4rem; }
.timeline tbody th b { float: left; width: 1.1em; text-align: left; color: var(--fail); }
.timeline .note td { color: var(--dim); font-style: italic; }
.timeline .witness > * { background: var(--fail-soft); }
.timeline .witness th { color: var(--fail); font-weight: 600; }
.timeline .witness td { font-weight: 600; }

.share { width: 7rem; height: 0.8rem; margin-top: 0.35rem; }
.share .empty { fill: var(--grey-soft); }
.histogram { width: 100%; max-width: 44rem; height: auto; margin: 0.5rem 0 1rem; }
.histogram text { fill: var(--dim); font: 13px var(--sans); text-anchor: middle; }
.histogram .many { fill: var(--ink); font-weight: 600; }
.histogram line { stroke: var(--line); }
.tools { display: flex; flex-wrap: wrap; align-items: end; gap: 0.5rem 1.25rem; margin: 0 0 1rem; }
.tools[hidden] { display: none; }
.tools input, .tools select { display: block; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--grey); border-radius: 6px; padding: 0.25rem 0.5rem; max-width: 100%; }
thead button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline dotted; text-underline-offset: 0.2em; }
thead button:disabled { cursor: auto; text-decoration: none; }
[aria-sort=ascending] button::after { content: ' ↑'; }
[aria-sort=descending] button::after { content: ' ↓'; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem 2.5rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.tiles strong { display: block; font: 600 2.2rem/1.1 var(--serif); font-variant-numeric: lining-nums; }

@media (max-width: 44rem) {
  main { padding: 1.5rem 1rem 2rem; }
  .next { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .next dd { margin-bottom: 0.6rem; }
  .steps { min-width: 0; }
  .stack thead { display: none; }
  .stack, .stack caption, .stack tbody, .stack tr, .stack th, .stack td { display: block; }
  .stack tr[hidden] { display: none; }
  .stack tr { padding: 0.5rem 0; border-bottom: 1px solid var(--line); }
  .stack tr > * { border: 0; padding: 0.1rem 0; white-space: normal; text-align: left; }
  .stack td[data-label]::before { content: attr(data-label) ': '; color: var(--dim); }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --card: #fff; --ink: #000; --dim: #444; --line: #bbb;
    --accent: #000; --pass: #000;
    --fail: #000; --todo: #000; --grey: #000; --odd: #000;
    --pass-soft: #fff; --fail-soft: #eee; --todo-soft: #fff; --grey-soft: #f4f4f4; --odd-soft: #fff;
  }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  .card { border-radius: 0; }
  tr,
  .head { break-inside: avoid; }
  h2,
  h3,
  .rule { break-after: avoid; }
  .scroll,
  pre { overflow: visible; white-space: pre-wrap; }
  .timeline,
  .timeline td,
  .timeline thead th + th { white-space: normal; min-width: 0; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
