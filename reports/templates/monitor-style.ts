/** What the monitor's page adds to the style of reports. */
export const MONITOR_STYLE = `
.mon{margin-top:56px}
.mon .tab td.num{white-space:nowrap}
.mon .tab td.fl{font-size:14.5px;color:var(--ink2)}
.mon .tab th small{display:block;font-weight:400}
.multi{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,300px),1fr));gap:44px 32px;margin-top:24px}
.multi .fig{margin:0}
.multi .fig figcaption{margin-bottom:6px;min-height:0}
.multi .ft{font-size:18px}
.multi .fig svg{width:100%;max-width:420px;height:auto;display:block;overflow:visible}
.multi .fig svg.spark{display:block}
.multi .t-tick,.multi .t-val{font-size:13px}
.multi details{margin-top:6px;font-size:14.5px}
.multi .tab{font-size:14.5px}
.l-spark{fill:none;stroke:var(--data);stroke-width:2.2;stroke-linejoin:round}
.m-small{fill:var(--data)}
.l-break{stroke:var(--ink3);stroke-width:1.2;stroke-dasharray:4 4}
.l-axis{stroke:var(--rule);stroke-width:1}
.z-band{fill:var(--uni);opacity:.28}
.mon details .tab{margin-top:8px}
@media print{.multi{grid-template-columns:1fr 1fr 1fr;gap:6mm}.multi .fig{break-inside:avoid}.mon{margin-top:8mm}}
`;
