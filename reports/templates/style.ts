const LIGHT = `--bg:#fdfdfb;--panel:#f2f5f4;--panel2:#e7ecea;--ink:#15242b;--ink2:#3f4f57;--ink3:#586870;--rule:#d3dad8;--edge:#788890;--acc:#0a5a73;
--sup:#0b6a55;--neg:#35527f;--und:#7c5700;--con:#a32d1c;--nt:#586870;--data:#0b4d63;--uni:#54808f;--delta:#e3e9f4;--deltal:#6d84ab;--pre:#eef0ea;--hl:#c9cec3;--ko:#fff;color-scheme:light`;
const DARK = `--bg:#0f171b;--panel:#172227;--panel2:#213038;--ink:#edf2f2;--ink2:#bcc8cc;--ink3:#9aa9af;--rule:#2c3b42;--edge:#73858d;--acc:#7fcbe0;
--sup:#5fd0b2;--neg:#a4bff0;--und:#e5bb60;--con:#f49a89;--nt:#9aa9af;--data:#8ad3e8;--uni:#5f97a8;--delta:#1c2a42;--deltal:#7f98c4;--pre:#1a2422;--hl:#39483f;--ko:#0f171b;color-scheme:dark`;

const BASE = `
:root{${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK}}}
@media screen{:root[data-theme=dark]{${DARK}}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html{scroll-behavior:smooth;scroll-padding-top:68px}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--bg);color:var(--ink);font:400 17px/1.5 "Report Sans",system-ui,"Segoe UI",sans-serif;font-variant-numeric:lining-nums;-webkit-text-size-adjust:100%;text-size-adjust:100%;overflow-wrap:break-word}
.sprite{position:absolute}
.wrap{max-width:1128px;margin:0 auto;padding:0 24px}
h1,h2,h3.sec,.ft,.lead,blockquote,.bn{font-family:"Report Serif",Georgia,serif}
h1{font-size:clamp(28px,3.4vw,42px);line-height:1.13;font-weight:600;letter-spacing:-.012em;margin:6px 0 18px;text-wrap:balance}
h1.long{font-size:clamp(26px,2.9vw,36px)}
h2{font-size:clamp(24px,2.5vw,31px);line-height:1.18;font-weight:600;letter-spacing:-.008em;margin:0 0 8px;text-wrap:balance}
h3{font-size:17px;line-height:1.3;font-weight:700;margin:0 0 6px}
h3.sec{font-weight:600;font-size:22px;line-height:1.22;margin:56px 0 14px;text-wrap:balance}
.ft{font-size:22px;line-height:1.22;font-weight:600;margin:2px 0 4px;text-wrap:balance}
p{margin:0 0 12px}
a{color:var(--acc);text-underline-offset:3px;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
b{font-weight:650}
:focus-visible{outline:3px solid var(--acc);outline-offset:2px;border-radius:2px}
small,.small{font-size:14.5px;line-height:1.4;color:var(--ink3)}
.muted{color:var(--ink3)}
.num,.n{font-variant-numeric:tabular-nums lining-nums}
.n{white-space:nowrap}
.vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:-999px}
.skip:focus{left:8px;top:8px;background:var(--bg);padding:8px 12px;z-index:9}
code{font:13.5px/1.45 ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
button{font:600 14px/1 "Report Sans",system-ui,sans-serif;color:var(--ink);background:none;border:1px solid var(--edge);border-radius:4px;min-height:32px;padding:0 11px;cursor:pointer}
button:hover{background:var(--panel)}
`;

