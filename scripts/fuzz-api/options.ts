/** What `npm run fuzz:api` is told. */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { type Role, roles } from './identities.ts';

export interface Options {
  readonly only: readonly Role[];
  /** For each of them. */
  readonly seconds: number;
  readonly seed: number;
  readonly phases: string | undefined;
  readonly hold: boolean;
  readonly help: boolean;
}

export const usage = `npm run fuzz:api                        two minutes each as a tenant's key, as an operator, as an administrator
npm run fuzz:api -- --seconds 600       so long each
npm run fuzz:api -- --only operator     as that one alone: ${roles.join(', ')}; may be said more than once
npm run fuzz:api -- --seed 7            with the luck of another time, as far as the clock allows
npm run fuzz:api -- --phases stateful   only these of schemathesis' phases: examples,coverage,fuzzing,stateful
npm run fuzz:api -- --hold              goes on running after a failure until Ctrl-C, so that its curl can be tried

No request may be answered with 5xx or with what the description does not declare, or take more than 5 s; nothing may
end or be logged as an error meanwhile. A failure shows a curl, the seed, and how to see it again.`;

/** In words what cannot be understood. */
export function givenOptions(args = process.argv.slice(2)): Options | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string', multiple: true, default: [...roles] },
        seconds: { type: 'string', default: '120' },
        seed: { type: 'string', default: String(randomInt(2 ** 31)) },
        phases: { type: 'string' },
        hold: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const strangers = values.only.filter((name) => !isRole(name));
    if (strangers.length > 0) return `--only ${strangers.join(' ')}: expected ${roles.join(', ')}`;
    return {
      only: values.only.filter(isRole),
      seconds: whole('--seconds', values.seconds, 1),
      seed: whole('--seed', values.seed, 0),
      phases: values.phases,
      hold: values.hold,
      help: values.help,
    };
  } catch (error) {
    return (error as Error).message;
  }
}

const isRole = (name: string): name is Role => roles.some((role) => role === name);

function whole(flag: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  throw new Error(`${flag} ${text}: expected a whole number from ${least} on`);
}
