import { afterAll, expect, test } from 'vitest';
import { USUAL_KEYS } from '../../src/tui/keys/key-table.ts';
import { helpLines } from '../../src/tui/overlay/help-lines.ts';
import type { Key } from '../../src/tui/terminal/key-decoder.ts';
import { rowText } from '../../src/view/text/styled-row.ts';
import { Folder } from '../capture/reading.ts';
import { foreignNames } from '../support/foreign-names.ts';
import { openScreen } from './support/screen.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const VIEWS = ['1', '2', '3', '4', '5', '6'];
/** All that some key is bound to somewhere, and what is bound to nothing. */
const NAMES = [...new Set([...USUAL_KEYS.bindings.flatMap(({ keys }) => keys), 'ctrl-x', 'f12', '"', 'é'])];
const ESC: Key = { name: 'esc', text: '' };

const keyOf = (name: string): Key => ({
  name,
  text: name === 'space' ? ' ' : [...name].length === 1 ? name : '',
});

/** Whatever a key does where it is not expected, the screen stands, and there is a way back. */
test.each(VIEWS)('every key in view %s', async (view) => {
  const screen = await openScreen([folder.file(foreignNames(1_767_323_045), `names-${view}.pcap`)], {
    columns: 80,
    rows: 24,
    view: 'flows',
    ink: false,
  });
  const { program } = screen;
  for (const name of NAMES) {
    program.key(keyOf(view));
    program.key(keyOf(name));
    program.work(5);
    expect((await screen.lines())[0]).toMatch(/^1 Flows /);
    for (let back = 0; back < 6; back++) program.key(ESC);
    expect([name, program.state.overlay, program.state.prompt, program.state.filter.edit]).toEqual([
      name,
      ...[undefined, undefined, undefined],
    ]);
    program.key(keyOf('A'));
  }
  screen.close();
});

test('the page of help names a key once for the view that it was called in', () => {
  const text = helpLines(USUAL_KEYS, 'flows').map(rowText);
  const here = text.slice(0, text.indexOf('Display filter'));
  const others = here.indexOf('Columns of the flows');
  const spaces = here.slice(0, others).filter((line) => /^ .*\bSpace\b.{0,16} {2}/.test(line));
  expect(spaces).toEqual([expect.stringContaining('mark the flow')]);
});
