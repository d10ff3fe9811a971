/** The people of a tenant. */
import { z } from 'zod';
import { type Role, roles } from '../core/permissions.ts';
import { NextCursor, PageQuery } from './page.ts';
import { text } from './text.ts';

const UserId = z
  .string()
  .meta({ description: 'The id of a person.', examples: ['usr_01kb2m9x4e7q3v8z5c0t6r1n2d'] });

export const PersonParams = z.object({ userId: z.string().max(64) });

const mostBeforeAt = 64;

export const Email = z
  .email()
  .max(254)
  .refine((address) => address.lastIndexOf('@') <= mostBeforeAt, {
    error: `expected at most ${mostBeforeAt} characters before the @, as mail has it`,
  })
  .meta({ description: 'Unique over the platform; capitals do not count.', examples: ['ada@example.com'] });

export const PersonName = text(100).meta({ examples: ['Ada Lovelace'] });

const RoleName = z
  .enum(Object.keys(roles) as [Role, ...Role[]])
  .meta({ description: 'administrator: of the platform. The others: of one tenant.' });

export const Person = z
  .object({
    id: UserId,
    email: z.string(),
    name: z.string(),
    role: RoleName,
    status: z
      .enum(['invited', 'active', 'disabled'])
      .meta({ description: 'invited: has not chosen a password yet. disabled: cannot sign in.' }),
    secondFactor: z.boolean().meta({ description: 'Whether a code is asked of them as well.' }),
    invitedUntil: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Until when their invitation is good; null where there is none.' }),
    lastSignInAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
  })
  .meta({
    id: 'Person',
    description: 'Somebody of a tenant, or of the platform.',
    examples: [
      {
        id: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        role: 'operator',
        status: 'active',
        secondFactor: true,
        invitedUntil: null,
        lastSignInAt: '2026-03-01T08:30:00.000Z',
        createdAt: '2026-02-01T12:00:00.000Z',
      },
    ],
  });

export type Person = z.infer<typeof Person>;

export const PeopleQuery = z.object(PageQuery);

export const PeoplePage = z
  .object({ items: z.array(Person), nextCursor: NextCursor })
  .meta({ id: 'PeoplePage', description: 'Some people.', examples: [{ items: [], nextCursor: null }] });

export const NewPerson = z.object({ email: Email, name: PersonName, role: RoleName }).meta({
  id: 'NewPerson',
  description: 'Whom to invite.',
  examples: [{ email: 'ada@example.com', name: 'Ada Lovelace', role: 'viewer' }],
});

export const PersonChange = z
  .object({
    name: PersonName.optional(),
    role: RoleName.optional(),
    status: z
      .enum(['active', 'disabled'])
      .optional()
      .meta({ description: 'Whoever is disabled is signed out everywhere, and stays so.' }),
  })
  .meta({
    id: 'PersonChange',
    description: 'What is to be changed; the rest stays as it is.',
    examples: [{ role: 'operator' }, { status: 'disabled' }],
  });