const HEADER = `
.top{border-bottom:1px solid var(--rule);background:var(--bg);position:sticky;top:0;z-index:5}
.top .wrap{display:flex;align-items:center;gap:28px;min-height:52px}
.brand{margin:0;display:flex;gap:10px;align-items:baseline;font-size:15px;white-space:nowrap}
.brand b{font-weight:750;letter-spacing:-.01em;font-size:17px}
.brand span{color:var(--ink3)}
nav{display:flex;gap:4px;margin-left:auto;flex-wrap:wrap}
nav a{color:var(--ink2);text-decoration:none;font-size:15px;padding:6px 10px;border-radius:4px}
nav a:hover{background:var(--panel);text-decoration:underline}
.ctl{display:flex;gap:6px}
.kick{color:var(--ink3);font-weight:600;font-size:15px;margin:0 0 4px}
.warn{border:1.5px solid var(--con);border-radius:5px;padding:10px 14px;margin:20px 0 0;color:var(--ink);font-size:16px}
.hero{display:grid;grid-template-columns:minmax(0,1fr) 452px;gap:56px;align-items:start;margin:30px 0 40px}
.lead{font-size:20px;line-height:1.45;color:var(--ink);max-width:34em}
.hero .lead+.lead{margin-top:-2px}
.hero .many{font-size:18.5px}
.not{color:var(--ink2);max-width:40em;padding-top:12px;border-top:1px solid var(--rule);margin-bottom:0}
.not b{color:var(--ink)}
.cap{font-size:14.5px;line-height:1.42;color:var(--ink3);margin:9px 0 0;max-width:64em}
`;

const FINDING = `
.ic{flex:none;vertical-align:-.3em}
.ko{stroke:var(--ko)}
.f-supported,.f-indication{color:var(--sup)}
.f-negligible{color:var(--neg)}
.f-undecided{color:var(--und)}
.f-contradicted{color:var(--con)}
.f-not-testable{color:var(--nt)}
.finding{display:inline-flex;gap:9px;align-items:center;line-height:1.2}
.meter{display:inline-flex;gap:3px;vertical-align:middle;margin-right:8px}
.meter i{width:15px;height:13px;border-radius:1.5px;border:1.5px solid transparent}
.meter i.on{background:var(--ink);border-color:var(--ink)}
.meter i.re{border-color:var(--edge)}
.meter i.x{position:relative}
.meter i.x:after{content:"";position:absolute;left:1px;right:1px;bottom:-1.5px;border-bottom:1.5px dotted var(--edge)}
.meter.big i{width:26px;height:20px}
.mlab{white-space:nowrap;color:var(--ink3);font-size:15px}
.mlab b{color:var(--ink)}
.vm .mlab{font-size:19px}
.mt{white-space:nowrap}
.hid{font-weight:700;font-size:15px;font-variant-numeric:tabular-nums;color:var(--ink);min-width:2.2em;display:inline-block}
.hid.big{background:var(--ink);color:var(--bg);padding:2px 7px 3px;border-radius:3px;min-width:0;margin-right:6px}
.ax{display:block;font-size:13.5px;font-weight:500;color:var(--ink3);margin:0;line-height:1.3}
`;

const MATRIX = `
.mxw{background:var(--panel);border-radius:6px;padding:18px 20px 14px}
.matrix{table-layout:fixed;border-collapse:separate;border-spacing:3px;width:100%;font-size:15px}
.matrix caption{text-align:left;font-weight:700;font-size:16px;padding:0 0 8px 3px}
.matrix thead th{font-weight:600;color:var(--ink3);font-size:14px;padding:0 0 2px}
.matrix thead td{width:41%}
.matrix tbody th{text-align:left;font-weight:600;line-height:1.15;padding:0 8px 0 0}
.matrix tbody th .finding{gap:8px}
.matrix tbody th .finding span{color:var(--ink)}
.matrix tbody td{background:var(--bg);height:38px;text-align:center;padding:2px;border-radius:2px}
.matrix td.far{background:repeating-linear-gradient(45deg,var(--panel2) 0 1.5px,var(--panel) 1.5px 6px)}
.matrix .ntrow td{background:none;text-align:left;padding-left:0}
.chip{display:inline-flex;align-items:center;justify-content:center;min-width:34px;min-height:26px;padding:3px 5px;line-height:1;font-weight:700;font-size:14px;border-radius:4px;background:var(--ink);color:var(--bg);text-decoration:none;margin:1px}
.chip:hover{text-decoration:underline}
.chip.c-supported,.chip.c-indication{background:var(--sup);color:var(--ko)}
.chip.c-negligible{background:var(--neg);color:var(--ko)}
.chip.c-undecided{background:var(--und);color:var(--ko)}
.chip.c-contradicted{background:var(--con);color:var(--ko)}
.chip.c-not-testable{background:none;color:var(--ink3);border:1px solid var(--edge);font-weight:600}
.chip.side{border-radius:13px}
.mx{display:flex;justify-content:space-between;margin:2px 3px 6px 41%;font-size:13.5px;color:var(--ink3)}
.mx b{font-weight:600;color:var(--ink2)}
`;

