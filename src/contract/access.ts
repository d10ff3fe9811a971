/** Signing in, and what people do in their own matters. */
import { z } from 'zod';
import { type Role, roles } from '../core/permissions.ts';
import { Email, PersonName } from './people.ts';

/** As it is typed: whether it is a good one is asked where one is chosen. */
const GivenPassword = z.string().min(1).max(1024);

export const NewPassword = z
  .string()
  .min(1)
  .max(1024)
  .meta({ description: 'At least 12 characters, and hard to guess. No signs are demanded.' });

const RefreshBy = z.enum(['body', 'cookie']).default('body').meta({
  description:
    'How the refresh token is handed over. cookie: for browsers, where no script can read it; then every request that sets or uses it needs the header X-Trunkline-Client.',
});

export const Login = z
  .object({ email: z.string().min(1).max(254), password: GivenPassword, refreshBy: RefreshBy })
  .meta({
    id: 'Login',
    description: 'Who signs in.',
    examples: [{ email: 'ada@example.com', password: 'violin harbor tractor', refreshBy: 'body' }],
  });

export const SecondFactor = z
  .object({
    challenge: z.string().min(1).max(4096).meta({ description: 'What the login was answered with.' }),
    code: z.string().min(6).max(64).meta({ description: 'A code of the app, or one of the recovery codes.' }),
    refreshBy: RefreshBy,
  })
  .meta({
    id: 'SecondFactor',
    description: 'The second step of signing in.',
    examples: [{ challenge: 'eyJhbGciOi…', code: '123456', refreshBy: 'body' }],
  });

const Self = z.object({
  id: z.string(),
  tenantId: z.string(),
  name: z.string(),
  role: z.enum(Object.keys(roles) as [Role, ...Role[]]),
});

export const SignedIn = z
  .object({
    outcome: z.literal('signed-in'),
    accessToken: z.string().meta({ description: 'To be sent as `Authorization: Bearer …`.' }),
    accessExpiresAt: z.iso.datetime(),
    refreshToken: z.string().nullable().meta({ description: 'Good once; null where it went into a cookie.' }),
    refreshExpiresAt: z.iso.datetime(),
    sessionId: z.string(),
    person: Self,
  })
  .meta({
    id: 'SignedIn',
    description: 'What somebody who is signed in goes on with.',
    examples: [
      {
        outcome: 'signed-in',
        accessToken: 'eyJhbGciOi…',
        accessExpiresAt: '2026-03-01T12:15:00.000Z',
        refreshToken: 'tl_refresh_…',
        refreshExpiresAt: '2026-03-08T12:00:00.000Z',
        sessionId: 'ses_01kb2m9x4e7q3v8z5c0t6r1n2d',
        person: {
          id: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
          tenantId: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d',
          name: 'Ada Lovelace',
          role: 'operator',
        },
      },
    ],
  });

export type SignedIn = z.infer<typeof SignedIn>;

const Challenged = z
  .object({
    outcome: z.literal('second-factor'),
    challenge: z.string(),
    expiresAt: z.iso.datetime(),
  })
  .meta({
    id: 'Challenged',
    description: 'The password was right; a code is needed as well.',
    examples: [{ outcome: 'second-factor', challenge: 'eyJhbGciOi…', expiresAt: '2026-03-01T12:05:00.000Z' }],
  });

export const LoginAnswer = z.discriminatedUnion('outcome', [SignedIn, Challenged]).meta({
  id: 'LoginAnswer',
  description: 'Either that is all, or a second factor is asked for.',
  examples: [{ outcome: 'second-factor', challenge: 'eyJhbGciOi…', expiresAt: '2026-03-01T12:05:00.000Z' }],
});

export type LoginAnswer = z.infer<typeof LoginAnswer>;

/** Nothing where the token comes in a cookie. */
export const RefreshRequest = z
  .object({ refreshToken: z.string().min(1).max(512).optional() })
  .nullish()
  .meta({
    id: 'RefreshRequest',
    description: 'The refresh token, where it is not in a cookie.',
    examples: [{ refreshToken: 'tl_refresh_…' }],
  });

export const Refreshed = SignedIn.pick({
  accessToken: true,
  accessExpiresAt: true,
  refreshToken: true,
  refreshExpiresAt: true,
  sessionId: true,
}).meta({
  id: 'Refreshed',
  description: 'The next access token, and the next refresh token: the one that was sent is used up.',
  examples: [
    {
      accessToken: 'eyJhbGciOi…',
      accessExpiresAt: '2026-03-01T12:30:00.000Z',
      refreshToken: null,
      refreshExpiresAt: '2026-03-08T12:15:00.000Z',
      sessionId: 'ses_01kb2m9x4e7q3v8z5c0t6r1n2d',
    },
  ],
});

