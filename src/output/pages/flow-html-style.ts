import { DARK, type LadderColours, LIGHT } from './ladder-colours.ts';

/** Style sheet of a page; light or dark as the reader's browser prefers. */
export const HTML_STYLE = `
body{margin:1.5rem;font:14px/1.5 system-ui,sans-serif;width:max-content;min-width:calc(100% - 3rem)}
p{margin:.2rem 0;white-space:pre-wrap}
h2{margin:1.5rem 0 .5rem;font-size:1.2rem}
.ladder,pre,code{font:12px/24px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace}
.ladder{margin:1rem 0}
.heading,summary{display:flex;align-items:stretch;white-space:pre}
.heading{position:sticky;top:0;align-items:end;padding:.3rem 0;line-height:1.4}
summary{cursor:pointer}
summary::-webkit-details-marker{display:none}
.time{flex:none;width:9.5em}
.delta,.lag{flex:none;text-align:right}
.delta{width:6em}
.lag{width:5em;margin-right:1em}
.lanes{flex:none;margin-right:.5em}
.heading .lanes{display:flex}
.column{flex:none;overflow:hidden;text-overflow:ellipsis;text-align:center;font-size:10.5px}
.column b{font-size:12px}
.label{flex:none}
.note{display:block;font-size:11px;line-height:16px;margin-bottom:4px}
.note::before{content:"\\2514  "}
details[open]{border-left:3px solid;padding-left:.5rem;margin-left:calc(-.5rem - 3px)}
pre{line-height:1.45;margin:.3rem 0 1rem;padding:.6rem .8rem;border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere;max-width:120ch}
.arrow{fill:none;stroke-width:1.5}
.dashed{stroke-dasharray:5 4}
.life{fill:none;stroke-width:1}
${coloursOf(LIGHT)}
@media (prefers-color-scheme:dark){
${coloursOf(DARK)}
}
`;

function coloursOf({ ground, panel, text, dim, line, tones }: LadderColours): string {
  return [
    `body,.heading{background:${ground};color:${text}}`,
    `pre,summary:hover{background:${panel}}`,
    `a{color:${tones.replication}}`,
    `.dim,.time,.delta,.lag,.note,.heading,.column{color:${dim}}`,
    `.column b{color:${text}}`,
    `.name{color:${tones.replication}}`,
    `.problem{color:${tones.failure}}`,
    `details[open]{border-color:${line}}`,
    `.life{stroke:${line}}`,
    ...Object.entries(tones).map(
      ([tone, colour]) =>
        `.${tone}{color:${colour}}.head.${tone}{fill:${colour}}.arrow.${tone}{stroke:${colour}}`,
    ),
  ].join('\n');
}
