// The style of report.html: colours by name for light, dark and print (after Okabe and Ito, who
// chose them for all kinds of colour vision), and text that keeps its size on a phone.
#include "ablation/report_parts.h"

namespace textrnn {

const char* const kReportStyle = R"(
:root { color-scheme: light; --paper: #fff; --ink: #1c1d21; --soft: #595c63; --rule: #d5d8de;
  --panel: #f4f5f7; --pick: #fff0c2; --s0: #0072b2; --s1: #d55e00; --s2: #00805c; --s3: #b0508a;
  --s4: #6a6d74; }
@media screen and (prefers-color-scheme: dark) {
:root { color-scheme: dark; --paper: #15171b; --ink: #e9eaed; --soft: #a9adb6; --rule: #3a3e46;
  --panel: #202329; --pick: #4a3d12; --s0: #56b4e9; --s1: #ff8b3d; --s2: #2fc79a; --s3: #e39cc6;
  --s4: #9fa3ab; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h2 { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { margin: 0; font-size: 1.05rem; }
p, dl, ul { max-width: 46rem; }
dt, code { font-family: ui-monospace, monospace; }
.answer { background: var(--panel); border-left: 4px solid var(--s0); padding: .2rem 1rem;
  max-width: 49rem; font-size: 1.08rem; }
.answer li + li { margin-top: .6rem; }
.soft, summary, figcaption p { color: var(--soft); }
.plots { display: grid; gap: 2rem; margin: 1.5rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure { margin: 0; min-width: 0; max-width: 48rem; container-type: inline-size; }
figcaption p { margin: 0 0 .4rem; font-size: .9rem; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
text { fill: var(--ink); font-size: 13px; }
.name, .tip { font-size: 12px; }
.name { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
@container (min-width: 400px) { text { font-size: 11px; } .name { font-size: 10px; } }
@container (min-width: 560px) { text { font-size: 8.5px; } .name, .tip { font-size: 8px; } }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.title { fill: var(--soft); }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); }
.grid { stroke: var(--rule); }
.line, .bar, .bound { fill: none; stroke: var(--c); stroke-width: 1.6; }
.line.s0 { stroke-width: 3.4; } .line.s1 { stroke-width: 2.4; } /* seen below an equal line */
.bound { stroke-dasharray: 4 4; stroke-width: 1.2; }
.mark { fill: var(--c); stroke: var(--paper); stroke-width: .7; }
.spot circle { fill: transparent; }
.spot:hover circle, .spot:focus circle { stroke: var(--ink); stroke-width: 1.6; }
.spot:focus { outline: none; } /* its circle says it */
.tip { visibility: hidden; pointer-events: none; line-height: 1.3; }
.tip div { display: flex; height: 100%; justify-content: center; align-items: start; }
.above div { align-items: end; }
.tip p { margin: 1px; padding: .3em .5em; border: 1px solid var(--soft); border-radius: 4px;
  background: var(--paper); white-space: pre-line; }
.spot:hover .tip, .spot:focus .tip { visibility: visible; }
.chart:has(.spot:hover) .spot:focus:not(:hover) .tip { visibility: hidden; }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: 0; list-style: none;
  font-size: .85rem; }
.legend li { display: flex; align-items: center; gap: .35rem; }
.key { width: 28px; }
.caption { margin: 1.2rem 0 .3rem; font-size: .9rem; font-weight: 600; }
.scroll { overflow-x: auto; border: 1px solid var(--rule); border-radius: 4px; }
table { border-collapse: collapse; font-size: .85rem; }
.scroll table { min-width: 100%; }
th, td { padding: .25rem .6rem; text-align: left; font-variant-numeric: tabular-nums; }
.scroll td { border-top: 1px solid var(--rule); max-width: 30rem; }
th { background: var(--panel); vertical-align: bottom; }
tr:has(td:nth-child(4)) td { white-space: nowrap; }
.pick td { text-align: right; }
.picked td:nth-child(n + 3) { background: var(--pick); outline: 1px solid var(--s1); }
pre { overflow-x: auto; background: var(--panel); padding: .8rem; font-size: .85rem; }
@media print {
  body { max-width: none; font-size: 10pt; }
  figure, tr, .answer { break-inside: avoid; }
  h2, .caption { break-after: avoid; }
  .plots { grid-template-columns: 1fr 1fr; }
  .scroll table { font-size: 7pt; }
  th, td { padding: .1rem .3rem; }
  details.short::details-content { content-visibility: visible; height: auto; }
}
)";

} // namespace textrnn
