/** Scenarios on Twilio: calls that nobody ordered by its API. The agent is the target's TwiML, or the scenario's own. */
import { type Stage, StageError, type StageOrder, type Target } from '../../frame/index.ts';
import { liveCall, type Plan } from './live/call.ts';
import type { Twilio } from './live/context.ts';
import { newResource } from './live/new-resource.ts';
import { planOf, settingsFor } from './live/place.ts';
import type { Account, PhoneNumber } from './resources.ts';
import { onTheWire } from './signature.ts';
import { firstAccount } from './store.ts';
import type { Callback } from './twiml/types.ts';

const stranger = '+14155550100';
const statusEvents = ['initiated', 'ringing', 'answered', 'completed'];
const recordingEvents = ['in-progress', 'completed', 'absent'];

export function createTwilioStage(twilio: Twilio): Stage {
  const { store, sandbox } = twilio;

  function numberFor({ own, target }: StageOrder): PhoneNumber | undefined {
    if (own !== undefined) return store.numberOf(own);
    if (target.url !== undefined || target.voiceUrl !== undefined) return undefined;
    return [...store.numbers.values()].findLast((each) => each.voiceUrl ?? each.statusCallback);
  }

  function accountFor({ account, secret }: Target, known: PhoneNumber | undefined): Account {
    const sid = account ?? known?.accountSid ?? firstAccount.sid;
    const found = store.accounts.get(sid);
    if (found === undefined && secret === undefined) {
      throw new StageError(
        `Twilio has no account ${sid}: make it first, or name target.secret, its auth token`,
      );
    }
    const kept = found ?? store.addAccount({ sid, ...(secret === undefined ? {} : { authToken: secret }) });
    return secret === undefined ? kept : { ...kept, authToken: secret };
  }

  return {
    webhooks: {
      all: ['status *', 'recording *', 'stream-status', 'amd'],
      progress: ['status initiated', 'status ringing', 'status answered'],
      last: ['status completed', 'recording completed', 'recording absent'],
      recording: ['recording *'],
    },
    end: 'status completed',
    expect: twilio.expectations.expect,
    place(order) {
      const { direction, other, person, agent, target, ringTimeoutMs } = order;
      const known = numberFor(order);
      const plan = planFor(order, known);
      const own = order.own ?? known?.phoneNumber ?? stranger;
      const inbound = direction === 'inbound';
      const [from, to] = inbound ? [other, own] : [own, other];
      const account = accountFor(target, known);
      const id = store.newSid('CA');
      order.announce(id);
      const line = sandbox.phones.place({ id, direction, from, to, person, ringTimeoutMs });
      const resource = newResource(account, id, line.startedAt, {
        from,
        to,
        phoneNumberSid: known?.sid,
        direction: inbound ? 'inbound' : 'outbound-api',
      });
      const whole = plan.entry === undefined ? { ...plan, agent } : plan;
      liveCall(twilio, account, resource, line, whole, settingsFor(account, order));
      return { id, from, to, agent: plan.entry === undefined ? 'scenario' : 'target', ended: line.ended };
    },
  };
}

/** What the number says, and what the target says instead. */
function planFor({ direction, target, own }: StageOrder, known: PhoneNumber | undefined): Plan {
  const { url, voiceUrl, statusUrl = url, recordingUrl = url, amdUrl = url } = target;
  const configured = known === undefined ? undefined : planOf(known);
  // What a number says, it says to those who call it.
  const entry = direction === 'inbound' ? configured?.entry : undefined;
  const status = callbackTo(statusUrl, direction === 'inbound' ? ['completed'] : statusEvents);
  const plan: Plan = {
    entry:
      voiceUrl === undefined
        ? entry
        : { request: { purpose: 'document', url: address(voiceUrl), method: 'POST', params: [] } },
    fallback:
      target.fallbackUrl === undefined
        ? configured?.fallback
        : { url: address(target.fallbackUrl), method: 'POST' },
    status: status ?? configured?.status,
    record:
      recordingUrl === undefined
        ? undefined
        : {
            source: direction === 'inbound' ? 'StartCallRecordingAPI' : 'OutboundAPI',
            channels: 2,
            track: 'both',
            callback: callbackTo(recordingUrl, recordingEvents),
          },
    machine:
      direction === 'inbound' || amdUrl === undefined
        ? undefined
        : { mode: 'Enable', timeoutMs: 30_000, async: true, callback: callbackTo(amdUrl, []) },
    sendDigits: undefined,
  };
  if (plan.entry !== undefined || plan.status !== undefined) return plan;
  const lack = own === undefined ? 'no number has an address' : `${own} has no address`;
  throw new StageError(`${lack} for its calls: configure one at Twilio, or name target.url`);
}

function callbackTo(url: string | undefined, events: readonly string[]): Callback | undefined {
  return url === undefined ? undefined : { url: address(url), method: 'POST', events };
}

/** What a careful customer puts behind their addresses: Twilio's own retries are few. */
const retries = '#rc=3&rp=5xx,ct,rt';

function address(url: string): string {
  try {
    if (onTheWire(url).scheme.startsWith('http')) return url.includes('#') ? url : url + retries;
  } catch {
    // Said below, as every other address that is none.
  }
  throw new StageError(`${url} is no http or https address`);
}
