import type { LiveCapture } from '../../capture/live/live-capture.ts';
import { syncOutlook } from '../../cluster/syncs/sync-outlook.ts';
import { TrafficRates } from '../../engine/traffic-rates.ts';
import type { MessageId } from '../../ids.ts';
import { clockLines } from '../../output/clocks.ts';
import type { ClusterEntry, ClusterSection } from '../../view/cluster/cluster-rows.ts';
import { clusterSections } from '../../view/cluster/cluster-sections.ts';
import { LAGS, lagSections } from '../../view/cluster/lag-sections.ts';
import { captureLabel } from '../../view/text/capture-name.ts';
import { counted, grouped } from '../../view/text/counts.ts';
import { span } from '../../view/text/styled-row.ts';
import { clockTime } from '../../view/text/times.ts';
import { worstSection } from '../findings/findings-section.ts';
import { lateNotes } from '../findings/late-notes.ts';
import type { PageSteps } from '../views/page-maker.ts';
import type { Change, Stage } from '../views/view.ts';
import type { ClusterPage } from './cluster-page.ts';
import { clusterSummary } from './cluster-summary.ts';
import { measuredLags } from './measured-lags.ts';
import { SectionsView } from './sections-view.ts';
import { trafficSections } from './traffic-sections.ts';

/** Rows of the selected entry in words; of low screens, a share. */
const DETAILS = { most: 10, share: 0.25 };
/** Nanoseconds that count as lately. */
const LATELY = 10e9;

/** The cluster: findings; nodes with links, capabilities and sharing tags; syncs; traffic; lags, if asked for; observers. */
export class ClusterView extends SectionsView {
  readonly context = 'cluster';
  readonly needsFindings = true;
  private readonly rates: TrafficRates;
  /** All sections but what is wrong. */
  private others: readonly ClusterSection[] = [];
  /** In front of what the page says, while that is not the last word. */
  private asOf = '';

  constructor(stage: Stage) {
    super(stage, DETAILS);
    this.rates = new TrafficRates(stage.session);
  }

  override renew(change: Change): void {
    // New findings are shown at once; the rest of the page stays as it is.
    if (change === 'findings' && this.made !== undefined) this.replace(this.withFindings());
    super.renew(change);
  }

  protected *make(): PageSteps {
    const { analyses } = this.stage;
    const analysis = analyses.current;
    if (analysis === undefined) return undefined;
    const { time } = analysis;
    this.asOf = analyses.isBehind ? this.asOfText(time) : '';
    const syncs = analysis.syncs.reports();
    const later = analyses.time === undefined ? [] : (analyses.latest?.syncs.reports() ?? []);
    yield;
    const reports = analysis.nodes.reports(time);
    yield;
    const clusters = clusterSections(reports, syncs, (sync) => syncOutlook(sync, syncs, later, time));
    yield this.wantsFirst ? this.pageWith(clusters, []) : undefined;
    // Each message has to be counted once, which takes a while where there are millions.
    const rates = yield* this.rates.of(time, LATELY);
    const { flows } = analysis;
    const lags = this.isAskedFor(LAGS)
      ? yield* measuredLags(flows.flows(), this.stage.ladderInput)
      : undefined;
    return this.pageWith(clusters, [...trafficSections(rates, this.seconds(time)), ...lagSections(lags)]);
  }

  private pageWith(clusters: readonly ClusterSection[], traffic: readonly ClusterSection[]): ClusterPage {
    this.others = [...clusters, ...traffic, this.captures()];
    return this.withFindings();
  }

  private withFindings(): ClusterPage {
    const { others, stage } = this;
    const known = stage.findings.current;
    const wrong = worstSection(known?.findings ?? [], lateNotes(known?.late ?? [], stage));
    const summary = clusterSummary(others.flatMap(({ entries }) => entries));
    return this.pageOf(wrong.entries.length === 0 ? others : [wrong, ...others], `${this.asOf}${summary}`);
  }

  /** What is down when nodes begin may be up long since. */
  private asOfText(time: number): string {
    const { session, settings } = this.stage;
    return `as of ${clockTime(session.tables.base, time, settings.utc).slice(0, 8)}: `;
  }

  /** Seconds over which recent traffic is counted: at the beginning, there are not that many. */
  private seconds(time: number): number {
    const { order } = this.stage.session.tables;
    const first = order.length === 0 ? time : this.stage.session.timeOf(order.at(0) as MessageId);
    return Math.max(1e9, Math.min(LATELY, time - first)) / 1e9;
  }

  /** The observers: without them, nobody could tell what is missing. */
  private captures(): ClusterSection {
    const { session } = this.stage;
    // A single observer has no clock to be compared with.
    const [only] = session.sources;
    const isAlone = session.sources.length === 1 && only !== undefined;
    const clocks = isAlone
      ? [`${captureLabel(only.name)}  ${counted(session.progress.frames, 'frame')}`]
      : clockLines(session);
    const entries = session.sources.map(({ live }, at): ClusterEntry => {
      const how = live === undefined ? '' : `  live by ${live.backend}, ${lostText(live)}`;
      return { kind: 'line', row: [span(`    ${clocks[at] ?? ''}${how}`)], filter: undefined };
    });
    return { title: counted(session.sources.length, 'capture'), remark: '', entries };
  }
}

function lostText({ counts: { dropped } }: LiveCapture): string {
  return dropped === undefined ? 'drops unknown so far' : `${grouped(dropped)} dropped by the kernel`;
}
