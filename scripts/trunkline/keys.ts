/** trunkline keys */
import { type ApiKeyWithSecret, KeyQuery, KeyRotation, NewApiKey } from '../../src/contract/keys.ts';
import { defined } from '../../src/core/defined.ts';
import { keyScopes } from '../../src/core/permissions.ts';
import { type Answer, defineCommand, type Family } from './command.ts';
import { withHouse } from './house.ts';
import { keyNamed, tenantNamed, tenantOption } from './named.ts';
import { details } from './output.ts';
import { paged, pageOptions } from './page.ts';
import { fitting } from './wrong-use.ts';

const keyArgument = { key: { description: 'Its id.' } } as const;
const tenant = { ...tenantOption, required: true } as const;

function withSecret({ key, secret }: ApiKeyWithSecret): Answer {
  const hint =
    'The secret is what X-API-Key has to hold. It is shown this once; nobody can find it out later.';
  return { data: { key, secret }, text: `${details({ ...key, secret })}\n\n${hint}` };
}

const list = defineCommand({
  name: 'keys list',
  summary: 'Lists the API keys of a tenant, the revoked ones too, the newest first.',
  options: { tenant, ...pageOptions },
  examples: ['keys list --tenant nordic-dental'],
  async run(context, { tenant, ...given }) {
    const query = fitting(KeyQuery, given);
    const page = await withHouse(context, async (house) => {
      const { id } = await tenantNamed(house, tenant);
      return house.app.keys.list(house.as(id), query);
    });
    return paged(
      context,
      page,
      {
        id: ({ id }) => id,
        name: ({ name }) => name,
        mode: ({ mode }) => mode,
        status: ({ status }) => status,
        'last used': ({ lastUsedAt }) => lastUsedAt,
        from: ({ lastUsedIp }) => lastUsedIp,
        expires: ({ expiresAt }) => expiresAt,
        scopes: ({ scopes }) => scopes,
      },
      'This tenant has no API key.',
    );
  },
});

const create = defineCommand({
  name: 'keys create',
  summary: 'Makes an API key, whose secret is shown once.',
  options: {
    tenant,
    name: { type: 'text', value: 'NAME', required: true, description: 'What it is for.' },
    scopes: {
      type: 'list',
      value: 'SCOPES',
      required: true,
      description: `What it may do, by commas: ${keyScopes.join(', ')}.`,
    },
    mode: { type: 'text', value: 'MODE', description: 'live or test; live if nothing is said.' },
    expiresAt: {
      type: 'text',
      value: 'TIME',
      description: 'From then on it is refused, as 2027-01-01T00:00:00Z; never if nothing is said.',
    },
  },
  examples: ['keys create --tenant nordic-dental --name "Booking system" --scopes calls:read,calls:write'],
  async run(context, { tenant, ...given }) {
    const wanted = fitting(NewApiKey, defined(given));
    return withHouse(context, async (house) => {
      const { id } = await tenantNamed(house, tenant);
      return withSecret(await house.app.keys.create(house.as(id), wanted));
    });
  },
});

const rotate = defineCommand({
  name: 'keys rotate',
  summary: 'Gives a key a new secret, which is shown once; the one before stays good for a while.',
  arguments: keyArgument,
  options: {
    overlapSec: {
      type: 'number',
      value: 'SECONDS',
      description: 'How long the secret from before stays good; a day if nothing is said.',
    },
    rev: {
      type: 'number',
      value: 'N',
      description: 'The revision that you saw: where there is a newer one, nothing is done.',
    },
  },
  examples: [
    'keys rotate key_01kb2m9x4e7q3v8z5c0t6r1n2d',
    'keys rotate key_01kb2m9x4e7q3v8z5c0t6r1n2d --overlap-sec 3600',
  ],
  asks: ({ key, overlapSec }) =>
    overlapSec === 0 ? `Refuse the present secret of ${key} at once?` : undefined,
  async run(context, { key, ...given }) {
    fitting(KeyRotation, defined({ ...given, rev: given.rev ?? 1 }));
    return withHouse(context, async (house) => {
      const { _id: id, tenantId, rev } = await keyNamed(house, key);
      const rotation = fitting(KeyRotation, defined({ ...given, rev: given.rev ?? rev }));
      return withSecret(await house.app.keys.rotate(house.as(tenantId), id, rotation));
    });
  },
});

const revoke = defineCommand({
  name: 'keys revoke',
  summary: 'Refuses a key everywhere within a second, for good.',
  arguments: keyArgument,
  examples: ['keys revoke key_01kb2m9x4e7q3v8z5c0t6r1n2d'],
  asks: ({ key }) => `Revoke ${key} for good?`,
  run: (context, { key }) =>
    withHouse(context, async (house) => {
      const { _id: id, tenantId } = await keyNamed(house, key);
      const revoked = await house.app.keys.revoke(house.as(tenantId), id);
      return { data: revoked, text: details(revoked) };
    }),
});

export const keys: Family = {
  name: 'keys',
  summary: 'API keys, by which a tenant’s programs get in.',
  commands: [list, create, rotate, revoke],
};