export const PasswordChange = z.object({ current: GivenPassword, password: NewPassword }).meta({
  id: 'PasswordChange',
  description: 'The password as it is and as it is to be.',
  examples: [{ current: 'violin harbor tractor', password: 'seven kettles whisper' }],
});

export const ResetRequest = z.object({ email: z.string().min(1).max(254) }).meta({
  id: 'ResetRequest',
  description: 'Whose password is forgotten.',
  examples: [{ email: 'ada@example.com' }],
});

const LinkToken = z.string().min(1).max(200).meta({ description: 'What stands in the link behind the #.' });

export const ResetPerformed = z.object({ token: LinkToken, password: NewPassword }).meta({
  id: 'ResetPerformed',
  description: 'The token of the link, and a new password.',
  examples: [{ token: 'tl_once_…', password: 'seven kettles whisper' }],
});

export const InvitationLook = z.object({ token: LinkToken }).meta({
  id: 'InvitationLook',
  description: 'The token of the link.',
  examples: [{ token: 'tl_once_…' }],
});

export const Invitation = z
  .object({
    email: Email,
    name: PersonName,
    tenant: z.string(),
    inviter: z.string(),
    role: Self.shape.role,
    expiresAt: z.iso.datetime(),
  })
  .meta({
    id: 'Invitation',
    description: 'What somebody is invited to.',
    examples: [
      {
        email: 'ada@example.com',
        name: 'Ada Lovelace',
        tenant: 'Example Ltd',
        inviter: 'Grace Hopper',
        role: 'viewer',
        expiresAt: '2026-03-04T12:00:00.000Z',
      },
    ],
  });

export type Invitation = z.infer<typeof Invitation>;

export const InvitationAccepted = z
  .object({ token: LinkToken, name: PersonName.optional(), password: NewPassword })
  .meta({
    id: 'InvitationAccepted',
    description: 'The token of the link, a password, and another name where it was written wrongly.',
    examples: [{ token: 'tl_once_…', password: 'seven kettles whisper' }],
  });

export const Me = Self.extend({
  email: z.string(),
  secondFactor: z.boolean(),
  recoveryCodesLeft: z.number().int(),
  permissions: z.array(z.string()),
  sessionId: z.string(),
}).meta({
  id: 'Me',
  description: 'Whoever asks.',
  examples: [
    {
      id: 'usr_01kb2m9x4e7q3v8z5c0t6r1n2d',
      tenantId: 'ten_01kb2m9x4e7q3v8z5c0t6r1n2d',
      name: 'Ada Lovelace',
      role: 'viewer',
      email: 'ada@example.com',
      secondFactor: false,
      recoveryCodesLeft: 0,
      permissions: ['calls:read'],
      sessionId: 'ses_01kb2m9x4e7q3v8z5c0t6r1n2d',
    },
  ],
});

export type Me = z.infer<typeof Me>;

export const OwnChange = z.object({ name: PersonName }).meta({
  id: 'OwnChange',
  description: 'What somebody changes of themselves.',
  examples: [{ name: 'Ada King' }],
});

export const SessionParams = z.object({ sessionId: z.string().max(64) });

export const Sessions = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        current: z.boolean().meta({ description: 'Whether it is the one that asks.' }),
        startedAt: z.iso.datetime(),
        usedAt: z.iso.datetime().meta({ description: 'When its refresh token was last used.' }),
        expiresAt: z.iso.datetime(),
        ip: z.string(),
        userAgent: z.string(),
      }),
    ),
  })
  .meta({
    id: 'Sessions',
    description: 'Where somebody is signed in, the newest first; a hundred at most.',
    examples: [{ items: [] }],
  });

export type Sessions = z.infer<typeof Sessions>;

export const Proof = z.object({ password: GivenPassword }).meta({
  id: 'Proof',
  description: 'The password, so that nobody does this at a screen that somebody left.',
  examples: [{ password: 'violin harbor tractor' }],
});

export const Enrolment = z
  .object({
    secret: z.string().meta({ description: 'For typing into an authenticator app.' }),
    uri: z.string().meta({ description: 'The same as an otpauth:// address, to be shown as a QR code.' }),
  })
  .meta({
    id: 'Enrolment',
    description: 'A second factor that waits for its first code.',
    examples: [{ secret: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/Trunkline:ada%40example.com?secret=…' }],
  });

export const FirstCode = z.object({ code: z.string().min(6).max(12) }).meta({
  id: 'FirstCode',
  description: 'The code that the app shows now.',
  examples: [{ code: '123456' }],
});

export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) }).meta({
  id: 'RecoveryCodes',
  description: 'Each is good once, in place of a code. They are shown this one time.',
  examples: [{ recoveryCodes: ['1f0c2-9a7be-44d10-83ce6'] }],
});
