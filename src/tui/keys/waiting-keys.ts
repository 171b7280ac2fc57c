import type { Key } from '../terminal/key-decoder.ts';
import type { Command } from './key-table.ts';

/** What keys wait for: the row that a search will find, or the rows of the view. */
export type Awaited = 'hit' | 'rows';

interface WaitingHost {
  /** Undefined if the next key can be handled at once. */
  awaited(): Awaited | undefined;
  /** The command moves within the rows that there are. */
  isWithin(command: Command): boolean;
  /** The last search has found something. */
  hasFound(): boolean;
  commandOf(key: Key): Command | undefined;
  handle(key: Key): void;
  /** Keys are dropped, because what they were meant for was not found. */
  dropped(): void;
}

/** Most keys that wait: nobody remembers having typed more. */
const MOST = 256;

/**
 * Keys may come faster than what they refer to: those that are typed ahead, pasted, or sent by a program. They wait for
 * it in their order, unless they do not depend on it.
 */
export class WaitingKeys {
  private readonly host: WaitingHost;
  private held: Key[] = [];
  private areForHit = false;

  constructor(host: WaitingHost) {
    this.host = host;
  }

  /** True if the key waits; otherwise it is to be handled now. */
  take(key: Key): boolean {
    const { host, held } = this;
    const awaited = host.awaited();
    const isFirst = held.length === 0;
    if (isFirst && awaited === undefined) return false;
    const command = host.commandOf(key);
    if (command === undefined ? isFirst : ANY_TIME.has(command)) return false;
    if (isFirst) this.areForHit = awaited === 'hit';
    const { areForHit } = this;
    if (command !== undefined) {
      // Asked for again, a search goes on to one more hit by itself.
      if (areForHit && isFirst && AGAIN.has(command)) return false;
      if (!areForHit && isFirst && host.isWithin(command)) return false;
      if (LEAVING.has(command) || (!areForHit && ELSEWHERE.has(command))) {
        this.forget();
        return false;
      }
    }
    if (held.length < MOST) held.push(key);
    return true;
  }

  get isHolding(): boolean {
    return this.held.length > 0;
  }

  forget(): void {
    this.held = [];
  }

  /** Handles keys that have waited, up to one that others have to wait for; false if there was nothing to do. */
  release(): boolean {
    const { host } = this;
    if (this.held.length === 0 || host.awaited() !== undefined) return false;
    if (this.areForHit && !host.hasFound()) {
      this.forget();
      host.dropped();
      return false;
    }
    do {
      const key = this.held.shift();
      if (key !== undefined) host.handle(key);
    } while (this.held.length > 0 && host.awaited() === undefined);
    this.areForHit = host.awaited() === 'hit';
    return true;
  }
}

const ANY_TIME: ReadonlySet<Command> = new Set<Command>(['pause', 'utc', 'time', 'repaint', 'suspend']);

const AGAIN: ReadonlySet<Command> = new Set<Command>(['search-next', 'search-previous']);

const LEAVING: ReadonlySet<Command> = new Set<Command>([
  'leave-view',
  'leave-history',
  'leave-message',
  'quit',
  'quit-now',
  'view-flows',
  'view-ladder',
  'view-messages',
  'view-aors',
  'view-cluster',
  'view-time',
]);

/** The user turns to something that does not depend on rows. */
const ELSEWHERE: ReadonlySet<Command> = new Set<Command>([
  'filter',
  'clear-filter',
  'clear-past',
  'as-of-end',
  'internal',
  'warnings',
  'help',
  'settings',
  'search',
  'save-all',
  'command-line',
  'palette',
]);
