import { type MouseEvent, mouseReport } from '../mouse/mouse-report.ts';
import { type Answer, answerOf } from './background-query.ts';

/**
 * A key press. `name` is the character itself, or `enter`, `esc`, `tab`, `backtab`, `space`, `up`,
 * `pagedown`, `f3`, `ctrl-c`, `shift-left`, `mouse`, ...; `text` is what it would add to a line of input.
 */
export interface Key {
  readonly name: string;
  readonly text: string;
  /** With the name `mouse`: what it did. */
  readonly mouse?: MouseEvent;
  /** With the name `answer`: what the terminal has said of itself. Nobody has pressed it. */
  readonly answer?: Answer;
}

/**
 * Bytes of a terminal into keys. Terminals, ssh and tmux join quick keys and split long sequences as
 * they please: one chunk may hold many keys, one key may come in two chunks.
 */
export class KeyDecoder {
  private pending = '';
  /** The last thing that was flushed was a single Esc. */
  private flushedEsc = false;

  /** An Esc, or the beginning of a sequence, waits for what follows. */
  get waits(): boolean {
    return this.pending !== '';
  }

  /**
   * The pending bytes are no key, whatever follows, but pasted text or an answer of the terminal, which may take its
   * time.
   */
  get waitsForString(): boolean {
    return STRING.test(this.pending) || this.pending.startsWith(PASTE_BEGIN);
  }

  push(chunk: string): readonly Key[] {
    const keys: Key[] = [];
    // An answer whose Esc came so long before the rest that it was taken for the key.
    const isTorn = this.flushedEsc && this.pending === '' && TORN_ANSWER.test(chunk);
    let rest = (isTorn ? ESC : this.pending) + chunk;
    this.pending = '';
    this.flushedEsc = false;
    while (rest !== '') {
      const taken = take(rest);
      if (taken === undefined) {
        this.pending = rest;
        break;
      }
      if (taken.key !== undefined) keys.push(taken.key);
      rest = rest.slice(taken.length);
    }
    return keys;
  }

  /** Nothing followed: what waited was the Esc key. */
  flush(): readonly Key[] {
    const { pending, waitsForString: isString } = this;
    this.pending = '';
    if (pending === '' || isString) return [];
    this.flushedEsc = pending === ESC;
    return [{ name: 'esc', text: '' }];
  }
}

interface Taken {
  readonly key: Key | undefined;
  readonly length: number;
}

const ESC = '\x1b';
const PASTE_BEGIN = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** Longer control sequences are none. */
const LONGEST_SEQUENCE = 32;
/** Beginning, end and greatest length of an answer of the terminal (OSC, ECMA-48 8.3.89). */
const STRING = /^\x1b\](?:$|\d)/;
const STRING_END = /\x07|\x1b\\/;
const LONGEST_STRING = 1024;
/** Without the Esc: of OSC 10 and 11, and of DA1. */
const TORN_ANSWER = /^(?:\]1[01];|\[\?[\d;]*c)/;

function take(text: string): Taken | undefined {
  if (text.startsWith(ESC)) return takeSequence(text);
  const character = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return { key: plainKey(character), length: character.length };
}

function plainKey(character: string): Key | undefined {
  const named = CONTROLS[character];
  if (named !== undefined) return { name: named, text: '' };
  if (character === ' ') return { name: 'space', text: ' ' };
  const code = character.codePointAt(0) ?? 0;
  if (code >= 1 && code <= 26) return { name: `ctrl-${String.fromCharCode(code + 96)}`, text: '' };
  return code < 32 ? undefined : { name: character, text: character };
}

const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\b': 'backspace',
};

function takeSequence(text: string): Taken | undefined {
  if (text.startsWith(PASTE_BEGIN)) return takePaste(text);
  if (STRING.test(text)) return takeString(text);
  const next = text[1];
  if (next === undefined) return undefined;
  // ESC [ [ A: the Linux console's F1 to F5. ESC O P: keys in application mode.
  const sequence = /^\x1b(?:\[\[[A-E]|\[[0-9;:<=>?]*[ -/]*[@-Z\\^-~]|O[A-Za-z])/.exec(text)?.[0];
  if (sequence !== undefined) return { key: sequenceKey(sequence), length: sequence.length };
  if (
    (next === '[' || next === 'O') &&
    text.length < LONGEST_SEQUENCE &&
    /^\x1b[[O][0-9;:<=>?[]*$/.test(text)
  ) {
    return undefined;
  }
  return { key: { name: 'esc', text: '' }, length: 1 };
}

function takeString(text: string): Taken | undefined {
  const end = STRING_END.exec(text);
  // A string that does not end is none; what follows is taken for keys again.
  if (end === null) return text.length < LONGEST_STRING ? undefined : { key: undefined, length: text.length };
  const length = end.index + end[0].length;
  return { key: answerKey(text.slice(0, length)), length };
}

function answerKey(sequence: string): Key | undefined {
  const answer = answerOf(sequence);
  return answer && { name: 'answer', text: '', answer };
}

function takePaste(text: string): Taken | undefined {
  const end = text.indexOf(PASTE_END);
  if (end < 0) return undefined;
  const pasted = text.slice(PASTE_BEGIN.length, end).replace(/[\r\n\t]+/g, ' ');
  return { key: { name: 'paste', text: pasted }, length: end + PASTE_END.length };
}

function sequenceKey(sequence: string): Key | undefined {
  const mouse = mouseReport(sequence);
  if (mouse !== undefined) return { name: 'mouse', text: '', mouse };
  const answer = answerKey(sequence);
  if (answer !== undefined) return answer;
  // Of all modifiers (ESC [ 1 ; 5 A), only Shift with the left or right arrow makes a difference.
  const shifted = /^\x1b\[1;2([CD])$/.exec(sequence)?.[1];
  if (shifted !== undefined) return { name: shifted === 'C' ? 'shift-right' : 'shift-left', text: '' };
  const plain = sequence.replace(
    /^\x1b\[(\d+);\d+(?=.$)/,
    (_, first: string) => `\x1b[${first === '1' ? '' : first}`,
  );
  const name = SEQUENCES[plain.slice(1)] ?? SEQUENCES[sequence.slice(1)];
  return name === undefined ? undefined : { name, text: '' };
}

const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[Z': 'backtab',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  OM: 'enter',
  OP: 'f1',
  OQ: 'f2',
  OR: 'f3',
  OS: 'f4',
  '[P': 'f1',
  '[Q': 'f2',
  '[R': 'f3',
  '[S': 'f4',
  '[[A': 'f1',
  '[[B': 'f2',
  '[[C': 'f3',
  '[[D': 'f4',
  '[[E': 'f5',
  '[1~': 'home',
  '[2~': 'insert',
  '[3~': 'delete',
  '[4~': 'end',
  '[5~': 'pageup',
  '[6~': 'pagedown',
  '[7~': 'home',
  '[8~': 'end',
  '[11~': 'f1',
  '[12~': 'f2',
  '[13~': 'f3',
  '[14~': 'f4',
  '[15~': 'f5',
  '[17~': 'f6',
  '[18~': 'f7',
  '[19~': 'f8',
  '[20~': 'f9',
  '[21~': 'f10',
  '[23~': 'f11',
  '[24~': 'f12',
};
