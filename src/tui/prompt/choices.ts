import { go } from 'fuzzysort';
import { HEADER_NAMES } from '../../../decoders/sip/header-names.ts';
import { lastWordOf } from '../../filter/completion.ts';
import { valueText } from '../../filter/explain.ts';
import type { Vocabulary } from '../../filter/key-entry.ts';
import { columnHeading, FLOW_COLUMNS } from '../../view/flows/flow-columns.ts';
import { VIEW_NAMES, VIEW_TITLES } from '../views/view-names.ts';
import { orderOf } from './command-line.ts';

/** Something that can be typed, and its description. */
export interface Choice {
  /** The whole command line. */
  readonly line: string;
  readonly text: string;
  readonly kind: string;
  /** Positions in `text` of the letters that were typed. */
  readonly hits: readonly number[];
  /** Something has to follow: it is not done at once. */
  readonly open?: true;
}

type Candidate = Omit<Choice, 'hits'>;

/** Choices that are offered at once: more than a screen holds help nobody. */
const MOST_OFFERED = 50;
/** Of these, the best are offered. */
const MOST_FOUND = 500;

const COMMANDS: readonly Candidate[] = [
  { line: 'aor ', text: 'aor', kind: 'who holds this AOR', open: true },
  { line: 'callid ', text: 'callid', kind: 'flows with this Call-ID', open: true },
  { line: 'node ', text: 'node', kind: 'what this node sent or got', open: true },
  { line: 'flow ', text: 'flow', kind: 'ladder of a flow; f7 alone does', open: true },
  { line: 'message ', text: 'message', kind: 'the message with this number; #263 alone does', open: true },
  { line: 'filter ', text: 'filter', kind: 'use a display filter', open: true },
  { line: 'at ', text: 'at', kind: 'the state of a time: 09:28:31, +12.5, end', open: true },
  { line: 'find ', text: 'find', kind: 'search a text in the rows', open: true },
  { line: 'save ', text: 'save', kind: 'save what is selected', open: true },
  { line: 'save-all ', text: 'save-all', kind: 'save all that the filter lets through', open: true },
  { line: 'column ', text: 'column', kind: 'one more column of the flows', open: true },
  { line: 'columns ', text: 'columns', kind: 'the columns of the flows', open: true },
  { line: 'help', text: 'help', kind: 'all keys, and the language of filters' },
  { line: 'quit', text: 'quit', kind: 'leave syncgrep' },
];

/**
 * Suggestions for what was typed: in the palette anything that contains the letters, on a command line whatever
 * completes it.
 */
export class PromptChoices {
  private readonly vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Views, commands and names, the best first. */
  ofPalette(text: string): readonly Choice[] {
    const all = [...this.general(), ...this.names()];
    if (text === '') return all.slice(0, MOST_OFFERED).map((one) => ({ ...one, hits: [] }));
    const found = go(text, all, { key: 'text', limit: MOST_FOUND, threshold: 0.2 });
    const hits = found.map(({ obj, indexes }) => ({ ...obj, hits: indexes }));
    // Whoever types the beginning of a number means that number, and no Call-ID that has it somewhere.
    const isBegun = (one: Choice): boolean => one.text.toLowerCase().startsWith(text.toLowerCase());
    const ordered = [...named(text), ...hits.filter(isBegun), ...hits.filter((one) => !isBegun(one))];
    return ordered.slice(0, MOST_OFFERED);
  }

  /** Ways to complete the line. */
  ofLine(line: string): readonly Choice[] {
    const space = line.indexOf(' ');
    if (space < 0) return begun(this.general(), line);
    const [word, rest] = [line.slice(0, space), line.slice(space + 1).trimStart()];
    return begun(this.argumentsOf(word, rest), rest);
  }

  private argumentsOf(word: string, rest: string): readonly Candidate[] {
    const valued = (values: readonly string[], kind: string): readonly Candidate[] =>
      values.map((text) => ({ line: `${word} ${text}`, text, kind }));
    switch (word) {
      case 'aor':
        return valued(this.vocabulary.aors.map(quoted), 'AOR');
      case 'callid':
        return valued(this.vocabulary.callIds.map(quoted), 'Call-ID');
      case 'node':
        return valued(this.vocabulary.nodes, 'node');
      case 'at':
        return valued(['end'], 'the end of what was read');
      case 'column':
        return this.columns();
      case 'filter': {
        const { from, suggestions } = lastWordOf(rest, this.vocabulary);
        return suggestions.map(({ text, doc }) => ({
          line: `filter ${rest.slice(0, from)}${text}`,
          text: `${rest.slice(0, from)}${text}`,
          kind: doc,
          open: true,
        }));
      }
      default:
        return [];
    }
  }

  /** Those that there are, then those of the user's own: of any header, or of any field of a packet. */
  private columns(): readonly Candidate[] {
    const all = (texts: readonly string[], kind: string): readonly Candidate[] =>
      texts.map((text) => ({ line: `column ${text}`, text, kind }));
    const own = ['header:', 'field:'].map(
      (text): Candidate => ({ line: `column ${text}`, text, kind: 'name', open: true }),
    );
    return [
      ...all(FLOW_COLUMNS.map(columnHeading), 'column'),
      ...own,
      ...all(
        HEADER_NAMES.map((name) => `header:${name}`),
        'SIP header field',
      ),
      ...all(
        this.vocabulary.fields.map((name) => `field:${name}`),
        'field',
      ),
    ];
  }

  private general(): readonly Candidate[] {
    const views = VIEW_NAMES.map((name) => ({ line: name, text: VIEW_TITLES[name], kind: 'view' }));
    return [...views, ...COMMANDS];
  }

  private names(): readonly Candidate[] {
    const { aors, callIds, nodes } = this.vocabulary;
    return [
      ...nodes.map((node) => ({ line: `node ${node}`, text: `node ${node}`, kind: 'node' })),
      ...aors.map((aor) => ({ line: `aor ${quoted(aor)}`, text: aor, kind: 'AOR' })),
      ...callIds.map((id) => ({ line: `callid ${quoted(id)}`, text: id, kind: 'Call-ID' })),
    ];
  }
}

/** The message or flow that rows name so: `#263`, `f7`. */
function named(text: string): readonly Choice[] {
  const order = orderOf(text);
  const hits = Array.from({ length: text.length }, (_, at) => at);
  if (order.type === 'flow' && order.id === text)
    return [{ line: text, text, kind: 'ladder of this flow', hits }];
  return text.startsWith('#') && order.type === 'message'
    ? [{ line: text, text, kind: 'the message with this number', hits }]
    : [];
}

/** Those that begin with what was typed, then those that have it in them; of both, the shorter ones first. */
function begun(candidates: readonly Candidate[], typed: string): readonly Choice[] {
  if (typed === '') return candidates.slice(0, MOST_OFFERED).map((one) => ({ ...one, hits: [] }));
  const wanted = typed.toLowerCase();
  const places = candidates.map((one) => ({ one, at: one.text.toLowerCase().indexOf(wanted) }));
  const found = places.filter(({ at }) => at >= 0);
  found.sort((a, b) => Math.min(a.at, 1) - Math.min(b.at, 1) || a.one.text.length - b.one.text.length);
  return found.slice(0, MOST_OFFERED).map(({ one, at }) => ({
    ...one,
    hits: Array.from({ length: wanted.length }, (_, letter) => at + letter),
  }));
}

function quoted(text: string): string {
  return valueText({ pieces: [text] });
}