const BOARD = `
.h2row{display:flex;justify-content:space-between;align-items:baseline;gap:6px 24px;flex-wrap:wrap;border-top:2px solid var(--ink);padding-top:14px}
.h2row p{margin:0;font-size:15px}
.board{width:100%;border-collapse:collapse;font-size:16px}
.board thead th{text-align:left;font-size:14.5px;font-weight:650;color:var(--ink2);padding:10px 14px 8px 0;vertical-align:bottom;line-height:1.25}
.board thead th:first-child{padding-left:12px}
.board tbody tr{border-top:1px solid var(--rule)}
.board tbody tr.goal{border-top:1px solid var(--edge)}
.board .goal th{text-align:left;padding:10px 12px 9px;font-weight:400;color:var(--ink3);background:var(--panel);font-size:15.5px}
.board .goal b{color:var(--ink);font-weight:700;margin-right:6px}
.board tbody tr:not(.goal)>th{text-align:left;font-weight:400;padding:9px 18px 9px 12px}
.board .who{display:flex;gap:14px}
.board td{padding:9px 14px 9px 0;vertical-align:top}
.ht{font-weight:650}
.ht small{display:block;font-weight:400;color:var(--ink2);font-size:15.5px;max-width:36em;margin-top:1px}
.ntr .ht>a,.ntr .hid{font-weight:600}
.keys{display:grid;grid-template-columns:1.25fr 1fr;gap:56px;margin:36px 0 72px;font-size:16px}
.legend{list-style:none;margin:10px 0 0;padding:0;display:grid;grid-template-columns:1fr 1fr;gap:14px 28px}
.legend li{display:flex;gap:11px}
.legend small,.mkey small{display:block;font-size:15px}
.legend .ic{margin-top:1px}
.mkey{list-style:none;padding:0;margin:0 0 18px;display:grid;gap:5px}
.mkey li{display:flex;align-items:center;gap:6px}
.mkey .meter{min-width:92px;margin:0 4px 0 0}
@media print,(min-width:861px){.board thead th:nth-child(1){width:58%}.board thead th:nth-child(2){width:22%}}
`;

