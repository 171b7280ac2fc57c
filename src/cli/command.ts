import type { Command, Option } from 'commander';
import type { CommonValues } from './request/common-options.ts';

/** A command of the program: what commander, the help, the manual page and the completion know of it. */
export interface CommandDefinition {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** A few lines for its own help; the summary if not given. */
  readonly description?: string;
  /** As commander has them; `[file...]` if not given, or none where it reads no captures. */
  readonly operands?: readonly string[];
  /** Its own, besides the common ones. */
  readonly options?: readonly Option[];
  /** Command line without the program's name, and what it is for. */
  readonly examples?: readonly (readonly [string, string])[];
  /** It reads no captures and has none of the options about them. */
  readonly withoutCaptures?: boolean;
  /** Left out of help. */
  readonly hidden?: boolean;
  /** Resolves with the exit code; may reject with a UsageError, a CaptureError or an OutputError. */
  run(operands: readonly string[], values: CommonValues, program: Command): Promise<number>;
}
