/** npm run sandbox -- play: plays scenarios, prints what came of them, and ends with 0 where all of it was expected. */
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startSandbox } from '../server.ts';
import { callLine, closingLines, problems } from './printed.ts';
import type { CallReport } from './report.ts';
import { runRequest } from './requests.ts';
import type { RunSummary } from './run.ts';

const usage = `npm run sandbox -- play [--scenario happy-path] [--target URL]
  --scenario NAME   of sandbox/scenarios, several with commas, or all (happy-path)
  --list            shows the scenarios
  --count N         how many calls (each scenario once at each of its providers)
  --rate N          calls a second (5)
  --seed TEXT       the same seed, the same calls (1)
  --speed F         how many times faster than life they are (10)
  --provider NAME   bland or twilio (each that the scenario can be played on)
  --faults P        strikes that part of the webhooks with each kind of fault, from 0 to 1 (0)
  --target URL      where webhooks go (nowhere: they are taken and forgotten)
  --voice URL       Twilio: asked for TwiML; without it the scenario's own agent speaks
  --account ID      whose calls they are: Twilio's account sid, Bland's API key
  --secret TEXT     what their webhooks are signed with: Twilio's auth token, Bland's webhook secret
  --from, --to      the two numbers of every call
  --sandbox URL     plays on one that runs, at its own speed, instead of on one made for this
  --speech-cache D  keeps what was spoken once in that folder
  --json            prints everything that was said and done, as data

Ends with 0 where everything was as the scenarios expect it, with 1 where it was not, with 2 where it cannot begin.`;

type Whole = RunSummary & { calls: CallReport[] };

export async function play(args: string[]): Promise<number> {
  try {
    const values = given(args);
    if (values.help) {
      console.log(usage);
      return 0;
    }
    return await onSandbox(values, (url) => (values.list ? list(url) : playOn(url, values)));
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    console.error(`${message}\n\nnpm run sandbox -- play --help`);
    return 2;
  }
}

type Values = ReturnType<typeof given>;

function given(args: string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  return parseArgs({
    args,
    options: {
      scenario: { ...text, default: 'happy-path' },
      list: flag,
      count: text,
      rate: text,
      seed: { ...text, default: '1' },
      speed: { ...text, default: '10' },
      provider: text,
      faults: text,
      target: text,
      voice: text,
      account: text,
      secret: text,
      from: text,
      to: text,
      sandbox: text,
      'speech-cache': text,
      json: flag,
      help: { ...flag, short: 'h' },
    },
  }).values;
}

async function onSandbox(values: Values, task: (url: string) => Promise<number>) {
  const { sandbox, speed, seed, 'speech-cache': speechCacheDir } = values;
  if (sandbox !== undefined) return task(sandbox.replace(/\/$/, ''));
  const own = await startSandbox({ speed: Number(speed), seed, speechCacheDir, log: console.error });
  try {
    return await task(own.url);
  } finally {
    await own.close();
  }
}

async function list(url: string): Promise<number> {
  const { scenarios } = await ask<{ scenarios: { id: string; about: string; direction: string }[] }>(
    `${url}/_sandbox/scenarios`,
  );
  for (const { id, about, direction } of scenarios)
    console.log(`${id.padEnd(24)} ${direction.padEnd(9)} ${about}`);
  return 0;
}

async function playOn(url: string, values: Values): Promise<number> {
  const order = await orderFrom(url, values);
  const { id } = await ask<RunSummary>(`${url}/_sandbox/runs`, order);
  const run = await finished(`${url}/_sandbox/runs/${id}`, values.json ? () => undefined : console.log);
  if (values.json) console.log(JSON.stringify(run, undefined, 2));
  else for (const line of closingLines(run)) console.log(line);
  return problems(run).length === 0 ? 0 : 1;
}

async function orderFrom(url: string, values: Values): Promise<z.infer<typeof runRequest>> {
  const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));
  const scenarios = values.scenario === 'all' ? undefined : values.scenario.split(',');
  const { target = values.voice ?? `${url}/_sandbox/sink` } = values;
  const order = runRequest.parse({
    scenarios,
    provider: values.provider,
    count: number(values.count) ?? (await eachOnce(url, scenarios, values.provider)),
    rate: number(values.rate),
    seed: values.seed,
    faults: number(values.faults),
    from: values.from,
    to: values.to,
    target: { url: target, voiceUrl: values.voice, account: values.account, secret: values.secret },
  });
  return order;
}

async function eachOnce(
  url: string,
  names: string[] | undefined,
  provider: string | undefined,
): Promise<number> {
  const { scenarios } = await ask<{ scenarios: { id: string; providers: string[] }[] }>(
    `${url}/_sandbox/scenarios`,
  );
  const wanted = scenarios.filter(({ id }) => names?.includes(id) ?? true);
  const pairs = wanted.flatMap(({ providers }) => providers.filter((each) => (provider ?? each) === each));
  return Math.max(pairs.length, 1);
}

const lookEveryMs = 250;

/** Tells of each call as soon as nothing of it comes any more. */
async function finished(url: string, print: (line: string) => void): Promise<Whole> {
  const told = new Set<string>();
  for (;;) {
    const brief = await ask<RunSummary & { calls: CallReport[] }>(`${url}?calls=brief`);
    for (const call of brief.calls) {
      if (call.state !== 'settled' || told.has(call.id)) continue;
      told.add(call.id);
      print(callLine(call));
    }
    if (brief.state === 'finished') return ask<Whole>(url);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}

async function ask<T>(url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    ...(body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    throw new Error(
      `no sandbox answers at ${url}: ${(error.cause as Error | undefined)?.message ?? error.message}`,
    );
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `${url} answered ${response.status}`);
  return answer;
}
