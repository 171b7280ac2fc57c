import headless from '@xterm/headless';
import { expect, test } from 'vitest';
import { svgOf } from '../../scripts/screen-svg.ts';

test('a screen becomes an SVG: cells in their places, colours, nothing unescaped', async () => {
  const terminal = new headless.Terminal({ cols: 20, rows: 2, allowProposedApi: true });
  const written = new Promise<void>((done) =>
    terminal.write('a <b> & \x1b[1;33mINVITE\x1b[0m\r\n\x1b[7m 漢 \x1b[0m', done),
  );
  await written;
  const svg = svgOf(terminal, 'a <screen>');
  expect(svg).toContain('<title>a &lt;screen&gt;</title>');
  expect(svg).toContain('>a &lt;b&gt; &amp;</text>');
  expect(svg).toMatch(/<text x="79\.2" y="25" textLength="50\.4"[^>]*font-weight="bold">INVITE<\/text>/);
  // Inverse, and a character two cells wide.
  expect(svg).toMatch(
    /<rect x="12\.0" y="30" width="33\.6" [^>]*>\n<text x="20\.4" y="43" textLength="16\.8"/,
  );
});
