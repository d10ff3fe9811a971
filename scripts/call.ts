// npm run call: places simulated calls with the running Trunkline, tells one of them from both sides, and ends with a
// verdict: what the API says of each call against what was said and done in it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CallReport } from '../sandbox/player/report.ts';
import type { Connection } from '../src/contract/connections.ts';
import { narrate } from './call/narrator.ts';
import { type Order, play, scenariosOf } from './call/sandbox.ts';
import { type Api, ask, verdictOn } from './call/trunkline.ts';
import type { Finding } from './call/verdict.ts';
import { foldersOf, readEnvironment } from './up/environment.ts';
import type { FirstLogin } from './up/first-login.ts';
import { holderOfFolder } from './up/holder.ts';

const usage = `npm run call -- [--scenario happy-path] [--provider bland|twilio]
  --scenario NAME   several with commas, or all (happy-path)
  --list            shows the scenarios
  --provider NAME   bland or twilio (each that the scenario can be played on)
  --count N         how many calls (1)
  --rate N[/s]      calls a second (5)
  --seed TEXT       the same seed, the same calls (1)
  --faults P        strikes that part of the webhooks with each kind of fault, from 0 to 1 (0)
  --patience N      how many seconds Trunkline may take to learn how a call ended (60)

Ends with 0 where the API says of every call what was said and done in it, with 1 where it does not, with 2 where it
cannot begin.`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;

try {
  process.exitCode = await call();
} catch (error) {
  console.error(`${(error as Error).message}\n\nnpm run call -- --help`);
  process.exitCode = 2;
}

async function call(): Promise<number> {
  const { values } = parseArgs({
    options: {
      scenario: { ...text, default: 'happy-path' },
      list: flag,
      provider: text,
      count: { ...text, default: '1' },
      rate: { ...text, default: '5' },
      seed: { ...text, default: '1' },
      faults: { ...text, default: '0' },
      patience: { ...text, default: '60' },
      help: flag,
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { api, sandbox } = running();
  if (values.list) {
    for (const { id, about, providers } of await scenariosOf(sandbox)) {
      console.log(`${id.padEnd(24)} ${about} (${providers.join(', ')})`);
    }
    return 0;
  }
  const order: Order = {
    ...(values.scenario !== 'all' && { scenarios: values.scenario.split(',') }),
    ...(values.provider !== undefined && { provider: values.provider }),
    count: number('count', values.count),
    rate: number('rate', values.rate.replace(/\/s$/, '')),
    seed: values.seed,
    target: await targetOf(api),
    faults: number('faults', values.faults),
  };
  return judged(api, sandbox, order, number('patience', values.patience) * 1_000);
}

async function judged(api: Api, sandbox: string, order: Order, patienceMs: number): Promise<number> {
  const narrator = order.count === 1 ? await narrate(api, console.log) : undefined;
  try {
    const run = await play(sandbox, order, ({ calls: [report], placed, settled }) => {
      if (narrator !== undefined && report !== undefined) narrator.seen(report);
      else if (process.stdout.isTTY) process.stdout.write(`\r${placed} placed, ${settled} over `);
    });
    console.log('');
    let wrong = run.notPlaced.length;
    for (const why of run.notPlaced) console.log(`✗ could not be placed: ${why}`);
    for (const report of run.calls) {
      const findings = await verdictOn(api, report, patienceMs);
      const different = findings.filter(({ same }) => !same);
      if (different.length > 0) wrong += 1;
      console.log(row(report, different));
      if (order.count === 1) for (const finding of findings) console.log(detail(finding));
    }
    console.log(`\n${run.calls.length} calls, ${wrong} of them not as they were`);
    return wrong === 0 ? 0 : 1;
  } finally {
    narrator?.close();
  }
}

function row({ id, scenario, provider }: CallReport, different: readonly Finding[]): string {
  const how = different.map(({ what, happened, told }) => `${what}: ${show(happened)} ≠ ${show(told)}`);
  return `${different.length === 0 ? '✓' : '✗'} ${scenario.padEnd(24)} ${provider.padEnd(7)} ${id}  ${how.join(' · ')}`;
}

function detail({ what, happened, told, same }: Finding): string {
  return `    ${same ? '✓' : '✗'} ${what.padEnd(12)} ${show(happened).padEnd(20)} ${show(told)}`;
}

function show(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

function number(name: string, value: string): number {
  const read = Number(value);
  if (value.trim() !== '' && Number.isFinite(read) && read >= 0) return read;
  throw new Error(`--${name} is "${value}"; expected a number`);
}

/** Where Twilio tells of calls that are placed over it. Bland's numbers say it themselves. */
async function targetOf(api: Api): Promise<NonNullable<Order['target']>> {
  const { items } = await ask<{ items: Connection[] }>(api, '/v1/connections');
  const { hooks } = items.find(({ provider, simulated }) => simulated && provider === 'twilio') ?? {};
  if (hooks === undefined) throw new Error('No connection to the Twilio of the sandbox is there any more.');
  return { statusUrl: hooks.status, recordingUrl: hooks.recording, amdUrl: hooks.amd };
}

/** What `npm run up` runs here. */
function running(): { api: Api; sandbox: string } {
  const { data } = foldersOf(readEnvironment());
  const holder = holderOfFolder(data);
  if (holder === undefined)
    throw new Error('Trunkline does not run here. Start it in another terminal: npm run up');
  const { apiKey } = JSON.parse(readFileSync(join(data, 'first-login.json'), 'utf8')) as FirstLogin;
  if (apiKey === undefined || holder.sandbox === undefined) {
    throw new Error(
      'This Trunkline has no sandbox: simulated calls are for the one that npm run up sets up.',
    );
  }
  return { api: { url: holder.url, apiKey }, sandbox: holder.sandbox };
}
