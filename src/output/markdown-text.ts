import { printable } from '../view/printable.ts';

/**
 * Text as code in Markdown (GitHub's, CommonMark), also in a cell of a table: nothing in it is a link, a
 * mention, HTML or the end of the cell. Empty for the empty text.
 */
export function markdownCode(text: string): string {
  const shown = printable(text);
  if (shown === '') return '';
  // A bar would end the cell even inside code; as an entity it does not, but entities are none in code spans.
  if (shown.includes('|')) return `<code>${shown.replace(PUNCTUATION, entity)}</code>`;
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(runs.reduce((longest, { length }) => Math.max(longest, length), 0) + 1);
  // Blanks at both ends are taken off where there is something else between them.
  const gap = /^[ `]|[ `]$/.test(shown) ? ' ' : '';
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** Text of our own between that of Markdown. */
export function markdownText(text: string): string {
  return printable(text).replace(PUNCTUATION, entity);
}

/** Text in a message or a name of a Mermaid diagram: whatever could be syntax there stands as a number. */
export function mermaidText(text: string): string {
  return printable(text).replace(
    /[^A-Za-z0-9 .,/:=()[\]@+_-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}

/** Everything that could be syntax, in a line of Markdown or in what is made of it afterwards. */
const PUNCTUATION = /[!"#$&'*<=>@[\\\]^_`{|}~]|:(?=\/\/)/g;

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
