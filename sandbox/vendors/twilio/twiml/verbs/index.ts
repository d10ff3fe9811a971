/** TwiML's verbs: those the sandbox plays, and those of which it says that it does not. */
import type { Verb } from '../types.ts';
import { pause, play, say } from './audible.ts';
import { dial } from './dial.ts';
import { gather } from './gather.ts';
import { record } from './record.ts';
import { connect, start, stop } from './streams.ts';
import { hangup, redirect, reject } from './turns.ts';

export const verbs: ReadonlyMap<string, Verb> = new Map<string, Verb>([
  ['Say', say],
  ['Play', play],
  ['Pause', pause],
  ['Gather', gather],
  ['Dial', dial],
  ['Record', record],
  ['Connect', connect],
  ['Start', start],
  ['Stop', stop],
  ['Redirect', redirect],
  ['Hangup', hangup],
  ['Reject', reject],
]);

export const notPretended: ReadonlySet<string> = new Set([
  'Echo',
  'Enqueue',
  'Leave',
  'Pay',
  'Prompt',
  'Queue',
  'Refer',
  'Sms',
]);
