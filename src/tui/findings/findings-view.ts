import type { ClusterEntry, ClusterSection } from '../../view/cluster/cluster-rows.ts';
import { counted } from '../../view/text/counts.ts';
import { printable } from '../../view/text/printable.ts';
import { type Row, span } from '../../view/text/styled-row.ts';
import { outsideCapture } from '../../view/time/outside-capture.ts';
import type { ClusterPage } from '../cluster/cluster-page.ts';
import { SectionsView } from '../cluster/sections-view.ts';
import type { Change, Stage } from '../views/view.ts';
import { findingsSection } from './findings-section.ts';
import { lateNotes } from './late-notes.ts';
import { warningCount, warningLines } from './warning-lines.ts';

/** The explanation of a finding takes more rows than its title: half of the screen, up to a limit. */
const DETAILS = { most: 16, share: 0.5 };

/** The last notices that are kept. */
const MOST_TOLD = 50;

/** The findings of `check`, worst first; then what was lost or could not be read, and what sources have told. */
export class FindingsView extends SectionsView {
  readonly context = 'findings';
  readonly needsFindings = true;
  private told: readonly string[] = [];

  constructor(stage: Stage) {
    super(stage, DETAILS);
  }

  override renew(change: Change): void {
    if (change === 'findings') this.outdate();
    super.renew(change);
  }

  protected make(): ClusterPage {
    const told = this.told.length === 0 ? [] : [this.notices()];
    return this.pageOf([this.wrong(), this.unread(), ...told], this.about);
  }

  /** What was told of a source on the status line, where it may have been cut off, and is gone with the next key. */
  tell(text: string): void {
    this.told = [...this.told, text].slice(-MOST_TOLD);
    this.outdate();
  }

  private get about(): string {
    const { findings, analyses, session, settings } = this.stage;
    const whose = 'as "syncgrep check" has it, worst first';
    if (findings.isBehind) return `${whose}; … as far as it is analysed`;
    const { captured, tables } = session;
    if (analyses.time === undefined || captured === undefined) return whose;
    const outside = outsideCapture(analyses.time, captured, tables.base, settings.utc);
    return outside === undefined ? whose : `${whose}; ${outside.text}`;
  }

  private wrong(): ClusterSection {
    const { findings, session } = this.stage;
    const known = findings.current;
    const section = findingsSection(known?.findings ?? [], lateNotes(known?.late ?? [], this.stage));
    if (section.entries.length > 0) return section;
    const isOver = session.ended && !findings.isBehind;
    const nothing = isOver
      ? 'Nothing wrong was found in what was captured.'
      : 'Nothing wrong was found so far.';
    return { ...section, entries: [line([span(nothing)])] };
  }

  private notices(): ClusterSection {
    const entries = this.told.map((text) => line([span(printable(text))]));
    return { title: 'what sources have told', remark: '', entries };
  }

  private unread(): ClusterSection {
    const { session, analyses } = this.stage;
    const reached = analyses.current?.limitsReached;
    const lines = warningLines(session, reached);
    const complaints = warningCount(session, reached);
    const nothing = session.ended ? 'Everything was read without a complaint.' : 'No complaint so far.';
    return {
      title: 'what could not be read',
      remark: complaints === 0 ? '' : `(${counted(complaints, 'complaint')})`,
      entries: lines.length === 0 ? [line([span(nothing)])] : lines.map(line),
    };
  }
}

function line(row: Row): ClusterEntry {
  return { kind: 'line', row: [span('    '), ...row], filter: undefined };
}
