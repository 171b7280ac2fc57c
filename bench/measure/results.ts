import type { Interaction } from './interaction.ts';
import type { Machine } from './machine.ts';
import type { Sample } from './statistics.ts';
import type { Finding, OwnReport } from './tools.ts';

/** One tool on one capture. */
export interface ToolResult {
  readonly tool: string;
  readonly capture: string;
  readonly shown: string;
  readonly wall: Sample;
  readonly cpu: Sample | undefined;
  readonly peak: Sample | undefined;
  readonly framesPerSecond: number;
  /** Messages that there are, whatever the tool made of them. */
  readonly messagesPerSecond: number;
  readonly findings: readonly Finding[];
  /** Of our own program: what it says of itself, medians. */
  readonly own: OwnReport | undefined;
}

export interface CaptureSummary {
  readonly name: string;
  readonly fileBytes: number;
  readonly frames: number;
  readonly messages: number;
  readonly sip: number;
  readonly bin: number;
  readonly callIds: number;
  /** Seconds of capture time. */
  readonly duration: number;
  /** When tools and screen were measured on it, and at which commit. */
  readonly measured: string;
}

export interface ScreenResult {
  readonly capture: string;
  /** Milliseconds. */
  readonly firstOutput: Sample | undefined;
  readonly firstScreen: Sample | undefined;
  readonly progressMoved: Sample | undefined;
  readonly longestStandstill: Sample | undefined;
  readonly progressSteps: Sample | undefined;
  readonly runs: number;
}

/** How the screen answers while a capture is loaded, or while frames come in. */
export interface InteractionResult extends Interaction {
  readonly capture: string;
  /** Frames a second that come in meanwhile; 0 where the capture was read to its end before. */
  readonly load: number;
}

export interface Results {
  readonly version: 1;
  readonly date: string;
  readonly quick: boolean;
  readonly machine: Machine;
  /** Tool to version. */
  readonly versions: Readonly<Record<string, string>>;
  readonly captures: readonly CaptureSummary[];
  readonly tools: readonly ToolResult[];
  readonly screen: ScreenResult | undefined;
  readonly interactions: readonly InteractionResult[];
  /** What was not measured, and why. */
  readonly skipped: readonly string[];
}

export function resultOf(
  results: Pick<Results, 'tools'>,
  tool: string,
  capture: string,
): ToolResult | undefined {
  return results.tools.find((one) => one.tool === tool && one.capture === capture);
}
