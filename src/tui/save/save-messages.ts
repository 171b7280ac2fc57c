import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { MessageNumbers } from '../../engine/message-numbers.ts';
import type { Session } from '../../engine/session.ts';
import type { MessageId } from '../../ids.ts';
import { fileSink, OutputError } from '../../output/frames/byte-sink.ts';
import { FrameCollector } from '../../output/frames/frame-collector.ts';
import { messageJson } from '../../output/json/message-json.ts';
import { messageLines } from '../../output/text/message-lines.ts';
import { PLAIN } from '../../output/text/palette.ts';
import { TextWriter } from '../../output/text/text-writer.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';

export interface SaveOptions {
  readonly utc: boolean;
  /** The user has seen that the file is there, and wants it replaced. */
  readonly replace: boolean;
}

/** `exists` nothing was written: the file is there. */
export type SaveOutcome = { readonly exists: boolean; readonly notice: Row };

/** Messages handed on between two looks at the keyboard. */
const BATCH = 64;
/** As `BATCH`, for frames, of which only the positions are looked up. */
const FRAMES_BATCH = 4096;

/** Writes messages to a file, in the form that its name asks for. Never rejects. */
export async function saveMessages(
  session: Session,
  messages: readonly MessageId[],
  path: string,
  { utc, replace }: SaveOptions,
): Promise<SaveOutcome> {
  if (!/\.(?:pcapng|txt|json)$/.test(path)) {
    return refusal('the name has to end in .pcapng, .txt or .json');
  }
  if (existsSync(path) && !replace) {
    return { exists: true, notice: [span(`${printable(path)} is there`, 'warning')] };
  }
  if (messages.length === 0) return refusal('there is nothing to be saved');
  try {
    const sink = fileSink(
      path,
      session.sources.map((source) => source.path),
    );
    if (path.endsWith('.pcapng')) {
      const collector = new FrameCollector(session);
      for (const [at, id] of messages.entries()) {
        collector.add(id);
        if (at % FRAMES_BATCH === FRAMES_BATCH - 1) await setImmediate();
      }
      return success(path, counted(await collector.write(sink), 'frame'));
    }
    const writer = new TextWriter(sink);
    const numbers = new MessageNumbers(session);
    for (const [at, id] of messages.entries()) {
      if (path.endsWith('.json')) writer.line(messageJson(session, id, numbers.of(id)));
      else
        for (const line of messageLines(session, id, { quiet: false, utc, palette: PLAIN }))
          writer.line(line);
      if (writer.full) await writer.flush();
      if (at % BATCH === 0) await setImmediate();
    }
    await writer.close();
    return success(path, counted(messages.length, 'message'));
  } catch (error) {
    if (error instanceof OutputError) return refusal(error.message);
    throw error;
  }
}

function success(path: string, what: string): SaveOutcome {
  return { exists: false, notice: [span(`${what} written to `), span(printable(path), 'strong')] };
}

function refusal(text: string): SaveOutcome {
  return { exists: false, notice: [span(printable(text), 'problem')] };
}