const HYPOTHESIS = `
.hyp{border-top:8px solid var(--panel2);padding:44px 0 28px}
.hhead{display:grid;grid-template-columns:minmax(0,1fr) 380px;gap:56px;align-items:start}
blockquote{margin:14px 0 0;padding-left:18px;border-left:3px solid var(--rule);font-size:18px;line-height:1.5;color:var(--ink2);max-width:38em}
blockquote p{margin:0 0 6px}
.cite{font-size:14.5px;color:var(--ink3);margin:6px 0 0;padding-left:21px}
.vcard{background:var(--panel);border-radius:6px;border-top:4px solid var(--edge);padding:18px 22px 16px}
.vcard.k-supported,.vcard.k-indication{border-color:var(--sup)}
.vcard.k-negligible{border-color:var(--neg)}
.vcard.k-undecided{border-color:var(--und)}
.vcard.k-contradicted{border-color:var(--con)}
.vbig{font-size:25px;margin:2px 0 16px;letter-spacing:-.01em}
.vbig .finding{gap:13px}
.vm{margin:6px 0 10px}
.sum{width:100%;border-collapse:collapse;font-size:15.5px;line-height:1.35;margin:0 0 10px}
.sum th{font-weight:400;text-align:left;color:var(--ink2);padding:4px 12px 4px 0}
.sum td{text-align:right;white-space:nowrap;padding:4px 0;font-variant-numeric:tabular-nums;vertical-align:bottom}
.sum tr:last-child th,.sum tr:last-child td{border-top:1.5px solid var(--edge);font-weight:650;color:var(--ink)}
.vwhy{font-size:15.5px;line-height:1.42;color:var(--ink2);margin-bottom:12px}
.mini{margin:0;border-top:1px solid var(--rule);padding-top:8px;font-size:15px}
.mini div{display:flex;justify-content:space-between;gap:4px 12px;flex-wrap:wrap}
.mini dt{color:var(--ink3)}
.mini dd{margin:0;font-weight:600;text-align:right}
.three{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:36px;margin:36px 0 0;border-top:1px solid var(--rule);padding-top:20px}
.three p{margin:0;color:var(--ink2);font-size:16.5px}
.chain{list-style:none;margin:0;padding:0;display:grid;align-items:stretch}
.nd{background:var(--panel);border:1.5px solid var(--edge);border-radius:5px;padding:11px 11px 12px;min-height:92px;line-height:1.3}
.nd b{display:block;font-size:15.5px;hyphens:auto}
.nd small{display:block;line-height:1.3;font-size:14px}
.lk{position:relative;padding:37px 10px 0;text-align:center}
.lk .ar{position:absolute;left:4px;top:39px;width:calc(100% - 12px);height:14px}
.lk .ar path{stroke:var(--ink);stroke-width:2.4;fill:none;vector-effect:non-scaling-stroke}
.lk.open .ar path{stroke:var(--edge);stroke-dasharray:5 5;stroke-width:2}
.lk .ah{position:absolute;right:3px;top:39px;width:10px;height:14px}
.lk .ah path{fill:none;stroke:var(--ink);stroke-width:2.4}
.lk.open .ah path{stroke:var(--edge)}
.lkb{padding-top:24px;font-size:15px;line-height:1.3;display:flex;flex-direction:column;align-items:center;gap:4px}
.lkb+.lkb{padding-top:12px}
.lkb+.lkb .hid{position:static}
.lkb small{font-size:14px;line-height:1.28}
.lkb .finding{gap:6px}
.lkb .meter i{width:11px;height:10px}
.lkb .meter{margin-right:5px}
.lkb .hid{position:absolute;top:14px;min-width:0}
.chain.five .lk{padding-left:2px;padding-right:2px}
.chain.five .nd{padding:9px 8px 10px}
.chain.five .nd b{font-size:15px}
.spec{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:0 36px;margin:0}
.spec>div{border-top:1px solid var(--rule);padding:9px 0 12px}
.spec dt{color:var(--ink3);font-size:14.5px}
.spec dd{margin:0;font-size:16px;line-height:1.4}
.because{margin:44px 0 0;background:var(--panel);border-radius:6px;padding:18px 22px}
.because ol{margin:8px 0 0;padding-left:22px;display:grid;gap:6px}
.more{margin:0;border-top:1px solid var(--rule);padding:4px 0}
.more:last-of-type{border-bottom:1px solid var(--rule)}
.more[open]{padding-bottom:28px}
.more>summary{font-size:16px;padding:7px 0;width:auto}
.more>summary .finding{margin-right:6px;vertical-align:-4px}
.more .lead{font-size:18.5px;margin-top:10px}
.pair2{display:grid;grid-template-columns:1fr 1fr;gap:56px;margin-top:56px}
.pair2 h3.sec,.alone h3.sec{margin-top:0}
.alone{margin-top:56px}
.chg ul{margin:0;padding:0;list-style:none}
.chg li{padding:10px 0;border-top:1px solid var(--rule)}
.pubs{display:grid;grid-template-columns:1fr 1fr;gap:20px;margin-bottom:14px}
.pubs.many{grid-template-columns:repeat(auto-fill,minmax(230px,1fr));gap:28px}
.pubs>div{border-top:1px solid var(--rule);padding-top:10px;font-size:16px}
.pubs p{margin-bottom:8px}
.bn{font-size:38px;line-height:1.1;font-weight:650;letter-spacing:-.02em}
.bn small{font-size:18px;letter-spacing:0}
.notes{margin:10px 0 0;padding:0;list-style:none;font-size:15.5px}
.notes li{padding:8px 0;border-top:1px solid var(--rule)}
`;

