import { printable } from '../../view/text/printable.ts';

/**
 * Text as code in Markdown (GitHub's, CommonMark), also in a table cell: nothing in it can act as a link, a
 * mention, HTML or the end of the cell. The empty text remains empty.
 */
export function markdownCode(text: string): string {
  const shown = printable(text);
  if (shown === '') return '';
  // A bar ends the cell even inside code. As an entity it would not, but a code span has no entities.
  if (shown.includes('|')) return `<code>${shown.replace(PUNCTUATION, entity)}</code>`;
  const runs = shown.match(/`+/g) ?? [];
  const fence = '`'.repeat(runs.reduce((longest, { length }) => Math.max(longest, length), 0) + 1);
  // CommonMark strips one blank at both ends of a code span, unless it is all blank.
  const gap = /^[ `]|[ `]$/.test(shown) ? ' ' : '';
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** Text of our own in Markdown. */
export function markdownText(text: string): string {
  return printable(text).replace(PUNCTUATION, entity);
}

/** Text in a message or a name of a Mermaid diagram: whatever could be syntax becomes a character number. */
export function mermaidText(text: string): string {
  return printable(text).replace(
    /[^A-Za-z0-9 .,/:=()[\]@+_-]/gu,
    (character) => `#${character.codePointAt(0)};`,
  );
}

/**
 * Everything that could be syntax in a line of Markdown, or in what GitHub makes of it (mentions, issue
 * numbers, URLs).
 */
const PUNCTUATION = /[!"#$&'*<=>@[\\\]^_`{|}~]|:(?=\/\/)/g;

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
