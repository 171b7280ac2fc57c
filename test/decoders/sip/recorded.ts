import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../fixtures/sip/recorded/', import.meta.url);

/** Messages as they were on the wire, each byte one character. */
export const recorded: readonly { readonly name: string; readonly text: string }[] = readdirSync(FOLDER).map(
  (name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'latin1') }),
);

export interface Parts {
  readonly startLine: string;
  readonly headers: readonly string[];
  readonly body: string;
}

export function partsOf(text: string): Parts {
  const end = text.indexOf('\r\n\r\n');
  const [startLine = '', ...headers] = text.slice(0, end).split('\r\n');
  return { startLine, headers, body: text.slice(end + 4) };
}

export function joined({ startLine, headers, body }: Parts): string {
  return `${[startLine, ...headers].join('\r\n')}\r\n\r\n${body}`;
}