const FIGURE = `
.fig{margin:56px 0 0;padding:0}
.fig figcaption{border-top:2px solid var(--ink);padding-top:12px;margin-bottom:16px}
.fnr{font-size:14px;font-weight:600;color:var(--ink3)}
.fig figcaption p{margin:0;color:var(--ink2);max-width:52em}
.src{font-size:14px;line-height:1.42;color:var(--ink3);margin:12px 0 0;max-width:66em}
.fig svg.fig-w,.fig svg.fig-n{width:100%;height:auto;display:block;overflow:visible}
.fig svg.fig-n{display:none}
svg text{font-family:"Report Sans",system-ui,sans-serif;fill:var(--ink)}
.t-tick,.t-zone,.t-note,.t-head{font-size:14px;fill:var(--ink3);font-variant-numeric:tabular-nums}
.t-head{font-weight:600}
.t-strong{font-size:14px;font-weight:700}
.t-val{font-size:15px;font-weight:650;font-variant-numeric:tabular-nums}
.t-ann{font-size:15px;fill:var(--ink2)}
.t-annb{font-size:15px;font-weight:700}
.t-group{font-size:15px;font-weight:700}
.t-row{font-size:15.5px}
.t-rowb{font-size:15.5px;font-weight:700}
.t-num{font-size:15px;font-variant-numeric:tabular-nums}
.t-tag{font-size:13px;fill:var(--ink3)}
.t-halo{paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}
.z-pre{fill:var(--pre)}
.h-l{fill:var(--hl)}
.z-delta{fill:var(--delta)}
.l-delta{stroke:var(--deltal);stroke-width:1.4;stroke-dasharray:2 3;fill:none}
.l-grid,.l-rule{stroke:var(--rule);stroke-width:1}
.l-zero{stroke:var(--ink);stroke-width:1.4}
.l-start{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:6 4}
.l-brace{stroke:var(--edge);stroke-width:1.2}
.l-lead{stroke:var(--ink3);stroke-width:1.2;fill:none}
.i-uni{stroke:var(--uni);stroke-width:1.6;fill:none}
.i-pw{stroke:var(--data);stroke-width:4.5}
.i-pool{stroke:var(--neg);stroke-width:5}
.i-thin{stroke:var(--neg);stroke-width:1.6}
.mech .i-pw{stroke-width:3;stroke:var(--uni)}
.m-fill{fill:var(--data);stroke:var(--bg);stroke-width:2}
.m-dia{fill:var(--neg);stroke:var(--bg);stroke-width:2}
.m-open{fill:var(--bg);stroke:var(--data);stroke-width:2.2}
.m-ref{stroke:var(--ink);stroke-width:2.2;fill:none}
.i-fr{stroke:var(--data);stroke-width:2.6}
.pri .i-fr{stroke:var(--neg);stroke-width:4}
.fal .i-fr{stroke-width:1.8}
.i-arr{fill:none;stroke:var(--data);stroke-width:2}
.pri .i-arr{stroke:var(--neg)}
.fkey{list-style:none;margin:14px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:8px 28px;font-size:15px;color:var(--ink2)}
.fkey li{display:flex;gap:8px;align-items:center}
.fkey svg{flex:none}
details{margin-top:14px;font-size:15.5px}
summary{cursor:pointer;color:var(--acc);padding:5px 0;width:max-content;max-width:100%}
.behind .tab{max-width:720px}
.dlx{font-size:14px;color:var(--ink3);margin:8px 0 0;display:flex;gap:8px;align-items:center;flex-wrap:wrap}
.dlx button{min-height:26px;padding:0 8px;font-size:13.5px}
`;

