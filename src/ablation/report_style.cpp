// CSS of report.html for light and dark screens and for print. The colours are after Okabe and Ito,
// who chose them to be told apart with any kind of colour vision.
#include "ablation/report.h"

namespace textrnn {

const char* const kReportStyle = R"(
:root { color-scheme: light dark; --paper: #fff; --ink: #1c1d21; --soft: #595c63; --rule: #d5d8de;
  --panel: #f4f5f7; --s0: #0072b2; --s1: #d55e00; --s2: #00805c; --s3: #b0508a; --s4: #6a6d74; }
@media screen and (prefers-color-scheme: dark) {
:root { --paper: #15171b; --ink: #e9eaed; --soft: #a9adb6; --rule: #3a3e46;
  --panel: #202329; --s0: #56b4e9; --s1: #ff8b3d; --s2: #2fc79a; --s3: #e39cc6; --s4: #9fa3ab; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 70rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: break-word; }
h2 { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 1rem; }
h3 { margin: 0; font-size: 1.05rem; }
p, dl, ul { max-width: 46rem; }
dt, code { font-family: ui-monospace, monospace; }
.answer, pre, th { background: var(--panel); }
.answer { border-left: 4px solid var(--s0); padding: .2rem 1rem; max-width: 49rem; }
summary, figcaption p, .soft { color: var(--soft); }
.plots { display: grid; gap: 2rem; margin: 1.5rem 0;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure { margin: 0; min-width: 0; max-width: 36rem; container-type: inline-size; }
figcaption p { margin: 0 0 .4rem; font-size: .9rem; }
svg { display: block; width: 100%; overflow: visible; }
text { fill: var(--ink); font-size: 13px; }
@container (min-width: 400px) { text { font-size: 10.5px; } }
.middle { text-anchor: middle; }
.end { text-anchor: end; }
.title { fill: var(--soft); }
.s0 { --c: var(--s0); } .s1 { --c: var(--s1); } .s2 { --c: var(--s2); } .s3 { --c: var(--s3); }
.s4 { --c: var(--s4); }
.grid { stroke: var(--rule); }
.line, .bar, .bound { fill: none; stroke: var(--c); stroke-width: 1.6; }
.line.s0 { stroke-width: 3.4; } .line.s1 { stroke-width: 2.4; } /* visible below an equal line */
.bound { stroke-dasharray: 4 4; stroke-width: 1.2; }
.mark { fill: var(--c); stroke: var(--paper); stroke-width: .7; }
.spot { fill: transparent; }
.spot:hover { stroke: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; padding: 0; font-size: .85rem; }
.legend li { display: flex; align-items: center; gap: .35rem; }
.key { width: 28px; }
.caption { margin: 1.2rem 0 .3rem; font-size: .9rem; font-weight: 600; }
.scroll, pre { overflow-x: auto; font-size: .85rem; }
.scroll { border: 1px solid var(--rule); border-radius: 4px; }
pre { padding: .8rem; }
table { border-collapse: collapse; min-width: 100%; }
th, td { padding: .25rem .6rem; text-align: left; font-variant-numeric: tabular-nums; }
td { border-top: 1px solid var(--rule); max-width: 30rem; }
tr:has(td:nth-child(4)) td { white-space: nowrap; }
@media print { body { max-width: none; font-size: 10pt; } .scroll { font-size: 7pt; }
  figure, tr, .answer { break-inside: avoid; } .plots { grid-template-columns: 1fr 1fr; } }
)";

} // namespace textrnn
