/** A call's life: queued, dialled, talked through, ended, told of. */
import { type Call, CallEnded, type CallEvent, type CallResult } from '../../calls/index.ts';
import type { RandomStream, Sandbox, Timeline } from '../../frame/index.ts';
import { usualScript } from './agent.ts';
import { ending } from './ending.ts';
import { enrichedBy, followUpsOf, wants } from './follow-ups.ts';
import type { Play } from './play.ts';
import { webhookOf } from './record.ts';
import type { BlandCall, Store } from './store.ts';
import type { Message, Webhooks } from './webhooks.ts';

export interface Runner {
  /**
   * `startAt`: not before that time of the wall clock. Resolves when the conversation is over; undefined where it never
   * came to one.
   */
  start(call: BlandCall, play: Play, options?: StartOptions): Promise<CallResult | undefined>;
  /** False where there is nothing to stop. */
  stop(call: BlandCall): boolean;
  /** False where nobody is on the line. */
  transfer(call: BlandCall, to: string): boolean;
  recording(call: BlandCall, channels: 1 | 2): Promise<Buffer | undefined>;
}

interface StartOptions {
  readonly startAt?: number | undefined;
  readonly ringTimeoutMs?: number | undefined;
}

/** Audio is made when it is asked for, from what is kept of the call. */
const mostRecordings = 500;

interface Running {
  readonly canceled: AbortController;
  /** Takes the agent off the line. */
  readonly agentGone: AbortController;
  line?: Call;
}

