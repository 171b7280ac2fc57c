import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { BACKENDS } from '../../src/capture/live/backends.ts';
import { options } from '../cli/run-program.ts';
import { isUsable, StartedProgram } from './started-program.ts';
import { canMakeHosts, TwoHosts } from './two-hosts.ts';

const skipped = !canMakeHosts();
/** Apart from those of other tests. */
const FIRST_HOST = 10;

describe.concurrent.each(BACKENDS)('an interface that vanishes, by %s', (backend) => {
  it.skipIf(skipped || !isUsable(backend))('is said, and captured again when it is back', async (test) => {
    const hosts = new TwoHosts(test, FIRST_HOST + BACKENDS.indexOf(backend));
    const through = hosts.on(0, process.execPath);
    const program = new StartedProgram(test, ['packets', '-q', '-d', 'wire', '--backend', backend], {
      through,
    });
    await program.says(/^wire: captured by /m);
    send(hosts, 'before');
    await program.prints(1);
    hosts.disconnect();
    await program.says(/^wire: .+ ended: .+; tried again in/m);
    hosts.connect();
    await program.says(/^wire: captured again; of the [\d.]+ s since .+ nothing is there/m);
    send(hosts, 'after');
    await program.prints(2);
    expect(await program.interrupt()).toBe(0);
    expect(program.output).toMatch(/OPTIONS before@.*\n.*OPTIONS after@/);
    expect(program.errors).toContain('interrupted once');
  });
});

/** One request from the second host to the first. */
function send(hosts: TwoHosts, user: string): void {
  const [to] = hosts.addresses;
  const message = Buffer.from(options(user)).toString('base64');
  const script =
    `const s = require('dgram').createSocket('udp4');` +
    `s.send(Buffer.from('${message}', 'base64'), 5060, '${to}', () => s.close())`;
  const [command = '', ...args] = hosts.on(1, process.execPath, '-e', script);
  expect(spawnSync(command, args).status).toBe(0);
}
