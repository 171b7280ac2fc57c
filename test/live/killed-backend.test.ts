import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { BACKENDS, type BackendName } from '../../src/capture/live/backends.ts';
import { options } from '../cli/run-program.ts';
import { programsWith } from '../support/processes.ts';
import { isUsable, StartedProgram } from './started-program.ts';

const FIRST_PORT = 25_870;
const [FROM, TO] = ['127.84.0.1', '127.84.0.2'];

/** Programs by their filter, which our own command line does not have. */
function capturing(backend: BackendName, port: number): readonly number[] {
  return programsWith(backend === 'cap' ? 'node' : backend, `port ${port} or`);
}

function send(port: number, user: string): void {
  const socket = createSocket('udp4');
  socket.bind(port, FROM, () => socket.send(options(user), port, TO, () => socket.close()));
}

describe.concurrent.each(BACKENDS)('%s that is killed while it captures', (backend) => {
  const port = FIRST_PORT + BACKENDS.indexOf(backend);

  it.skipIf(!isUsable(backend))(
    'is begun again; what was shown stays, and what is missing is told',
    async (test) => {
      const args = ['packets', '-q', '-d', 'lo', '--backend', backend, '--sip-port', `${port}`];
      const program = new StartedProgram(test, args);
      await program.says(/^lo: captured by /m);
      for (const [round, user] of ['first', 'second', 'third'].entries()) {
        send(port, user);
        await program.prints(round + 1);
        const [id, ...others] = capturing(backend, port);
        expect(others).toEqual([]);
        process.kill(id ?? 0, 'SIGKILL');
        await program.says(
          new RegExp(
            `(?:lo: captured again; of the [\\d.]+ s since \\S+Z nothing is there[^]*){${round + 1}}`,
          ),
        );
      }
      send(port, 'last');
      await program.prints(4);
      expect(await program.interrupt()).toBe(0);
      const users = [...program.output.matchAll(/OPTIONS (\w+)@/g)].map(([, user]) => user);
      expect(users).toEqual(['first', 'second', 'third', 'last']);
      // What it counted before is not why it ended.
      const lost = new RegExp(`^lo: ${backend} ended without a word; tried again in [\\d.]+ s$`, 'gm');
      expect(program.errors.match(lost)).toHaveLength(3);
      expect(program.errors).toMatch(/^lo: .*interrupted 3 times/m);
      expect(capturing(backend, port)).toEqual([]);
    },
  );
});

describe.skipIf(BACKENDS.filter((backend) => isUsable(backend)).length < 2)('of several', () => {
  it('the next one takes over from one that is killed, and says why', async (test) => {
    const port = FIRST_PORT + BACKENDS.length;
    const program = new StartedProgram(test, ['packets', '-q', '-d', 'lo', '--sip-port', `${port}`]);
    await program.says(/^lo: captured by (\w+), because/m);
    const [, first = ''] = /captured by (\w+)/.exec(program.errors) ?? [];
    for (const id of capturing(first as BackendName, port)) process.kill(id, 'SIGKILL');
    await program.says(
      new RegExp(`^lo: captured by (?!${first})\\w+ from now on, because ${first} failed; time stamps`, 'm'),
    );
    await program.says(/captured again/);
    send(port, 'after');
    await program.prints(1);
    expect(await program.interrupt()).toBe(0);
  });
});
