import type { FieldTerm, FilterNode, FilterValue } from './ast.ts';
import { isWiresharkName, WIRESHARK_OPERATORS } from './wireshark-names.ts';

/**
 * The filter as text; parsing it gives the same filter again. The filter that matches everything is the empty
 * text.
 */
export function explain(filter: FilterNode): string {
  switch (filter.kind) {
    case 'and':
      return filter.children.map((child) => (child.kind === 'or' ? group(child) : explain(child))).join(' ');
    case 'or':
      return filter.children.map(explain).join(' or ');
    case 'not':
      return `-${isGroup(filter.child) ? group(filter.child) : explain(filter.child)}`;
    case 'key':
      return `${filter.key}:${filter.values.map(valueText).join(',')}`;
    case 'field':
      return fieldText(filter);
    case 'text':
      return wordText(filter.text);
    case 'regex':
      return `/${filter.source}/${filter.flags}`;
  }
}

function isGroup(node: FilterNode): boolean {
  return node.kind === 'and' || node.kind === 'or';
}

function group(node: FilterNode): string {
  return `(${explain(node)})`;
}

function fieldText({ path, operator, values }: FieldTerm): string {
  const name = `field:${path.join('.')}`;
  if (operator === 'present') return name;
  const texts = values.map(valueText).join(',');
  // > followed by =5 would read as >= followed by 5.
  const apart = (operator === '>' || operator === '<') && texts.startsWith('=');
  return `${name}${operator}${apart ? '""' : ''}${texts}`;
}

/** A value as it is typed after a key; in quotes if it would end too early otherwise. */
export function valueText({ pieces }: Pick<FilterValue, 'pieces'>): string {
  const text = pieces.join('*');
  const plain =
    text !== '' && !/[\s()",\\]|&&|\|\|/.test(text) && !pieces.some((piece) => piece.includes('*'));
  return plain ? text : `"${pieces.map((piece) => quotable(piece, /["\\*]/g)).join('*')}"`;
}

/** A text to search for, as it is typed; in quotes unless it is an ordinary word. */
function wordText(text: string): string {
  const plain =
    /^\w[\w.@+-]*$/.test(text) &&
    !/^(?:and|or|not)$/i.test(text) &&
    !isWiresharkName(text) &&
    !WIRESHARK_OPERATORS.has(text.toLowerCase());
  return plain ? text : `"${quotable(text, /["\\]/g)}"`;
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function quotable(text: string, special: RegExp): string {
  return text.replace(special, '\\$&').replace(/[\n\r\t]/g, (character) => NAMED[character] ?? character);
}
