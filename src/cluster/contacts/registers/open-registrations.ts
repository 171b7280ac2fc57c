import type { Membership } from '../../identity/node-directory.ts';
import type { CapabilityHolders } from '../../replication/capability-holders.ts';
import type { Restarts } from '../../restarts.ts';
import type { AorRecord } from '../held/aor-tables.ts';
import type { AorNames } from './aor-names.ts';
import type { AnsweredRegister } from './registers.ts';

/** Registrations at nodes in several clusters, of which it is not known yet which one replicates contacts. */
const MOST_WAITING = 10_000;
/** Registrations that wait for the names of a node that has restarted; more are filed at once. */
const MOST_RENAMING = 1000;

/** Where registrations are filed, by cluster and AOR. */
export interface Files {
  /** Returns the AOR that it is about; undefined if there is none. */
  file(answered: AnsweredRegister, member: Membership): AorRecord | undefined;
  unfile(answered: AnsweredRegister, member: Membership, record: AorRecord): void;
}

/** A registration that is taken for one of the first of its node's clusters. */
interface Presumed {
  readonly answered: AnsweredRegister;
  readonly first: Membership;
  readonly record: AorRecord | undefined;
}

/**
 * Registrations of which it is not known yet where they belong: their node is in several clusters, or has restarted and
 * may name AORs otherwise now. What is replicated next shows it.
 */
export class OpenRegistrations {
  /** Registrations that could not be assigned to a cluster, and were dropped. */
  forgotten = 0;
  private readonly restarts: Restarts;
  private readonly names: AorNames;
  private readonly holders: CapabilityHolders;
  private readonly files: Files;
  private waiting: AnsweredRegister[] = [];
  /** Those that were filed in the first cluster because somebody looked, the last `MOST_WAITING` of them. */
  private presumed: Presumed[] = [];
  /** At nodes that may name AORs otherwise than before. */
  private renaming: AnsweredRegister[] = [];

  constructor(restarts: Restarts, names: AorNames, holders: CapabilityHolders, files: Files) {
    this.restarts = restarts;
    this.names = names;
    this.holders = holders;
    this.files = files;
  }

  push(answered: AnsweredRegister): void {
    const member = this.registrar(answered);
    if (member !== undefined && this.mayRename(member) && this.renaming.length < MOST_RENAMING)
      this.renaming.push(answered);
    else if (member !== undefined) this.files.file(answered, member);
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

  /** A node has named an AOR; or, if the oldest that waits is from before that time, none was named in time. */
  renamed(before = Number.POSITIVE_INFINITY): void {
    const [oldest] = this.renaming;
    if (oldest === undefined || oldest.time > before) return;
    const { renaming } = this;
    this.renaming = [];
    for (const answered of renaming) {
      const member = this.registrar(answered);
      if (member !== undefined) this.files.file(answered, member);
    }
  }

  /** A cluster turned out to replicate contacts. */
  retry(): void {
    const { waiting, presumed } = this;
    this.waiting = [];
    this.presumed = [];
    for (const one of presumed) this.reconsider(one);
    for (const answered of waiting) this.push(answered);
  }

  /** Somebody looks: uses the first cluster for what is still open, until that is learned. */
  settle(): void {
    this.renamed();
    const { waiting } = this;
    this.waiting = [];
    for (const answered of waiting) {
      const [first] = answered.nodes;
      if (first === undefined) continue;
      this.presumed.push({ answered, first, record: this.files.file(answered, first) });
    }
    if (this.presumed.length > MOST_WAITING) this.presumed = this.presumed.slice(-MOST_WAITING);
  }

  /** What it belongs to must not depend on when somebody looked. */
  private reconsider(presumed: Presumed): void {
    const { answered, first, record } = presumed;
    const member = this.registrar(answered);
    if (member === undefined) {
      this.presumed.push(presumed);
      return;
    }
    if (member === first) return;
    if (record !== undefined) this.files.unfile(answered, first, record);
    this.push(answered);
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
