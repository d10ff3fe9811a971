/** A call as the contract has it, through the eyes of who looks. */
import type { Call } from '../../../contract/calls.ts';
import type { Sight } from '../../../core/masking.ts';
import { money, toJson } from '../../../core/money/index.ts';
import type { StoredCall } from '../../../models/calls.ts';
import type { Privacy } from '../apply/privacy.ts';

export type CallView = (call: StoredCall, sight: Sight) => Call;

export function createCallView(privacy: Pick<Privacy, 'openCall'>): CallView {
  return (call, { eyes, full, words }) => {
    const { callerName, metadata } = privacy.openCall(call);
    const number = (value: string | undefined) => (value === undefined ? null : eyes.number(value));
    const said = (value: string | undefined) => (value === undefined ? null : eyes.text(value));
    const { cost, error } = call;
    const { lastLine, summary } = words ? call : {};
    return {
      id: call._id,
      connectionId: call.connectionId,
      provider: call.provider,
      // Until its provider has named it, it bears our own.
      providerCallId: call.providerCallId === call._id ? null : call.providerCallId,
      simulated: call.simulated,
      numberId: call.numberId ?? null,
      agent: call.agent ?? null,
      direction: call.direction,
      from: number(call.from),
      to: number(call.to),
      callerName: callerName === undefined ? null : eyes.name(callerName),
      status: call.status,
      ended: call.ended,
      endedBy: call.endedBy ?? null,
      answeredBy: call.answeredBy ?? null,
      startedAt: call.startedAt.toISOString(),
      answeredAt: text(call.answeredAt),
      endedAt: text(call.endedAt),
      lastAt: call.lastAt.toISOString(),
      billableSec: call.billableSec ?? null,
      billableFrom: call.billableFrom ?? null,
      durationsDisagree: call.durationsDisagree,
      recording: call.recording,
      transferredTo: number(call.transferredTo),
      disposition: said(call.disposition),
      summary: said(summary),
      cost: cost === undefined ? null : toJson(money(BigInt(cost.micros), cost.currency)),
      error: error === undefined ? null : { message: eyes.text(error.message), code: error.code ?? null },
      lostBecause: call.lostBecause ?? null,
      lastLine:
        lastLine === undefined
          ? null
          : { who: lastLine.who ?? null, text: eyes.text(lastLine.text), at: text(lastLine.at) },
      metadata: full ? (metadata ?? null) : null,
      rev: call.rev,
    };
  };
}

const text = (date: Date | undefined) => date?.toISOString() ?? null;
