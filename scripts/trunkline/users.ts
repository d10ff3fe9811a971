/** trunkline users */
import { NewPerson, PeopleQuery } from '../../src/contract/people.ts';
import { pageOf, placeOf } from '../../src/core/cursor.ts';
import { isId } from '../../src/core/ids.ts';
import { roles } from '../../src/core/permissions.ts';
import { shownBy } from '../../src/routes/people/shown.ts';
import { randomPassword } from '../../src/services/people/helping.ts';
import type { User } from '../../src/services/people/people.ts';
import { type Answer, type Command, defineCommand, type Family } from './command.ts';
import { type House, withHouse } from './house.ts';
import { personNamed, tenantIdNamed, tenantOption } from './named.ts';
import { details } from './output.ts';
import { paged, pageOptions } from './page.ts';
import { fitting } from './wrong-use.ts';

const userArgument = { user: { description: 'The id, or the e-mail address.' } } as const;

const tenant = {
  ...tenantOption,
  description: 'The id or the slug of the tenant. Nothing said: the platform, with its administrators.',
} as const;

const names = {
  email: { type: 'text', value: 'ADDRESS', required: true, description: 'With which they sign in.' },
  name: { type: 'text', value: 'NAME', required: true, description: 'As others know them.' },
} as const;

function answerOf({ app }: House, user: User): Answer {
  const person = shownBy(app.people.accounts)(user);
  return { data: person, text: details(person) };
}

function withPassword({ app }: House, user: User, password: string): Answer {
  const person = shownBy(app.people.accounts)(user);
  const hint = 'It is shown this once. Whoever gets it should choose another one when they have signed in.';
  return { data: { person, password }, text: `${details({ ...person, password })}\n\n${hint}` };
}

const list = defineCommand({
  name: 'users list',
  summary: 'Lists the people of a tenant, or the administrators, the newest first.',
  options: { tenant, ...pageOptions },
  examples: ['users list', 'users list --tenant nordic-dental --json'],
  async run(context, { tenant, ...given }) {
    const { limit, cursor } = fitting(PeopleQuery, given);
    const before = cursor === undefined ? undefined : placeOf(cursor, (place) => isId('usr', place));
    const page = await withHouse(context, async (house) => {
      const { people } = house.app;
      const { scope } = house.as(await tenantIdNamed(house, tenant));
      const found = await people.list(scope, { limit: limit + 1, before });
      return pageOf(found, limit, shownBy(people.accounts));
    });
    return paged(
      context,
      page,
      {
        id: ({ id }) => id,
        email: ({ email }) => email,
        name: ({ name }) => name,
        role: ({ role }) => role,
        status: ({ status }) => status,
        'last sign-in': ({ lastSignInAt }) => lastSignInAt,
      },
      'There is nobody.',
    );
  },
});

const invite = defineCommand({
  name: 'users invite',
  summary: 'Sends somebody a link by which they join, good once and for three days.',
  options: {
    ...names,
    role: {
      type: 'text',
      value: 'ROLE',
      required: true,
      description: `One of ${Object.keys(roles).join(', ')}; the first is for the platform alone.`,
    },
    tenant,
  },
  examples: [
    'users invite --tenant nordic-dental --email ada@example.com --name "Ada Lovelace" --role operator',
    'users invite --email grace@example.com --name "Grace Hopper" --role administrator',
  ],
  async run(context, { tenant, ...given }) {
    const person = fitting(NewPerson, given);
    return withHouse(context, async (house) => {
      const caller = house.as(await tenantIdNamed(house, tenant));
      return answerOf(house, await house.app.people.invite(caller, person));
    });
  },
});

const createAdmin = defineCommand({
  name: 'users create-admin',
  summary: 'Makes an administrator who can sign in at once, with a password that is shown once.',
  description: 'Needs no mail, and nobody who could invite them.',
  options: names,
  examples: ['users create-admin --email grace@example.com --name "Grace Hopper"'],
  async run(context, given) {
    const { email, name } = fitting(NewPerson, { ...given, role: 'administrator' });
    return withHouse(context, async (house) => {
      const password = randomPassword();
      const user = await house.app.people.createAdministrator({ email, name, password }, house.as());
      return withPassword(house, user, password);
    });
  },
});

const resetPassword = defineCommand({
  name: 'users reset-password',
  summary: 'Mails a link by which somebody chooses another password, good once and for an hour.',
  description: 'Or, where no mail reaches them, gives them a password and ends all their sessions.',
  arguments: userArgument,
  options: {
    show: { type: 'flag', description: 'Gives a random password instead of a link, and shows it once.' },
  },
  examples: ['users reset-password ada@example.com', 'users reset-password ada@example.com --show'],
  async run(context, { user: name, show }) {
    return withHouse(context, async (house) => {
      const { people } = house.app;
      const { _id: id, tenantId } = await personNamed(house, name);
      const caller = house.as(tenantId);
      if (!show) return answerOf(house, await people.mailPasswordReset(caller, id));
      const { user, password } = await people.givePassword(caller, id);
      return withPassword(house, user, password);
    });
  },
});

/** What is done to one person. */
function personCommand(
  verb: string,
  summary: string,
  act: (people: House['app']['people']) => (caller: ReturnType<House['as']>, id: string) => Promise<User>,
  question?: (user: string) => string,
): Command {
  return defineCommand({
    name: `users ${verb}`,
    summary,
    arguments: userArgument,
    examples: [`users ${verb} ada@example.com`],
    ...(question && { asks: ({ user }: { user: string }) => question(user) }),
    run: (context, { user: name }) =>
      withHouse(context, async (house) => {
        const { _id: id, tenantId } = await personNamed(house, name);
        return answerOf(house, await act(house.app.people)(house.as(tenantId), id));
      }),
  });
}

export const users: Family = {
  name: 'users',
  summary: 'People: those of a tenant, and the administrators of the platform.',
  commands: [
    list,
    invite,
    createAdmin,
    personCommand(
      'disable',
      'Keeps somebody from signing in, and ends all their sessions.',
      (people) => (caller, id) => people.change(caller, id, { status: 'disabled' }),
      (user) => `Sign ${user} out everywhere, and let them in no more?`,
    ),
    personCommand(
      'enable',
      'Lets somebody sign in again who was disabled.',
      (people) => (caller, id) => people.change(caller, id, { status: 'active' }),
    ),
    personCommand(
      'unlock',
      'Forgets failed tries to sign in, so that somebody may try again at once.',
      (people) => people.unlock,
    ),
    resetPassword,
    personCommand('sign-out', 'Ends all sessions of somebody.', (people) => people.signOut),
    personCommand(
      'remove-second-factor',
      'For whoever has lost both the app and the recovery codes.',
      (people) => async (caller, id) => {
        await people.removeSecondFactor(caller, id);
        return people.get(caller.scope, id);
      },
      (user) => `Let ${user} in without a second factor?`,
    ),
  ],
};