const TABLES = `
.tab{width:100%;border-collapse:collapse;font-size:15.5px;line-height:1.35}
.tab caption{text-align:left;font-size:14.5px;color:var(--ink3);padding-bottom:4px}
.tab th,.tab td{padding:8px 14px 8px 0;border-bottom:1px solid var(--rule);vertical-align:top;text-align:left}
.tab thead th{font-size:14.5px;color:var(--ink3);font-weight:600;border-bottom:1.5px solid var(--edge);vertical-align:bottom}
.tab tbody th{font-weight:500}
.tab .r{text-align:right}
.tab td.num{white-space:nowrap}
.tab .pri th,.tab .pri td{font-weight:700}
.est td,.est tbody th{vertical-align:middle}
.est td.r,.led td.r,.est thead .r,.led thead .r{padding-right:26px}
.est .dlc{width:190px;padding-right:0}
.est tbody td.dlc{padding:0}
.dl{display:block;width:180px;height:26px}
.dlh{display:block;position:relative;width:180px;height:20px;font-weight:500;white-space:nowrap}
.dlh i{position:absolute;transform:translateX(-50%);font-style:normal}
.cell{color:inherit;text-decoration-color:var(--edge)}
.chk tbody th{padding-right:24px;width:27%}
.chk tbody th span{display:flex;gap:10px}
.chk td:nth-of-type(2){min-width:300px}
.chk td:nth-of-type(3){min-width:118px}
.ck{display:inline-flex;gap:7px;align-items:center;white-space:nowrap;font-weight:600}
.ck.passed{color:var(--sup)}
.ck.failed{color:var(--con)}
.ck.uninformative{color:var(--und)}
.ck.not-available{color:var(--nt);font-weight:500}
.led .lb{width:150px}
.wf{width:120px;height:12px;display:block;margin-top:4px}
.wf .tot{fill:var(--data)}
.wf .drop{fill:var(--edge)}
.all{padding-top:80px}
.all .fig{margin-top:18px}
.all figcaption{border-top-width:1px;border-color:var(--rule)}
.foot{background:var(--panel);margin-top:88px;padding:48px 0 56px;font-size:15.5px}
.fg{display:grid;grid-template-columns:repeat(3,minmax(0,1fr));gap:36px;margin-top:20px}
.foot h3{margin-top:0}
.foot dl{margin:0}
.foot dt{font-weight:650}
.foot dd{margin:0 0 8px;color:var(--ink2)}
.foot p,.foot li{color:var(--ink2)}
.foot ul{margin:0 0 12px;padding-left:18px}
.files code{font-size:12px}
.lic{white-space:nowrap}
.refits{margin-top:14px}
.refits details{margin-top:0}
.wide{margin-top:36px}
.wide .tab{margin-top:8px}
`;

const NARROW = `
@media screen and (max-width:1020px){
.hero,.hhead,.keys,.pair2{grid-template-columns:minmax(0,1fr);gap:32px}
.fg{grid-template-columns:1fr 1fr}
.est .dlc,.dl,.dlh{width:130px}
.est td.r,.led td.r,.est thead .r,.led thead .r{padding-right:14px}
}
@media screen and (max-width:860px){
.wrap{padding:0 16px}
.top{position:static}
.top .wrap{gap:8px 12px;padding-top:10px;padding-bottom:10px;flex-wrap:wrap}
nav{order:3;width:100%;margin:0 -8px}
nav a{padding:6px 8px}
.ctl{margin-left:auto}
.brand span{display:none}
.hero{margin:22px 0 32px}
.lead{font-size:18.5px}
.hero .many{font-size:17.5px}
.mxw{margin:0 -16px;border-radius:0;padding:16px 16px 14px}
.matrix{font-size:14px;border-spacing:2px}
.matrix thead td{width:128px}
.matrix tbody th{padding-right:2px}
.matrix tbody th .finding{gap:5px}
.matrix tbody td{height:34px}
.chip{min-width:26px;font-size:13px;padding:3px 4px}
.mx{margin-left:132px}
.h2row{gap:6px}
.legend,.three,.fg,.spec{grid-template-columns:minmax(0,1fr)}
.legend,.three,.fg{gap:22px}
.lic{white-space:normal}
.chk td:nth-of-type(3){min-width:0}
.bn{font-size:31px}
.tab.cards,.tab.cards tbody,.tab.cards tr,.tab.cards th,.tab.cards td,.board,.board tbody,.board tr,.board th,.board td{display:block}
.tab.cards thead,.board thead{display:none}
.board tbody tr:not(.goal){display:grid;grid-template-columns:1fr 1fr;gap:8px 16px;padding:14px 0 16px}
.board tbody tr:not(.goal)>th{grid-column:1/-1;padding:0}
.board .who{gap:10px}
.board td{padding:0}
.board td:nth-of-type(1){padding-left:43px;grid-column:1/-1}
.board td:nth-of-type(2){padding-left:43px;grid-column:1/-1}
.board .goal{margin:0 -16px}
.board .goal th{padding-left:16px}
.board .ntr td:nth-of-type(2){display:none}
.tab.cards th,.tab.cards td{border:0;padding:0;text-align:left}
.tab.cards tbody tr{border-bottom:1px solid var(--rule);padding:11px 0;display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:6px 14px}
.tab.cards tbody th{grid-column:1/-1;font-weight:650;width:auto;padding:0}
.tab.cards td[data-label]:before{content:attr(data-label);display:block;font-size:13.5px;color:var(--ink3);font-weight:400}
.tab.cards td.num{white-space:normal}
.tab.cards td.full,.est td.dlc,.led .lb,.chk td:nth-of-type(2){grid-column:1/-1;width:100%;min-width:0}
.est td.dlc:before{display:none!important}
.est td.dlc .dl{width:100%;height:34px}
.fig svg.fig-w{display:none}
.fig svg.fig-n{display:block;max-width:460px}
.fig-n .t-row,.fig-n .t-rowb,.fig-n .t-group{font-size:14px}
.fig-n .t-tick,.fig-n .t-zone,.fig-n .t-note,.fig-n .t-val,.fig-n .t-num,.fig-n .t-strong,.fig-n .t-head{font-size:13px}
h3.sec{margin-top:44px}
.fig{margin-top:44px}
.vcard{padding:16px 16px 14px}
}
@media screen and (max-width:480px){.pubs{grid-template-columns:minmax(0,1fr)}}
`;

