import { NODE_COUNT } from '../population.ts';
import type { Call } from '../sip/call.ts';

/** Dialogs that the nodes keep now. */
export class ConfirmedDialogs {
  readonly calls: Call[] = [];
  /** How many each node owns. */
  readonly owned: number[] = Array.from({ length: NODE_COUNT }, () => 0);

  add(call: Call): void {
    call.place = this.calls.length;
    this.calls.push(call);
    this.count(call, 1);
  }

  remove(call: Call): void {
    if (call.place < 0) return;
    const last = this.calls.pop();
    if (last !== undefined && last !== call) {
      last.place = call.place;
      this.calls[call.place] = last;
    }
    call.place = -1;
    this.count(call, -1);
  }

  private count(call: Call, by: number): void {
    const node = call.nodes[0] ?? 0;
    this.owned[node] = (this.owned[node] ?? 0) + by;
  }
}
