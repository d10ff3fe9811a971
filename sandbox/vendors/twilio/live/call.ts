/** One call's life: from being placed or coming in, through its TwiML, to its last callback. */
import type { Call, Outcome } from '../../../calls/types.ts';
import { calledStatus, callerStatus } from '../outcomes.ts';
import type { Account, CallResource, CallStatus } from '../resources.ts';
import type { Form } from '../signature.ts';
import { type Fallback, runTwiml } from '../twiml/session.ts';
import type { Callback, Entry } from '../twiml/types.ts';
import { createCallbacks } from './callbacks.ts';
import type { LiveCall, Twilio } from './context.ts';
import { type DetectionOptions, detectMachine } from './machine.ts';
import { createPorts } from './ports.ts';
import { type LiveRecording, type RecordingOptions, startRecording } from './recording.ts';
import { becomeAnswered, becomeEnded, createStatusTeller } from './status.ts';

export interface Plan {
  /** Undefined for a number that nobody gave an address. */
  readonly entry: Entry | undefined;
  readonly fallback: Fallback | undefined;
  readonly status: Callback | undefined;
  /** The whole call, from its answer on. */
  readonly record: RecordingOptions | undefined;
  readonly machine: (DetectionOptions & { readonly async: Callback | undefined }) | undefined;
  /** Keys that are pressed as soon as it is answered. */
  readonly sendDigits: string | undefined;
}

export function liveCall(
  twilio: Twilio,
  account: Account,
  resource: CallResource,
  line: Call,
  plan: Plan,
): LiveCall {
  const callbacks = createCallbacks(twilio, account, resource, line.clock);
  const live: LiveCall = {
    account,
    resource,
    line,
    callbacks,
    recordings: [],
    session: undefined,
    hangUp: () => line.hangUp('api'),
  };
  twilio.store.calls.set(resource.sid, resource);
  twilio.live.set(resource.sid, live);
  void play(twilio, live, plan).catch((error: unknown) => {
    if (twilio.sandbox.closing.aborted) return;
    twilio.sandbox.log(`twilio: ${resource.sid}: ${error instanceof Error ? error.stack : String(error)}`);
  });
  return live;
}

async function play(twilio: Twilio, live: LiveCall, plan: Plan): Promise<void> {
  const { line, resource, callbacks } = live;
  const status = createStatusTeller(resource, callbacks, plan.status);
  let whole: LiveRecording | undefined;

  if (resource.direction === 'outbound-api') status.tell('initiated', line.startedAt);
  const stop = line.on((event) => {
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
  });

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
  const { line, resource, callbacks } = live;
  let detected: Form = [];
  if (resource.direction === 'outbound-api') {
    const by = await line.answered;
    if (plan.sendDigits !== undefined) await line.agent.press(plan.sendDigits);
    const { machine } = plan;
    if (machine !== undefined) {
      const detection = detectMachine(
        line,
        by,
        machine,
        twilio.sandbox.random.stream('amd', resource.sid),
      ).then(({ answeredBy, durationMs }): Form => {
        resource.answeredBy = answeredBy;
        return [
          ['AnsweredBy', answeredBy],
          ['MachineDetectionDuration', String(durationMs)],
        ];
      });
      const { async: callback } = machine;
      if (callback === undefined) detected = await detection;
      else {
        detection.then(
          (found) => {
            const params: Form = [['CallSid', resource.sid], ['AccountSid', resource.accountSid], ...found];
            callbacks.send('amd', callback, params, resource.sid);
          },
          // The call ended before anybody could tell.
          () => undefined,
        );
      }
    }
  }
  if (plan.entry === undefined) {
    const message = `nobody gave ${resource.to} an address for its calls`;
    twilio.report(resource.sid, { level: 'error', code: 11100, message, url: undefined });
    return line.agent.reject('rejected');
  }
  const ports = createPorts(twilio, live, () => detected);
  live.session = runTwiml({ line, ports, entry: plan.entry, fallback: plan.fallback });
  await live.session.done;
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
