import type { Membership } from '../../identity/node-directory.ts';
import type { CapabilityHolders } from '../../replication/capability-holders.ts';
import type { Restarts } from '../../restarts.ts';
import type { AorNames } from './aor-names.ts';
import type { AnsweredRegister } from './registers.ts';

/** Registrations at nodes in several clusters, of which it is not known yet which one replicates contacts. */
const MOST_WAITING = 10_000;
/** Registrations that wait for the names of a node that has restarted; more are filed at once. */
const MOST_RENAMING = 1000;

/** Files registrations by cluster and AOR. */
export interface Filing {
  file(answered: AnsweredRegister, member: Membership): void;
  /** The same for the time being: what is returned takes it back. */
  presume(answered: AnsweredRegister, member: Membership): () => void;
}

/** A registration that was filed because somebody looked, before it was known where it belongs. */
interface Presumed {
  readonly answered: AnsweredRegister;
  readonly member: Membership;
  readonly takeBack: () => void;
}

/**
 * Registrations of which it is not known yet where they belong: their node is in several clusters, or has restarted and
 * may name AORs otherwise now. What is replicated next shows it. Where they end must not depend on when somebody looked.
 */
export class OpenRegistrations {
  /** Registrations that could not be assigned to a cluster, and were dropped. */
  forgotten = 0;
  private readonly restarts: Restarts;
  private readonly names: AorNames;
  private readonly holders: CapabilityHolders;
  private readonly filing: Filing;
  private waiting: AnsweredRegister[] = [];
  /** Those that were filed in the first cluster because somebody looked, the last `MOST_WAITING` of them. */
  private inFirst: Presumed[] = [];
  /** At nodes that may name AORs otherwise than before; and those that were filed under the name so far. */
  private renaming: AnsweredRegister[] = [];
  private asBefore: Presumed[] = [];

  constructor(restarts: Restarts, names: AorNames, holders: CapabilityHolders, filing: Filing) {
    this.restarts = restarts;
    this.names = names;
    this.holders = holders;
    this.filing = filing;
  }

  push(answered: AnsweredRegister): void {
    const member = this.registrar(answered);
    if (member !== undefined && this.mayRename(member) && this.hasRoomToRename) this.renaming.push(answered);
    else if (member !== undefined) this.filing.file(answered, member);
    else if (this.waiting.length < MOST_WAITING) this.waiting.push(answered);
    else this.forgotten++;
  }

  /**
   * Since 4.0, AORs have a domain unless `use_domain` is 0: a node that has restarted may be of another release, and what
   * it replicates shows how it names them now.
   */
  private mayRename({ cluster, node }: Membership): boolean {
    const { restarts, names } = this;
    return restarts.restartedAt(cluster, node) !== undefined && !names.hasNamed(cluster, node);
  }

  private get hasRoomToRename(): boolean {
    return this.renaming.length + this.asBefore.length < MOST_RENAMING;
  }

  /** A node has named an AOR; or, if the oldest that waits is from before that time, none was named in time. */
  renamed(before = Number.POSITIVE_INFINITY): void {
    const oldest = this.asBefore[0]?.answered ?? this.renaming[0];
    if (oldest === undefined || oldest.time > before) return;
    const all = [...takenBack(this.asBefore), ...this.renaming];
    this.asBefore = [];
    this.renaming = [];
    for (const answered of all) {
      const member = this.registrar(answered);
      if (member !== undefined) this.filing.file(answered, member);
    }
  }

  /** A cluster turned out to replicate contacts. */
  retry(): void {
    const { waiting, inFirst } = this;
    const isOver = ({ answered, member }: Presumed) => {
      const known = this.registrar(answered);
      return known !== undefined && known !== member;
    };
    this.waiting = [];
    this.inFirst = inFirst.filter((one) => this.registrar(one.answered) === undefined);
    for (const answered of [...takenBack(inFirst.filter(isOver)), ...waiting]) this.push(answered);
  }

  /** Somebody looks: uses the first cluster and the name so far for what is still open, until that is learned. */
  settle(): void {
    const { waiting, renaming } = this;
    this.waiting = [];
    this.renaming = [];
    for (const answered of waiting) {
      const [first] = answered.nodes;
      if (first !== undefined) this.inFirst.push(this.presumed(answered, first));
    }
    if (this.inFirst.length > MOST_WAITING) this.inFirst = this.inFirst.slice(-MOST_WAITING);
    for (const answered of renaming) {
      const member = this.registrar(answered);
      if (member !== undefined) this.asBefore.push(this.presumed(answered, member));
    }
  }

  private presumed(answered: AnsweredRegister, member: Membership): Presumed {
    return { answered, member, takeBack: this.filing.presume(answered, member) };
  }

  /** The cluster in which the node replicates contacts; undefined while that may still be learned. */
  private registrar({ nodes }: AnsweredRegister): Membership | undefined {
    const { holders } = this;
    const [only] = nodes;
    return (
      nodes.find(({ cluster, node }) => holders.has(cluster, node) === true) ??
      nodes.find(
        ({ cluster, node }) => holders.isCarriedBy(cluster) && holders.has(cluster, node) !== false,
      ) ??
      (nodes.length === 1 ? only : undefined)
    );
  }
}

/** Each was filed into what those before it had left: the last one goes first. */
function takenBack(presumed: readonly Presumed[]): readonly AnsweredRegister[] {
  for (const { takeBack } of presumed.toReversed()) takeBack();
  return presumed.map(({ answered }) => answered);
}
