// The style of report.html: colours by name for light, dark and print (after Okabe and Ito, who
// chose them for all kinds of colour vision), and text that keeps its size on a phone.
#include "ablation/report_parts.h"

namespace textrnn {

const char* const kReportStyle = R"(
:root { color-scheme: light; --paper: #fff; --ink: #1c1d21; --soft: #595c63; --rule: #d5d8de;
  --panel: #f4f5f7; --pick: #fff0c2; --s0: #0072b2; --s1: #d55e00; --s2: #00805c; --s3: #b0508a;
  --s4: #a06a00; --s5: #2a8fc4; --s6: #4a4d54; --s7: #7b6d00; --first: #d55e00; --last: #0072b2;
  --middle: #9b9ea6; }
@media screen and (prefers-color-scheme: dark) {
:root { color-scheme: dark; --paper: #15171b; --ink: #e9eaed; --soft: #a9adb6; --rule: #3a3e46;
  --panel: #202329; --pick: #4a3d12; --s0: #56b4e9; --s1: #ff8b3d; --s2: #2fc79a; --s3: #e39cc6;
  --s4: #efb62f; --s5: #8fd0f5; --s6: #bfc3cb; --s7: #f0e442; --first: #ff8b3d; --last: #56b4e9;
  --middle: #757983; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h1, h2, h3 { line-height: 1.2; }
h2 { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { margin: 0 0 .3rem; font-size: 1.05rem; }
p, dl, .answer, .missing { max-width: 46rem; }
dt { font-weight: 600; font-family: ui-monospace, monospace; }
dd { margin: 0 0 .6rem 1rem; }
.answer, .missing { background: var(--panel); border-left: 4px solid var(--s0);
  margin: 1rem 0; padding: .8rem 1rem .8rem 2.4rem; font-size: 1.08rem; }
.answer li + li { margin-top: .6rem; }
.missing { border-color: var(--s1); padding-left: 1rem; font-size: 1rem; }
.absent, .soft, figcaption p { color: var(--soft); }
.plots { display: grid; gap: 2rem; margin: 1.5rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure { margin: 0; min-width: 0; max-width: 40rem; container-type: inline-size; }
figcaption p { margin: 0 0 .4rem; font-size: .9rem; }
.wide { max-width: 48rem; }
.three { grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
svg { display: block; width: 100%; height: auto; overflow: visible; }
text { fill: var(--ink); font-size: 13px; }
.name { font-size: 12px; paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.tip text { font-size: 12px; }
@container (min-width: 400px) { text { font-size: 11px; } .name { font-size: 10px; } }
@container (min-width: 560px) { text { font-size: 8.5px; } .name, .tip text { font-size: 8px; } }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.title { fill: var(--soft); }
.grid { stroke: var(--rule); stroke-width: 1; }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); } .s5 { --c: var(--s5); } .s6 { --c: var(--s6); } .s7 { --c: var(--s7); }
.line, .bar, .bound { fill: none; stroke: var(--c); stroke-width: 1.6; }
.line.s0 { stroke-width: 3.4; } .line.s1 { stroke-width: 2.4; } /* seen below an equal line */
.bound { stroke-dasharray: 4 4; stroke-width: 1.2; }
.mark { fill: var(--c); stroke: var(--paper); stroke-width: .7; }
.spot { cursor: default; }
.spot circle { fill: transparent; }
.spot:hover circle, .spot:focus circle { stroke: var(--ink); stroke-width: 1.6; }
.tip { visibility: hidden; pointer-events: none; }
.tip rect { fill: var(--paper); stroke: var(--soft); }
.spot:hover .tip, .spot:focus .tip { visibility: visible; }
.chart:has(.spot:hover) .spot:focus:not(:hover) .tip { visibility: hidden; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .2rem 0 .5rem; padding: 0;
  list-style: none; font-size: .85rem; }
.legend li { display: flex; align-items: center; gap: .35rem; }
.key { width: 28px; }
.ramp { display: flex; align-items: center; gap: .5rem; font-size: .85rem; }
.ramp i { flex: 0 1 10rem; height: .8rem; border-radius: .2rem;
  background: linear-gradient(in oklab to right, var(--first), var(--middle), var(--last)); }
.caption { margin: 1.2rem 0 .3rem; font-size: .9rem; font-weight: 600; }
.scroll { overflow-x: auto; margin: 0 0 1.2rem; border: 1px solid var(--rule); border-radius: 4px; }
table { border-collapse: collapse; font-size: .85rem; min-width: 100%; }
th, td { padding: .25rem .6rem; text-align: left; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
td { border-top: 1px solid var(--rule); }
th { background: var(--panel); vertical-align: bottom; white-space: normal; min-width: 5rem; }
.words td { white-space: normal; overflow-wrap: anywhere; }
.words td:last-child { min-width: 8rem; }
summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
pre { overflow-x: auto; background: var(--panel); padding: .8rem; font-size: .85rem; }
code { font-family: ui-monospace, monospace; }
:focus-visible { outline: 2px solid var(--s0); outline-offset: 2px; }
.spot:focus-visible { outline: none; } /* its circle says it */
.cell { fill: var(--panel); stroke: var(--rule); }
.picked { fill: var(--pick); stroke: var(--s1); }
.arrow { fill: none; stroke: var(--s1); stroke-width: 1.6; }
@media print {
  body { max-width: none; font-size: 10pt; }
  svg, figcaption, tr, .answer { break-inside: avoid; }
  h2, h3, figcaption, .legend, .caption { break-after: avoid; }
  .plots { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .three { grid-template-columns: 1fr 1fr 1fr; }
  .scroll { overflow: visible; border: 0; }
  table { font-size: 7pt; }
  th, td { padding: .1rem .3rem; white-space: normal; }
  details:not(.long)::details-content { content-visibility: visible; height: auto; }
  details:not(.long) > * { display: block; }
}
)";

} // namespace textrnn
