import type { Rotation } from '../../output/frames/output-files.ts';
import { UsageError } from '../usage-error.ts';
import { parseBytes, parseSeconds } from './sizes.ts';

const TIME = /^\d+(?:\.\d+)?[smhd]$/i;

/**
 * When -O goes on in a new file: `100MB`, `1h`, `10x100MB`, `7x1d`; the same option repeated is "or". Throws
 * a UsageError.
 */
export function rotateRequest(texts: readonly string[]): Rotation {
  return Object.assign({}, ...texts.map(rotationOf));
}

function rotationOf(text: string): Rotation {
  const [, count, when = text] = /^(\d+)x(.+)$/i.exec(text) ?? [];
  const keep = count === undefined ? {} : { keep: Number(count) };
  if (keep.keep === 0)
    throw new UsageError(`--rotate ${JSON.stringify(text)}: at least one file has to stay`);
  return TIME.test(when)
    ? { ...keep, seconds: parseSeconds('--rotate', when) }
    : { ...keep, bytes: parseBytes('--rotate', when) };
}
