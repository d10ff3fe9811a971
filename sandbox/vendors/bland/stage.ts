/** Scenarios on Bland: calls that nobody ordered by its API, with the sandbox's own agent. */
import {
  type Expectations,
  type RandomStream,
  type SandboxClock,
  type Stage,
  StageError,
  type StageOrder,
} from '../../frame/index.ts';
import type { Runner } from './runner.ts';
import type { BlandCall, PhoneNumber, Store } from './store.ts';

/** Everything that Bland can tell during a call and after it. */
const events = ['queue', 'call', 'latency', 'citations', 'post_transfer_transcript'];
const player = { account: 'player', number: '+14155550100' } as const;

export function createBlandStage(
  store: Store,
  runner: Runner,
  ids: RandomStream,
  { expect }: Expectations,
  { now }: Pick<SandboxClock, 'now'>,
): Stage {
  /** The number that was named, else the newest that has an address. */
  function numberFor({ own, target }: StageOrder): PhoneNumber | undefined {
    if (own !== undefined) return store.numbers.get(own);
    if (target.url !== undefined) return undefined;
    return [...store.numbers.values()].findLast(({ settings }) => settings.webhook);
  }

  return {
    webhooks: {
      all: ['*'],
      progress: ['mid-call'],
      last: ['post-call', 'follow-up *'],
      // Bland tells nobody that a recording is ready.
      recording: [],
    },
    end: 'post-call',
    expect,
    place(order) {
      const { direction, other, person, agent, target, ringTimeoutMs, recordingLateMs } = order;
      const known = numberFor(order);
      const webhook = target.url ?? known?.settings.webhook;
      if (!webhook) {
        const lack = order.own === undefined ? 'no number has a webhook' : `${order.own} has no webhook`;
        throw new StageError(`${lack}: configure one at Bland, or name target.url`);
      }
      const own = order.own ?? known?.number ?? player.number;
      const inbound = direction === 'inbound';
      const call: BlandCall = {
        id: ids.uuid(),
        account: target.account ?? known?.account ?? player.account,
        inbound,
        from: inbound ? other : own,
        to: inbound ? own : other,
        createdAt: now(),
        updatedAt: now(),
        asked: {},
        options: {
          record: true,
          ...known?.settings,
          // Who named an address is told everything; a number is told what it was set to.
          ...(target.url === undefined ? {} : { webhook_events: events }),
          webhook: withoutFragment(webhook),
        },
        facts: store.plays.get(other)?.facts ?? {},
        secret: target.secret,
        recordingLateMs,
        queueStatus: 'new',
        durationMs: 0,
        turns: [],
      };
      order.announce(call.id);
      const ended = runner.start(call, { person, agent }, { ringTimeoutMs });
      return { id: call.id, from: call.from, to: call.to, agent: 'scenario', ended };
    },
  };
}

/** Connection overrides are Twilio's. */
function withoutFragment(url: string): string {
  return url.replace(/#.*$/s, '');
}