const PRINT = `
@media print{
:root{--bg:#fff}
html{font-size:16px}
body{font-size:9.8pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.top nav,.ctl,.skip,.dlx,.lookup{display:none!important}
.top{position:static}
.top .wrap{min-height:30px}
.wrap{max-width:none;padding:0}
.hyp,.all,.foot{break-before:page;border:0;padding-top:0;margin-top:0}
.hyp{padding-bottom:0}
.hero{grid-template-columns:1fr 78mm;gap:6mm;margin:3mm 0 2mm}
.hhead{grid-template-columns:1fr 66mm;gap:8mm}
figcaption{break-after:avoid;break-inside:avoid}
.fig svg,.fkey,.spec>div,.chain,.three,tr,.vcard,.because,.pair2>div,.nd,.mxw{break-inside:avoid}
h2,h3,.ft,summary{break-after:avoid}
thead{display:table-header-group}
details>summary{list-style:none;color:var(--ink2);font-weight:600}
details>summary::-webkit-details-marker{display:none}
.behind::details-content,.more::details-content{content-visibility:visible!important;display:block!important;height:auto!important;block-size:auto!important}
.refits details:not([open]),.foot details:not([open]){font-size:8.6pt;margin:0}
a{color:inherit;text-decoration:none}
h1,h1.long{font-size:17pt;margin-bottom:6px}
h2{font-size:17pt}
h3{font-size:10.5pt}
h3.sec{font-size:13pt;margin:6mm 0 2.5mm}
.ft{font-size:12.5pt}
.lead{font-size:11pt}
.hero .many{font-size:10pt;line-height:1.35;margin-bottom:6px}
.not{font-size:8.8pt;line-height:1.4;padding-top:6px}
.fig{margin-top:8mm}
.matrix{font-size:8.5pt;border-spacing:1px}
.matrix tbody td{height:22px}
.matrix thead td{width:44%}
.chip{min-width:0;min-height:0;font-size:7.5pt;padding:2px 3px}
.mxw{padding:3mm}
.mx{margin-left:44%;font-size:7.4pt;white-space:nowrap}
.ic{width:15px;height:15px}
.vbig .ic{width:26px;height:26px}
.meter i{width:9px;height:9px}
.meter.big i{width:18px;height:14px}
.keys,.pair2{gap:8mm;margin:6mm 0}
.legend small,.mkey small,.keys p,.because,.vwhy,.sum{font-size:9.2pt}
.three{gap:5mm;margin-top:4mm;padding-top:3mm}
.three p,.spec dd{font-size:9.2pt}
.spec{gap:0 5mm}
.spec>div{padding:4px 0 5px}
.board,.board .finding{font-size:8.8pt}
.board .finding{gap:5px}
.board thead th{font-size:8.2pt;padding:3px 8px 3px 0}
.ax{font-size:7.8pt}
.board td,.board tbody tr:not(.goal)>th{padding-top:1.5px;padding-bottom:2px;line-height:1.25}
.board .goal th{padding:1px 6px;font-size:8.6pt;line-height:1.3}
.ht small{font-size:8pt;max-width:none;line-height:1.22}
.board .hid{font-size:8.8pt}
.board thead th:nth-child(1){width:66%}
.board thead th:nth-child(2){width:18%}
.mlab,.vm .mlab{font-size:9pt}
.h2row{margin:3mm 0 1mm;padding-top:2mm}
.tab{font-size:8.6pt}
.tab thead th{font-size:8.2pt}
.tab th,.tab td{padding:3.5px 7px 3.5px 0}
.est td.r,.led td.r,.est thead .r,.led thead .r{padding-right:9px}
.est .dlc{width:112px}
.dl,.dlh{width:108px}
.dl{height:18px}
.chk tbody th{width:30%}
.chk td:nth-of-type(2),.chk td:nth-of-type(3){min-width:0}
.ck{font-size:8.6pt;gap:4px}
.nd{padding:6px;min-height:0}
.nd b{font-size:9.5pt}
.nd small,.lkb small,.lkb{font-size:8pt}
.lk{padding-left:3px;padding-right:3px}
blockquote{margin-top:6px;font-size:9.8pt;line-height:1.4}
.cite,.src,.cap,.fkey,.mini{font-size:8.4pt}
.vbig{font-size:15pt;margin-bottom:6px}
.vcard{padding:3mm 4mm}
.bn{font-size:22pt}
.legend b{font-size:9.2pt}
.spec dt,.three h3{font-size:8.8pt}
code,.files code{font-size:7.6pt}
.hid,.kick,.fnr{font-size:9pt}
.fg{grid-template-columns:1fr 1fr;gap:4mm 8mm}
.foot{padding:4mm;font-size:9pt}
.all{padding-top:0}
}
`;

