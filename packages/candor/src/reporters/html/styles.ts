/** The page's whole look: system fonts, light and dark, phone and paper; no file is loaded. */
export const styles = `
:root{color-scheme:light dark;--bg:#f6f7f5;--card:#fff;--ink:#1d2424;--soft:#5c6766;--line:#dfe4e1;--code:#f0f3f1;
--good:#1f7a4d;--goodbg:#e6f4ec;--bad:#b3261e;--badbg:#fceae8;--unk:#8a5a00;--unkbg:#fdf3dc;--low:#55606b;--lowbg:#edf0f3;--accent:#2b5f75}
@media(prefers-color-scheme:dark){:root{--bg:#131817;--card:#1b2221;--ink:#e4ebe8;--soft:#9aa8a4;--line:#2d3836;--code:#141a19;
--good:#6fcf9b;--goodbg:#17301f;--bad:#ff9a91;--badbg:#3a1b18;--unk:#f0c060;--unkbg:#33290f;--low:#a9b4bf;--lowbg:#242c33;--accent:#8cc4dc}}
*{box-sizing:border-box}html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
main{max-width:1040px;margin:0 auto;padding:24px 20px 64px}
h1{font-size:clamp(1.6rem,4.5vw,2.4rem);line-height:1.15;margin:.15em 0 .4em;letter-spacing:-.015em;text-wrap:balance}
h2{font-size:1.25rem;margin:2.4em 0 .8em;letter-spacing:-.005em}article h2{font-size:1.05rem;margin:1.6em 0 .8em}h2 small{font-weight:400;color:var(--soft);font-size:.85rem;margin-left:.6em}
h3{font-size:1rem;margin:0}p{margin:.4em 0}ul,ol{margin:.4em 0;padding-left:1.3em}li{margin:.25em 0}
.eyebrow{font-size:.78rem;letter-spacing:.09em;text-transform:uppercase;font-weight:650;margin:0}
.hero{border-radius:16px;padding:28px 30px;border:1px solid var(--line);background:var(--card);border-left:8px solid var(--tone)}
.hero .eyebrow{color:var(--tone)}.hero p.lead{font-size:1.1rem;max-width:68ch;margin:0 0 1em}
.tone-good{--tone:var(--good);--tonebg:var(--goodbg)}.tone-bad{--tone:var(--bad);--tonebg:var(--badbg)}
.tone-unknown{--tone:var(--unk);--tonebg:var(--unkbg)}.tone-low{--tone:var(--low);--tonebg:var(--lowbg)}
.meta{display:flex;flex-wrap:wrap;gap:6px 26px;margin:0;color:var(--soft);font-size:.88rem}.meta b{color:var(--ink);font-weight:600}
.soft{color:var(--soft);font-size:.92rem}.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin:0 0 12px}
.grid{display:grid;grid-template-columns:repeat(auto-fit,minmax(280px,1fr));gap:12px}.grid .card{margin:0;border-top:3px solid var(--tone)}
.mark{float:right;width:1.75em;height:1.75em;line-height:1.75em;border-radius:50%;text-align:center;font-weight:700;margin-left:10px;color:var(--tone);background:var(--tonebg)}
.claim{font-weight:600;line-height:1.35}.claim+p{font-size:.88rem;color:var(--soft);overflow-wrap:anywhere}
.pill{display:inline-block;font-size:.72rem;font-weight:700;letter-spacing:.05em;text-transform:uppercase;padding:.18em .65em;border-radius:99px;color:var(--tone);background:var(--tonebg);vertical-align:.1em;margin-right:.5em;white-space:nowrap}
.ids{color:var(--soft);font-size:.82rem;font-weight:500}
pre{background:var(--code);border:1px solid var(--line);border-radius:8px;padding:10px 12px;margin:.5em 0;overflow-x:auto;font-size:.82rem;line-height:1.5}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}code{font-size:.86em;overflow-wrap:anywhere}
pre.wrap{white-space:pre-wrap;overflow-wrap:anywhere}
.steps{counter-reset:s;list-style:none;padding:0}.steps>li{counter-increment:s;position:relative;padding-left:46px;margin:0 0 20px;min-height:32px}
.steps>li:before{content:counter(s);position:absolute;left:0;top:0;width:30px;height:30px;line-height:30px;text-align:center;border-radius:50%;font-weight:700;background:var(--tonebg);color:var(--tone)}
.steps p:first-child{font-weight:600;margin-top:0}.careful{color:var(--unk);font-size:.9rem}
details{margin:.5em 0}summary{cursor:pointer;color:var(--accent);font-size:.9rem;padding:.15em 0}summary:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:4px}
table{border-collapse:collapse;width:100%;font-size:.88rem}th,td{text-align:left;padding:.45em .7em .45em 0;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--soft);font-weight:600}
.scroll{overflow-x:auto}td.c{text-align:center}td.time{white-space:nowrap}.two{display:grid;grid-template-columns:auto 1fr;gap:.2em 1em;font-size:.92rem}.two dt{color:var(--soft)}.two dd{margin:0;overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto}svg text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;fill:var(--ink)}svg .t2{fill:var(--soft);font-size:12px}
svg .base{stroke:var(--line);stroke-width:2}svg .tick{stroke:var(--line)}svg .seen{fill:var(--goodbg);stroke:var(--good);stroke-opacity:.35}svg .blind{fill:url(#hatch);stroke:var(--unk);stroke-opacity:.5}svg .hatch{stroke:var(--unk);stroke-width:2;stroke-opacity:.55}
svg .stage{fill:var(--bad)}svg .span{fill:var(--bad);fill-opacity:.14}svg .rep{fill:var(--accent)}svg .now{stroke:var(--ink);stroke-width:2}svg .guide{stroke:var(--soft);stroke-opacity:.45;stroke-dasharray:2 3}
.path{display:flex;flex-wrap:wrap;align-items:center;gap:6px;padding:10px 0;border-bottom:1px solid var(--line);font-size:.88rem}.path:last-child{border:0}
.hop{padding:.22em .7em;border-radius:8px;background:var(--lowbg);overflow-wrap:anywhere}.hop.end{background:var(--tonebg);color:var(--tone);font-weight:600}.arrow{color:var(--soft)}.note{color:var(--soft);margin-left:auto}
footer{margin-top:3em;padding-top:1em;border-top:1px solid var(--line);color:var(--soft);font-size:.85rem}
@media(max-width:600px){main{padding:12px 12px 48px}.hero{padding:20px 18px}.grid{grid-template-columns:1fr}.note{margin-left:0;width:100%}.steps>li{padding-left:0;padding-top:38px}svg.wide{min-width:780px}}
@media print{:root{--bg:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--code:#fff}body{font-size:10.5pt}main{max-width:none;padding:0}.card,.path,li{break-inside:avoid}pre{white-space:pre-wrap;overflow-wrap:anywhere}h2{break-after:avoid}}
`;
