/** People as they are stored: what names them is sealed for this person and this field, and opened here alone. */
import type { createKeyedHash, createSealer } from '../../core/crypto/index.ts';
import type { SystemScope } from '../../core/tenancy.ts';
import type { Repository } from '../../models/scoped.ts';
import type { User } from '../../models/users.ts';

type Sealer = ReturnType<typeof createSealer>;

interface Needs {
  readonly users: Pick<Repository<User>, 'findOne'>;
  readonly sealer: Pick<Sealer, 'seal' | 'open'>;
  readonly emails: ReturnType<typeof createKeyedHash>;
  readonly scope: SystemScope;
}

type Owner = Pick<User, '_id' | 'tenantId'>;

export interface Accounts {
  /** Over all tenants: an address has one account. */
  byEmail(email: string): Promise<User | null>;
  emailOf(user: Owner & Pick<User, 'emailSealed'>): string;
  nameOf(user: Owner & Pick<User, 'nameSealed'>): string;
  withEmail(owner: Owner, email: string): Pick<User, 'emailHash' | 'emailSealed'>;
  withName(owner: Owner, name: string): Pick<User, 'nameSealed'>;
  /** For what is counted by address. */
  keyOf(email: string): string;
  seal(owner: Owner, field: string, text: string): string;
  open(owner: Owner, field: string, sealed: string): string;
}

export function createAccounts({ users, sealer, emails, scope }: Needs): Accounts {
  const context = ({ _id: id, tenantId }: Owner, field: string) => ({ tenantId, field, id });
  const seal = (owner: Owner, field: string, text: string) => sealer.seal(text, context(owner, field));
  const open = (owner: Owner, field: string, sealed: string) => sealer.open(sealed, context(owner, field));
  return {
    byEmail: (email) => users.findOne(scope, { emailHash: { $in: emails.hashes(normalised(email)) } }),
    emailOf: (user) => open(user, 'user.email', user.emailSealed),
    nameOf: (user) => open(user, 'user.name', user.nameSealed),
    withEmail: (owner, email) => ({
      emailHash: emails.hash(normalised(email)),
      emailSealed: seal(owner, 'user.email', normalised(email)),
    }),
    withName: (owner, name) => ({ nameSealed: seal(owner, 'user.name', name) }),
    keyOf: (email) => emails.hash('tries', normalised(email)),
    seal,
    open,
  };
}

/** Whoever types an address types it as it comes; capitals have long meant nothing in it. */
export function normalised(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}