/** Chains that stand upright: boxes under each other, the arrow at the left. */
const upright = (chain: string): string => `
${chain}{display:block;max-width:720px}
${chain} .nd{min-height:0;padding:11px 11px 12px}
${chain} .lk{padding:0 0 0 34px;text-align:left;min-height:76px}
${chain} .ar,${chain} .ah{display:none}
${chain} .lk:before{content:"";position:absolute;left:16px;top:3px;bottom:9px;border-left:2.4px solid var(--ink)}
${chain} .lk.open:before{border-left:2px dashed var(--edge)}
${chain} .lk:after{content:"";position:absolute;left:11.5px;bottom:5px;width:9px;height:9px;border-right:2.4px solid var(--ink);border-bottom:2.4px solid var(--ink);transform:rotate(45deg)}
${chain} .lk.open:after{border-color:var(--edge)}
${chain} .lkb{padding:8px 0;align-items:flex-start;gap:2px}
${chain} .lkb .hid{position:static}
`;
const CHAINS = `${upright(".chain.tall")}@media print,screen and (max-width:1020px){${upright(".chain.five")}}
@media print{.chain.tall,.chain.five{break-inside:auto}.chain.five .lk,.chain.tall .lk{min-height:0}.chain.five .nd,.chain.tall .nd{padding:4px 8px}}
@media screen and (max-width:860px){${upright(".chain")}}
`;

/** Everything the page looks like, without its fonts. */
export const STYLE = [BASE, HEADER, FINDING, MATRIX, BOARD, HYPOTHESIS, FIGURE, TABLES, NARROW, PRINT, CHAINS].join("").replace(/\n+/g, "\n");
