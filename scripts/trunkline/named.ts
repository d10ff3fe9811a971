/** What people name in their own ways: a tenant by its slug, a person by their address. */
import type { Tenant } from '../../src/contract/tenants.ts';
import { platformTenantId } from '../../src/core/caller.ts';
import { NotFoundError } from '../../src/core/errors.ts';
import { isId } from '../../src/core/ids.ts';
import { systemScope } from '../../src/core/tenancy.ts';
import type { StoredKey } from '../../src/models/api-keys.ts';
import type { User } from '../../src/models/users.ts';
import type { Option } from './command.ts';
import type { House } from './house.ts';

type Place = Pick<House, 'app'>;

export const tenantArgument = { tenant: { description: 'Its id or its slug.' } } as const;

export const tenantOption = {
  type: 'text',
  value: 'TENANT',
  description: 'The id or the slug of the tenant.',
} as const satisfies Option;

export async function tenantNamed({ app: { tenants } }: Place, name: string): Promise<Tenant> {
  if (isId('ten', name)) return tenants.get(name);
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await tenants.list({ search: name, limit: 100, cursor });
    const found = page.items.find(({ slug }) => slug === name);
    if (found !== undefined) return found;
    cursor = page.nextCursor;
  }
  throw new NotFoundError(`There is no tenant with the id or the slug ${name}.`);
}

/** Where no tenant is named, it is about the platform's own. */
export async function tenantIdNamed(place: Place, name: string | undefined): Promise<string> {
  return name === undefined ? platformTenantId : (await tenantNamed(place, name)).id;
}

export async function personNamed({ app: { people, models, log } }: Place, name: string): Promise<User> {
  const user = isId('usr', name)
    ? await models.users.findById(systemScope('the command line names a person by the id alone', log), name)
    : await people.accounts.byEmail(name);
  if (user !== null) return user;
  throw new NotFoundError('There is nobody with this id or e-mail address.', { code: 'PERSON_NOT_FOUND' });
}

export async function keyNamed({ app: { models, log } }: Place, id: string): Promise<StoredKey> {
  const scope = systemScope('the command line names a key by its id alone', log);
  const key = await models.apiKeys.findById(scope, id, { readPreference: 'primary' });
  if (key !== null) return key;
  throw new NotFoundError('There is no API key with this id.');
}
