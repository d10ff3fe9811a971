/** A phone that <Dial> calls: a call of its own to the API, on the line of the one it was dialled in. */
import type { Leg } from '../../../calls/types.ts';
import { calledStatus } from '../outcomes.ts';
import type { LegRequest, RunningLeg } from '../twiml/types.ts';
import type { LiveCall, Twilio } from './context.ts';
import { enterCall } from './enter.ts';
import { newResource } from './new-resource.ts';
import { becomeAnswered, becomeEnded, createStatusTeller } from './status.ts';

export function startLeg(
  twilio: Twilio,
  parent: LiveCall,
  { number, callerId, callback }: LegRequest,
): RunningLeg {
  const { store } = twilio;
  const { account, line, settings } = parent;
  const resource = newResource(account, store.newSid('CA'), line.clock.now(), {
    from: callerId ?? parent.resource.from,
    to: number,
    phoneNumberSid: undefined,
    parentCallSid: parent.resource.sid,
    direction: 'outbound-dial',
  });
  let phone: Leg | undefined;
  const hangUp = () => phone?.hangUp();
  const { callbacks } = enterCall(twilio, { account, settings, resource, line, hangUp });
  const status = createStatusTeller(resource, callbacks, callback);
  parent.legs.push(resource.sid);

  return {
    sid: resource.sid,
    get durationSec() {
      return resource.durationSec ?? 0;
    },
    became(leg, at) {
      phone = leg;
      switch (leg.state) {
        case 'initiated':
          return status.tell('initiated', at);
        case 'ringing':
          resource.status = 'ringing';
          return status.tell('ringing', at);
        case 'answered':
          becomeAnswered(resource, at);
          return status.tell('answered', at);
        default:
          becomeEnded(resource, calledStatus[leg.state], at);
          status.tell('completed', at);
          twilio.sandbox.background.run(
            `twilio: ${resource.sid}`,
            () => callbacks.settled().then(() => twilio.live.delete(resource.sid)),
            parent.resource.sid,
          );
      }
    },
  };
}
