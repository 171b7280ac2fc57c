import { Analysis } from '../../src/engine/analysis/analysis.ts';
import { EVIDENCE_PARTS, evidenceOf } from '../../src/engine/analysis/evidence.ts';
import { check } from '../../src/findings/check.ts';
import type { Finding } from '../../src/findings/finding.ts';
import { Folder } from '../capture/reading.ts';
import { readAll } from '../recordings/recordings.ts';
import type { WrittenCluster } from '../support/written-cluster.ts';

type Observer = Parameters<WrittenCluster['capture']>[0];

/** What is found in what the observers captured of a written cluster; of rules whose names begin so. */
export async function findingsIn(
  cluster: WrittenCluster,
  rules: string,
  observers: readonly Observer[] = ['bridge'],
): Promise<readonly Finding[]> {
  const folder = new Folder();
  const paths = observers.map((one) => folder.file(cluster.capture(one), `${one}.pcap`));
  const session = await readAll(paths);
  session.align();
  const analysis = new Analysis(session, { parts: EVIDENCE_PARTS });
  while (analysis.advance(1000) === 'more');
  const found = check(evidenceOf(session, analysis)).filter(({ rule }) => rule.startsWith(rules));
  session.close();
  folder.remove();
  return found;
}

/** Their titles. */
export async function titlesIn(
  cluster: WrittenCluster,
  rules: string,
  observers?: readonly Observer[],
): Promise<readonly string[]> {
  return (await findingsIn(cluster, rules, observers)).map(({ title }) => title);
}
