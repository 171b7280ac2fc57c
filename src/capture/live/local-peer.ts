import type { Connection, Peer, Refusal } from '../remote/connection.ts';
import { BACKENDS, type BackendName, backendsByPreference, launcherOf, TIME_STAMPS } from './backends.ts';
import { ChildConnection } from './child-connection.ts';
import { type PreparedBackend, prepare, started } from './prepared-backend.ts';
import { nothingText } from './remedies.ts';
import type { StartFailure } from './start-failure.ts';

export interface LiveRequest {
  readonly device: string;
  readonly backend: BackendName | 'auto';
  /** In tcpdump's language; the first one that the interface takes. */
  readonly filters: readonly string[];
}

/** Under sudo, root is dropped when all is open: so many programs can be begun after that. */
const RESERVE = 3;

/** What captures on an interface of this host: one program after the other, until one does. */
export class LocalPeer implements Peer {
  readonly path: string;
  readonly fromKernel = true;
  readonly mayEnd = false;
  /** Another program can begin at once. */
  readonly firstPause = 100;
  private readonly request: LiveRequest;
  private readonly news: (text: string) => void;
  private readonly reserve: PreparedBackend[] = [];
  /** Those that may be tried, the next one first. */
  private order: readonly BackendName[];
  private current: BackendName;
  /** The one that ended last though nobody wanted it to. */
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

  /** Tries each program with each filter. */
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
    // The best program's complaint is the one to be mended; of the filters, the last is the plainest.
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

  /** Where another program is there, it is its turn; an interface that went is lost to all of them. */
  private over(backend: BackendName, reason: string): void {
    if (this.request.backend !== 'auto' || /disappeared|no longer|went down/i.test(reason)) return;
    this.failed = backend;
    this.order = [...this.order.filter((name) => name !== backend), backend];
  }

  /** To be called while there are the rights. */
  private keepReserve({ backend, device, filter }: PreparedBackend): void {
    if (process.getuid?.() !== 0 || process.env.SUDO_UID === undefined) return;
    while (this.reserve.length < RESERVE) this.reserve.push(prepare(backend, device, filter));
  }

  /** With the rights that there were when it all began. */
  private async fromReserve(): Promise<Begun | undefined> {
    const capture = process.getuid?.() === 0 ? undefined : this.reserve.shift();
    if (capture === undefined) return undefined;
    return (await started(capture)) === undefined ? { capture, why: undefined } : undefined;
  }
}

/** Why `auto` takes this one on this machine. */
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
