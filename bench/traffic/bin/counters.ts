import type { World } from '../world.ts';
import { type Cluster, NODES } from './cluster.ts';
import type { ConfirmedDialogs } from './confirmed-dialogs.ts';

/** `replicate_profiles_timer` and `repl_timer_interval`: 200 ms (spec bin-capabilities 5.2, 6.6). */
const INTERVAL = 200_000;
const PIPES = ['register', 'invite', 'trunk_in', 'trunk_out', 'options'] as const;
const TAILDROP = 1;
const OVER_BIN = 1;

/** What each node tells periodically: sizes of its dialog profiles, counters of its ratelimit pipes. */
export function startCounters(world: World, cluster: Cluster, dialogs: ConfirmedDialogs): void {
  const { queue, random } = world;
  const profiles = cluster.layouts.packet('dialog-prof-repl', 'REPLICATION_DLG_PROFILE');
  const pipes = cluster.layouts.packet('ratelimit-pipe-repl', 'RL_PIPE_COUNTER');
  for (const node of NODES) {
    every(world, random.below(INTERVAL), (now) => {
      const own = dialogs.owned[node] ?? 0;
      const entry = [
        { profile: 'all', has_value: 0, count: own },
        { profile: 'direction', has_value: 1, value: 'in', count: own >> 1 },
        { profile: 'direction', has_value: 1, value: 'out', count: own - (own >> 1) },
      ];
      cluster.broadcast(now, node, profiles, { entry });
    });
    every(world, random.below(INTERVAL), (now) => {
      const entry = PIPES.map((pipe) => ({
        pipe,
        flags: OVER_BIN,
        algo: TAILDROP,
        limit: 500,
        counter: random.below(200),
      }));
      cluster.broadcast(now, node, pipes, { entry });
    });
  }

  function every({ queue: timer }: World, first: number, run: (now: number) => void): void {
    const tick = (now: number): void => {
      run(now);
      timer.at(now + INTERVAL, { run: tick });
    };
    queue.callAfter(first, tick);
  }
}
