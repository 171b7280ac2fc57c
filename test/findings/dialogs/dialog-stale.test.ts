import { expect, it } from 'vitest';
import { check } from '../../../src/findings/check.ts';
import { DialogTraffic } from '../../cluster/dialogs/traffic.ts';
import { NO_EVIDENCE } from '../../support/no-evidence.ts';

/** Rule and nodes of what is found a minute after the beginning. */
function found(traffic: DialogTraffic): readonly string[] {
  const findings = check({ ...NO_EVIDENCE, time: 60e9, dialogs: traffic.reports(60) });
  return findings.map(({ rule, nodes }) => `${rule} ${nodes.join(' ')}`);
}

/** A dialog of node 1 that both others have. */
const created = () => new DialogTraffic(1, 2, 3).at(0).dialog('CREATED', 1, 2).dialog('CREATED', 1, 3);

it('a dialog that its own node has ended is stale at a node that still has it', () => {
  expect(found(created().at(9).dialog('DELETED', 1, 2))).toEqual(['dialog-stale 3']);
  expect(found(created().at(9).dialog('DELETED', 1, 2).dialog('DELETED', 1, 3))).toEqual([]);
});

it('a dialog that another node has not got is missing there', () => {
  expect(found(new DialogTraffic(1, 2, 3).at(0).dialog('CREATED', 1, 2))).toEqual(['dialog-missing 3']);
});
