/** One call's life: from being placed or coming in, through its TwiML, to its last callback. */
import type { AgentScript, Call, CallEvent, Leg, Outcome } from '../../../calls/types.ts';
import { calledStatus, callerStatus } from '../outcomes.ts';
import type { Account, CallResource, CallStatus, Settings } from '../resources.ts';
import type { Form } from '../signature.ts';
import { type Fallback, runTwiml } from '../twiml/session.ts';
import type { Callback, Entry, RunningLeg } from '../twiml/types.ts';
import type { LiveCall, Twilio } from './context.ts';
import { enterCall } from './enter.ts';
import { startLeg } from './leg.ts';
import { type DetectionOptions, detectMachine } from './machine.ts';
import { createPorts } from './ports.ts';
import { type LiveRecording, type RecordingOptions, startRecording } from './recording.ts';
import { becomeAnswered, becomeEnded, createStatusTeller } from './status.ts';

export interface Plan {
  /** Undefined for a number that nobody gave an address, and where an agent is at hand. */
  readonly entry: Entry | undefined;
  /** Acts instead of TwiML: whose application that would be is no matter to the rest. */
  readonly agent?: AgentScript | undefined;
  readonly fallback: Fallback | undefined;
  readonly status: Callback | undefined;
  /** The whole call, from its answer on. */
  readonly record: RecordingOptions | undefined;
  readonly machine: Detecting | undefined;
  /** Keys that are pressed as soon as it is answered. */
  readonly sendDigits: string | undefined;
}

interface Detecting extends DetectionOptions {
  /** Whether the TwiML waits for the result, or the callback gets it while both are talking. */
  readonly async: boolean;
  readonly callback: Callback | undefined;
}

export function liveCall(
  twilio: Twilio,
  account: Account,
  resource: CallResource,
  line: Call,
  plan: Plan,
  settings: Settings = account.settings,
): LiveCall {
  const hangUp = () => line.hangUp('api');
  const live = enterCall(twilio, { account, settings, resource, line, hangUp });
  const { background, closing } = twilio.sandbox;
  const leave = () => line.hangUp('network', 'the sandbox closes');
  if (closing.aborted) leave();
  else closing.addEventListener('abort', leave, { once: true });
  background.run(
    `twilio: ${resource.sid}`,
    () => play(twilio, live, plan).finally(() => closing.removeEventListener('abort', leave)),
    resource.sid,
  );
  return live;
}

async function play(twilio: Twilio, live: LiveCall, plan: Plan): Promise<void> {
  const { line, resource, callbacks } = live;
  const status = createStatusTeller(resource, callbacks, plan.status);
  let whole: LiveRecording | undefined;

  if (resource.direction === 'outbound-api') status.tell('initiated', line.startedAt);
  const follow = (event: CallEvent) => {
    if (event.type === 'ringing') {
      resource.status = 'ringing';
      resource.updatedAt = event.at;
      status.tell('ringing', event.at);
    } else if (event.type === 'answered') {
      becomeAnswered(resource, event.at);
      if (plan.record !== undefined) whole = startRecording(twilio, live, plan.record);
      status.tell('answered', event.at);
    } else if (event.type === 'ended') {
      // At once, so that whatever is asked because of the end already says so.
      becomeEnded(resource, finalStatus(resource, event.outcome), event.at);
    }
  };
  // It may have begun to ring already.
  line.events.forEach(follow);
  const stop = line.on(follow);

  const performed = perform(twilio, live, plan).catch((error: unknown) => {
    if (line.signal.aborted) return;
    line.hangUp('api', 'the sandbox failed');
    twilio.sandbox.log(`twilio: ${resource.sid}: ${error instanceof Error ? error.stack : String(error)}`);
  });
  const { endedAt } = await line.ended;
  stop();
  await Promise.all(live.recordings.map((recording) => recording.finish()));
  status.tell('completed', endedAt, whole === undefined ? [] : await recordingOf(whole));
  await performed;
  await callbacks.settled();
  twilio.live.delete(resource.sid);
}

/** The agent's part: from the answer on, or, for somebody who calls, from the first ring. */
async function perform(twilio: Twilio, live: LiveCall, plan: Plan): Promise<void> {
  const { line, resource } = live;
  const detected = resource.direction === 'outbound-api' ? await begin(twilio, live, plan) : [];
  if (plan.agent !== undefined) return act(twilio, live, plan.agent, plan.status);
  if (plan.entry === undefined) {
    const message = `nobody gave ${resource.to} an address for its calls`;
    twilio.report(resource.sid, { level: 'error', code: 11100, message, url: undefined });
    return line.agent.reject('rejected');
  }
  const ports = createPorts(twilio, live, detected);
  live.session = runTwiml({ line, ports, entry: plan.entry, fallback: plan.fallback });
  await live.session.done;
}

async function act(
  twilio: Twilio,
  live: LiveCall,
  agent: AgentScript,
  callback: Plan['status'],
): Promise<void> {
  const legs = new Map<Leg, RunningLeg>();
  await twilio.sandbox.phones.runAgent(live.line, agent, {
    onLeg(phone, at) {
      const { number } = phone;
      const leg = legs.get(phone) ?? startLeg(twilio, live, { number, callerId: undefined, callback });
      legs.set(phone, leg);
      leg.became(phone, at);
    },
  });
}

/** Of somebody who was called: what the first document is told of who answered. */
async function begin(twilio: Twilio, live: LiveCall, { sendDigits, machine }: Plan): Promise<Form> {
  const { line, resource, callbacks } = live;
  const by = await line.answered;
  if (sendDigits !== undefined) await line.agent.press(sendDigits);
  if (machine === undefined) return [];
  const chance = twilio.sandbox.random.stream('twilio', 'machine', resource.sid);
  const detected = detectMachine(line, by, machine, chance).then(({ answeredBy, durationMs }): Form => {
    resource.answeredBy = answeredBy;
    return [
      ['AnsweredBy', answeredBy],
      ['MachineDetectionDuration', String(durationMs)],
    ];
  });
  if (!machine.async) return detected;
  const { callback } = machine;
  const about: Form = [
    ['CallSid', resource.sid],
    ['AccountSid', resource.accountSid],
  ];
  detected.then(
    (found) => callback && callbacks.send('amd', callback, [...about, ...found], resource.sid),
    // The call ended before anybody could tell.
    () => undefined,
  );
  return [];
}

function finalStatus({ direction }: CallResource, outcome: Outcome): CallStatus {
  return direction === 'inbound' ? callerStatus[outcome] : calledStatus[outcome];
}

async function recordingOf({ resource, url, finish }: LiveRecording): Promise<Form> {
  const { durationSec } = await finish();
  return [
    ['RecordingUrl', url],
    ['RecordingSid', resource.sid],
    ['RecordingDuration', String(durationSec)],
  ];
}
