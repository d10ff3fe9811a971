/** GET /v1/me */
import { z } from 'zod';
import { defined } from '../../../../core/defined.ts';
import type { AccountProfile } from '../../telephony.ts';
import { number, object, text } from '../fields.ts';
import type { Ask } from './ask.ts';

const shape = z.object({ status: text, billing: object });

export async function profileOf({ answer }: Ask, signal: AbortSignal): Promise<AccountProfile> {
  const { status, billing } = shape.parse(await answer({ method: 'GET', path: '/v1/me' }, signal));
  const balance = number.parse(billing?.current_balance);
  return defined({
    status: status?.slice(0, 100),
    // Bland calls them credits, and names no currency.
    balance: balance === undefined ? undefined : { amount: amountOf(balance) },
  });
}

function amountOf(balance: number): string {
  return balance.toFixed(6).replace(/\.?0+$/, '');
}
