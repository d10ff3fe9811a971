/**
 * The documents measured with: calls of about 1.6 KB, the n-th always the same, so that what a query has to
 * answer can be told from numbers alone.
 */
import { createHash } from 'node:crypto';

export interface Call {
  n: number;
  callId: string;
  tenant: string;
  time: Date;
  seconds: number;
  costMicros: number;
}

const tenants = 40;
export const pageSize = 50;
const firstMs = Date.UTC(2026, 0, 1);
/** Every so many-th call belongs to the campaign that a full scan looks for. */
const campaignEvery = 5000;
const campaignAt = 17;

const lines = [
  'Good morning, this is the front desk of the Northside practice. How can I help you today?',
  'Hello, I have an appointment on Thursday and I would like to move it to next week, please.',
  'Of course. May I have your name and your date of birth, so that I can find the appointment?',
  'It is Alex Example, the fourth of May. The appointment is at half past nine, I believe.',
  'Thank you, I have found it. Next week there is Tuesday at ten or Wednesday at a quarter to four.',
  'Wednesday would be perfect. Could you send me a message with the new time, as a reminder?',
  'I have moved it to Wednesday, a quarter to four, and the message is on its way. Anything else?',
  'No, that was all. Thank you very much for your help, and have a good day. Goodbye!',
];
const transcript = lines.map((text, i) => ({ who: i % 2 === 0 ? 'agent' : 'caller', atMs: i * 6400, text }));
const agent = { name: 'front-desk', version: 12, voice: 'nat', language: 'en-US', model: 'base' };
const recording = { bucket: 'recordings', bytes: 1_482_332, codec: 'opus', channels: 2, encrypted: true };
const statuses = ['completed', 'completed', 'completed', 'no-answer', 'failed'];

export function callOf(n: number): Call {
  return {
    n,
    callId: callIdOf(n),
    tenant: tenantOf(n),
    time: timeOf(n),
    ...{ direction: n % 3 === 0 ? 'outbound' : 'inbound', status: statuses[n % statuses.length] },
    ...{ from: `+1415555${1000 + (n % 9000)}`, to: '+14155550100' },
    seconds: secondsOf(n),
    costMicros: costOf(n),
    ...{ agent, recording, transcript, tags: ['appointment', 'moved', 'reminder'] },
    ...{ campaign: n % campaignEvery === campaignAt ? 'spring' : 'none' },
  };
}

/** Different for every n, and in another order than n: keys come from all over the index. */
export function callIdOf(n: number): string {
  return `call-${(Math.imul(n, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}-4f6a-9b1c`;
}

function tenantOf(n: number): string {
  return `tenant-${n % tenants}`;
}

function timeOf(n: number): Date {
  return new Date(firstMs + n * 1000);
}

const secondsOf = (n: number) => (n * 7) % 601;
const costOf = (n: number) => (n * 31) % 100_003;

/** A number below `limit` that is another one from run to run, and the same in every subject's n-th run. */
export function anyBelow(limit: number, n: number): number {
  return createHash('md5').update(String(n)).digest().readUInt32LE() % limit;
}

/** One page of a tenant's calls, the latest first, somewhere among `count` calls: the query and what it must bring. */
export function pageOf(count: number, n: number) {
  const span = tenants * pageSize;
  const below = span + anyBelow(count - span + 1, n);
  const last = below - 1;
  return {
    filter: { tenant: tenantOf(last), time: { $lt: timeOf(below) } },
    sort: { time: -1 } as const,
    numbers: Array.from({ length: pageSize }, (_, i) => last - i * tenants),
  };
}

export const campaignFilter = { campaign: 'spring' };

export function campaignNumbers(count: number): number[] {
  const numbers: number[] = [];
  for (let n = campaignAt; n < count; n += campaignEvery) numbers.push(n);
  return numbers;
}

export interface Bill {
  _id: string;
  calls: number;
  seconds: number;
  costMicros: number;
  longest: number;
}

export const billPipeline = [
  {
    $group: {
      _id: '$tenant',
      calls: { $sum: 1 },
      seconds: { $sum: '$seconds' },
      costMicros: { $sum: '$costMicros' },
      longest: { $max: '$seconds' },
    },
  },
];

/** What the pipeline must bring for the first `count` calls. */
export function billsOf(count: number): Bill[] {
  const bills = Array.from({ length: tenants }, (_, tenant) => {
    return { _id: tenantOf(tenant), calls: 0, seconds: 0, costMicros: 0, longest: 0 };
  });
  for (let n = 0; n < count; n += 1) {
    const bill = bills[n % tenants] as Bill;
    bill.calls += 1;
    bill.seconds += secondsOf(n);
    bill.costMicros += costOf(n);
    bill.longest = Math.max(bill.longest, secondsOf(n));
  }
  return bills;
}

export function areBills(answer: Bill[], expected: Bill[]): boolean {
  const found = new Map(answer.map((bill) => [bill._id, bill]));
  return (
    answer.length === expected.length &&
    expected.every((bill) => {
      const other = found.get(bill._id);
      return (
        other?.calls === bill.calls &&
        other.seconds === bill.seconds &&
        other.costMicros === bill.costMicros &&
        other.longest === bill.longest
      );
    })
  );
}
