/** What goes through the steps from a receipt to a call. */
import type { Fact } from '../../../core/calls/facts.ts';

/** As much of a connection as is to be known here. */
export interface Connection {
  readonly id: string;
  readonly ownerId: string;
  readonly provider: 'bland' | 'twilio';
  readonly simulated: boolean;
}

/** A receipt that is open to be read. */
export interface OpenReceipt {
  readonly id: string;
  readonly connection: Connection;
  readonly route: string;
  readonly body: Buffer;
  readonly contentType: string | undefined;
  readonly query: string | undefined;
  readonly receivedAt: Date;
  /** The code of the limit for which its call was not answered. */
  readonly refused?: string | undefined;
}

/** What a receipt says about one call of its provider. */
export interface News {
  readonly receiptId: string;
  readonly connection: Connection;
  readonly receivedAt: Date;
  readonly providerCallId: string;
  readonly facts: readonly Fact[];
}

/** The same, once it is known whose call that is. */
export interface CallNews extends News {
  readonly tenantId: string;
  readonly callId: string;
  readonly numberId: string | undefined;
  readonly agent: string | undefined;
}
