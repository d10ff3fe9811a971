/** trunkline rotate-keys */
import { platformTenantId } from '../../src/core/caller.ts';
import { defineCommand, type Family } from './command.ts';
import { withHouse } from './house.ts';
import { details } from './output.ts';
import { reseal } from './rotate-keys/reseal.ts';
import { answerOf } from './rotate-keys/status.ts';

const platform = { type: 'tenant', id: platformTenantId } as const;

const jwt = defineCommand({
  name: 'rotate-keys jwt',
  summary: 'Makes another key sign access tokens, a minute from now; nobody has to sign in again.',
  description:
    'Tokens that were signed before are good until they run out, which is a quarter of an hour later at most.',
  examples: ['rotate-keys jwt'],
  run: (context) =>
    withHouse(context, async ({ app, as }) => {
      const by = as();
      const event = { action: 'signing-key.rotate', resource: platform } as const;
      const made = await app.audit.record(by.scope, by, event, () => app.access.signingKeys.rotate());
      return { data: made, text: details(made) };
    }),
});

const data = defineCommand({
  name: 'rotate-keys data',
  summary:
    'Puts everything that is encrypted under the first key of ENCRYPTION_KEYS, and says what still needs another.',
  description:
    'It looks through every encrypted field from the beginning, until nothing under an older key is left. Before it:\nevery server and worker has to run with the new key in front. docs/security.md has the order.',
  options: { status: { type: 'flag', description: 'Only says how far it is.' } },
  examples: ['rotate-keys data', 'rotate-keys data --status --json'],
  // What a process that does not have the key cannot read is as good as gone to it: nobody could sign in there.
  asks: ({ status }) =>
    status ? undefined : 'Does every server and worker run with that key, at least behind the others?',
  run: (context, { status }) =>
    withHouse(context, async (house) => {
      const { app, as } = house;
      if (status) return answerOf(await app.privacy.rotationStatus());
      const by = as();
      const [{ id: currentKey }] = app.config.ENCRYPTION_KEYS;
      const event = { action: 'encryption-key.reseal', resource: platform, after: { currentKey } } as const;
      return answerOf(await app.audit.record(by.scope, by, event, () => reseal(app.privacy, context)));
    }),
});

export const rotateKeys: Family = {
  name: 'rotate-keys',
  summary: 'Makes new keys take the place of old ones.',
  commands: [jwt, data],
};
