import type { Connection, Peer, Refusal } from '../remote/connection.ts';
import { BACKENDS, type BackendName, backendsByPreference, launcherOf, TIME_STAMPS } from './backends.ts';
import { ChildConnection } from './child-connection.ts';
import { type PreparedBackend, prepare, started } from './prepared-backend.ts';
import { nothingText } from './remedies.ts';
import type { StartFailure } from './start-failure.ts';

export interface LiveRequest {
  readonly device: string;
  readonly backend: BackendName | 'auto';
  /** In libpcap's language; the first one that the interface accepts is used. */
  readonly filters: readonly string[];
}

/**
 * Under sudo, root is given up once everything is open. This many more programs are prepared before, to be
 * started later.
 */
const RESERVE = 3;

/** Captures on an interface of this host, by one backend after the other until one works. */
export class LocalPeer implements Peer {
  readonly path: string;
  readonly fromKernel = true;
  readonly mayEnd = false;
  /** Short: a new program can be started at once. */
  readonly firstPause = 100;
  private readonly request: LiveRequest;
  private readonly news: (text: string) => void;
  private readonly reserve: PreparedBackend[] = [];
  /** The backends to try, in this order. */
  private order: readonly BackendName[];
  private current: BackendName;
  /** The backend that ended last without having been asked to. */
  private failed: BackendName | undefined;

  constructor(request: LiveRequest, news: (text: string) => void) {
    this.path = request.device;
    this.request = request;
    this.news = news;
    const wanted = request.backend === 'auto' ? backendsByPreference() : [request.backend];
    this.order = wanted.filter((name) => launcherOf(name) !== undefined);
    this.current = this.order[0] ?? wanted[0] ?? 'tcpdump';
  }

  get backend(): BackendName {
    return this.current;
  }

  async connect(again: boolean): Promise<Connection | Refusal> {
    const begun = (await this.fromReserve()) ?? (await this.begin());
    if ('refusal' in begun) return begun;
    const { backend, child } = begun.capture;
    this.current = backend;
    const why = begun.why === undefined ? '' : `, ${begun.why}`;
    this.news(
      `${this.path}: captured by ${backend}${again ? ' from now on' : ''}${why}; ${TIME_STAMPS[backend].text}`,
    );
    this.keepReserve(begun.capture);
    const connection = new ChildConnection(backend, child);
    void connection.ended.then((reason) => this.over(backend, reason));
    return connection;
  }

  /** What the system refuses now, it will refuse again. */
  mayRecover(): boolean {
    return false;
  }

  release(): void {
    for (const { child } of this.reserve.splice(0)) child.stop();
  }

  /** Tries each backend with each filter. */
  private async begin(): Promise<Begun | Refusal> {
    const { device, backend: wanted, filters } = this.request;
    const failures: StartFailure[] = [];
    for (const backend of this.order) {
      for (const filter of filters) {
        const capture = prepare(backend, device, filter);
        const failure = await started(capture);
        if (failure === undefined) return { capture, why: this.why(wanted, failures) };
        failures.push(failure);
        if (failure.kind === 'interface') return { refusal: failure.text };
        if (failure.kind !== 'filter') break;
      }
    }
    // Reports the best backend's complaint, as that is the one to fix; of its filters, the last is the
    // simplest.
    const [first] = failures;
    if (first === undefined) return { refusal: nothingText(wanted === 'auto' ? BACKENDS : [wanted]) };
    const same = failures.filter(({ kind }) => kind === first.kind);
    return { refusal: (first.kind === 'filter' ? (same[filters.length - 1] ?? first) : first).text };
  }

  private why(wanted: BackendName | 'auto', failures: readonly StartFailure[]): string | undefined {
    const failed = failures.find(({ kind }) => kind !== 'filter');
    if (failed !== undefined) return `because ${failed.text}`;
    if (wanted !== 'auto') return undefined;
    return this.failed === undefined ? choiceText(this.order[0]) : `because ${this.failed} failed`;
  }

  /** If there is another backend, it is tried next; an interface that is gone is gone for all of them. */
  private over(backend: BackendName, reason: string): void {
    if (this.request.backend !== 'auto' || /disappeared|no longer|went down/i.test(reason)) return;
    this.failed = backend;
    this.order = [...this.order.filter((name) => name !== backend), backend];
  }

  /** Must be called while we still have the privileges. */
  private keepReserve({ backend, device, filter }: PreparedBackend): void {
    if (process.getuid?.() !== 0 || process.env.SUDO_UID === undefined) return;
    while (this.reserve.length < RESERVE) this.reserve.push(prepare(backend, device, filter));
  }

  /** Starts a program that was prepared with the original privileges. */
  private async fromReserve(): Promise<Begun | undefined> {
    const capture = process.getuid?.() === 0 ? undefined : this.reserve.shift();
    if (capture === undefined) return undefined;
    return (await started(capture)) === undefined ? { capture, why: undefined } : undefined;
  }
}

/** Why `auto` picks this backend on this machine. */
export function choiceText(chosen: BackendName | undefined): string {
  const isRoot = process.getuid?.() === 0;
  const missing = backendsByPreference().slice(0, backendsByPreference().indexOf(chosen ?? 'cap'));
  if (missing.length > 0) return `because there is no ${missing.join(' and no ')}`;
  return isRoot
    ? 'because you are root, and it tells at once what the kernel drops'
    : 'because it can be allowed to a group of users';
}

interface Begun {
  readonly capture: PreparedBackend;
  readonly why: string | undefined;
}