export function createRunner(sandbox: Sandbox, store: Store, webhooks: Webhooks): Runner {
  const { phones, clock, closing, background, state, random } = sandbox;
  const running = new Map<string, Running>();
  const lines = new Map<string, Call>();

  function change(call: BlandCall, news: Partial<BlandCall>): void {
    Object.assign(call, news, { updatedAt: clock.now() });
    state.touch();
  }

  async function live(
    call: BlandCall,
    play: Play,
    { startAt = 0, ringTimeoutMs }: StartOptions,
    me: Running,
    timeline: Timeline,
  ): Promise<CallResult | undefined> {
    const chance = random.stream('bland', 'call', call.id);
    let sequence = 0;
    const tell = (event: string, message: string, kind: Partial<Message> = {}) => {
      sequence += 1;
      webhooks.midCall(call, event, { message, category: 'call', log_level: 'info', ...kind }, sequence);
    };
    change(call, { queueStatus: 'queued' });
    tell('queue', 'Call enqueued', { category: 'queue' });
    try {
      const signal = AbortSignal.any([closing, me.canceled.signal]);
      const queueMs = call.inbound ? 0 : store.settings.queueSec * 1000;
      await timeline.sleep(Math.max(startAt - timeline.now(), queueMs / 2), signal);
      change(call, { queueStatus: 'allocated' });
      await timeline.sleep(queueMs / 2, signal);
    } catch (error) {
      if (closing.aborted) throw error;
      change(call, { queueStatus: 'complete', status: 'canceled', endedAt: timeline.now() });
      return undefined;
    }
    change(call, { queueStatus: 'started', startedAt: timeline.now() });
    const line = phones.place({
      id: call.id,
      direction: call.inbound ? 'inbound' : 'outbound',
      from: call.from,
      to: call.to,
      person: play.person ?? phones.book.find(call.inbound ? call.from : call.to),
      timeLimitMs: (call.options.max_duration ?? 30) * 60_000,
      clock: timeline,
      ringTimeoutMs,
    });
    me.line = line;
    keep(call, line);
    line.on((event) => follow(call, event, tell, chance));
    const script = play.agent ?? usualScript(call);
    const result = await phones.runAgent(line, script, { signal: me.agentGone.signal });
    change(call, ending(call, result));
    return result;
  }

  function follow(
    call: BlandCall,
    event: CallEvent,
    tell: (event: string, message: string, kind?: Partial<Message>) => void,
    chance: RandomStream,
  ): void {
    switch (event.type) {
      case 'answered': {
        change(call, { answeredAt: event.at, answeredBy: event.by === 'machine' ? 'voicemail' : 'human' });
        tell('call', 'Call connected');
        const first = call.options.first_sentence;
        if (first) tell('call', `Sending first sentence: ${first}`);
        return;
      }
      case 'spoke':
        call.turns = [...call.turns, event.turn].sort((one, other) => one.startMs - other.startMs);
        if (event.turn.who === 'third' || event.turn.text === '') return;
        if (event.turn.who === 'agent') tell('call', `Agent speech: ${event.turn.text}`);
        else {
          tell('call', `Handling user speech: ${event.turn.text}`);
          tell('latency', `LLM: ${chance.integer(180, 620)}ms`, performance);
          tell('latency', `TTS: ${chance.integer(90, 310)}ms`, performance);
        }
        return;
      case 'transfer':
        if (event.state === 'answered') {
          change(call, { transfer: { to: event.to, at: event.at } });
          tell('call', `Transferring call to ${event.to}`);
        }
        return;
    }
  }

  async function tellOf(call: BlandCall, timeline: Timeline): Promise<void> {
    const { settings } = store;
    const { webhook } = call.options;
    const telling = { settings, baseUrl: `${sandbox.url}/bland` };
    await timeline.sleep(settings.postCallDelaySec * 1000, closing);
    if (!webhook) return;
    const delayed = settings.delayPostCall && wants(call, 'citations');
    if (delayed) await timeline.sleep(settings.followUpDelaySec * 1000, closing);
    const payload = { ...webhookOf(call, telling), ...(delayed ? enrichedBy(call) : {}) };
    background.run(
      `Bland's webhook about ${call.id}`,
      () => webhooks.postCall(call, webhook, payload, timeline),
      call.id,
    );
    await timeline.sleep(settings.followUpDelaySec * 1000, closing);
    for (const followUp of followUpsOf(call, settings, timeline.now())) {
      background.run(
        `Bland's follow-up about ${call.id}`,
        () => webhooks.followUp(call, followUp, timeline),
        call.id,
      );
    }
  }

  function keep(call: BlandCall, line: Call): void {
    lines.set(call.id, line);
    const [oldest] = lines.keys();
    if (lines.size > mostRecordings && oldest !== undefined) lines.delete(oldest);
  }

  return {
    start(call, play, options = {}) {
      store.addCall(call);
      const me: Running = { canceled: new AbortController(), agentGone: new AbortController() };
      running.set(call.id, me);
      const over = Promise.withResolvers<CallResult | undefined>();
      const whole = async () => {
        const timeline = clock.timeline();
        try {
          over.resolve(await live(call, play, options, me, timeline));
        } finally {
          running.delete(call.id);
          over.resolve(undefined);
        }
        await tellOf(call, timeline);
      };
      background.run(`Bland's call ${call.id}`, whole, call.id);
      return over.promise;
    },
    stop(call) {
      const me = running.get(call.id);
      if (me === undefined || call.status !== undefined) return false;
      me.canceled.abort(new Error('stopped by an API request'));
      me.line?.hangUp('api');
      return true;
    },
    transfer(call, to) {
      const me = running.get(call.id);
      const line = me?.line;
      if (me === undefined || line?.state !== 'in-progress') return false;
      me.agentGone.abort(new Error('the call is transferred'));
      const transfer = async () => {
        try {
          await line.agent.dial({ targets: [{ number: to }] });
          line.hangUp('network', 'the transfer is over');
        } catch (error) {
          // Whoever hangs up in between ends it all.
          if (!(error instanceof CallEnded)) throw error;
        }
      };
      background.run(`Bland's transfer of ${call.id}`, transfer, call.id);
      return true;
    },
    async recording(call, channels) {
      const line = lines.get(call.id);
      const readyMs = store.settings.recordingDelaySec * 1000 + (call.recordingLateMs ?? 0);
      const readyAt = (call.endedAt ?? Number.POSITIVE_INFINITY) + readyMs;
      if (line === undefined || call.options.record !== true || call.durationMs === 0) return undefined;
      if (line.clock.now() < readyAt) return undefined;
      return line.record(channels === 2 ? { channels: ['agent', 'person'] } : {});
    },
  };
}

const performance = { category: 'latency', log_level: 'performance' } as const;
