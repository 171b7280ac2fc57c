import { rmSync } from 'node:fs';
import type { Session } from '../../engine/session.ts';
import { FrameCollector } from '../../output/frames/frame-collector.ts';
import { FrameStream } from '../../output/frames/frame-stream.ts';
import { OutputFiles } from '../../output/frames/output-files.ts';
import type { Request } from '../request/request.ts';
import { tell } from '../tell.ts';
import { UsageError } from '../usage-error.ts';
import type { FrameKeeper } from './packet-printer.ts';

/** Milliseconds after which what was shown is in the file. */
const FLUSH_EVERY = 1000;

/** Writes the file that -O names. */
export interface WrittenFrames extends FrameKeeper {
  /** Returns how many frames were written. Rejects with an OutputError. */
  finish(): Promise<number>;
}

/** The files of -O, the first one created; undefined where none is wanted. Throws an OutputError. */
export function outputFiles({ output, rotation, files }: Request): OutputFiles | undefined {
  if (output === undefined) return undefined;
  const inputs = files.map((file) => (file === '-' ? '/dev/stdin' : file));
  const created = new OutputFiles(output, rotation, inputs, (path) => rmSync(path, { force: true }));
  created.open();
  return created;
}

/** What comes live is written as it is shown; of files, in the order of time when all of it is known. */
export function writtenFrames(session: Session, files: OutputFiles): WrittenFrames {
  if (session.progress.bytesTotal === undefined) return streamedFrames(session, files);
  if (files.rotates) {
    files.discard();
    throw new UsageError('--rotate is for what goes on: -d, --ssh, standard input');
  }
  const collector = new FrameCollector(session);
  return { add: (id) => collector.add(id), finish: () => collector.write(files.next()) };
}

function streamedFrames(session: Session, files: OutputFiles): WrittenFrames {
  const stream = new FrameStream(session, files, ({ message }) =>
    tell(`${message}; what comes is shown all the same`),
  );
  // As of programs whose logs are rotated by others.
  const reopen = (): void => void stream.reopen();
  process.on('SIGUSR1', reopen);
  const timer = setInterval(() => stream.flush(), FLUSH_EVERY).unref();
  return {
    add: (id) => stream.add(id),
    finish: () => {
      process.off('SIGUSR1', reopen);
      clearInterval(timer);
      return stream.finish();
    },
  };
}
