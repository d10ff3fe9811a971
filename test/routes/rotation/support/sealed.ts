/** What lies sealed in the database of a fleet, and what comes of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createSealer } from '../../../../src/core/crypto/index.ts';
import { systemScope } from '../../../../src/core/tenancy.ts';
import { openContent } from '../../../../src/services/mail/content.ts';
import type { Fleet } from './fleet.ts';

const everything = systemScope('a test that looks at all that is sealed', { info: () => undefined });
export const breath = new AbortController().signal;
const everybody = 1_000_000;

/** As the worker does it time and again, until no field needs an older key. */
export async function resealAll(fleet: Fleet): Promise<void> {
  const { privacy } = fleet.app;
  const isDone = async () => (await privacy.rotationStatus()).fields.every(({ done }) => done);
  do {
    if ((await privacy.sweeps.rotation(breath)) === undefined) await sleep(50);
  } while (!(await isDone()));
}

/** Every value of every kind of data, with the id of the key that it lies under. */
export async function sealedValues(fleet: Fleet): Promise<{ field: string; keyId: string }[]> {
  const { privacy, config } = fleet.app;
  const sealer = createSealer(config.ENCRYPTION_KEYS);
  const places = privacy.kinds.flatMap(({ sealed }) => sealed);
  const found = places.map(async ({ name, page }) => {
    const values = await page({ after: undefined, limit: everybody });
    return values.map(({ envelope, context }) => {
      if (typeof envelope === 'string') sealer.open(envelope, context);
      else sealer.open(envelope, context);
      return { field: name, keyId: sealer.keyIdOf(envelope) };
    });
  });
  return (await Promise.all(found)).flat();
}

export const everyField = (fleet: Fleet): string[] =>
  fleet.app.privacy.kinds.flatMap(({ sealed }) => sealed.map(({ name }) => name));

export async function addressesOfMails(fleet: Fleet): Promise<string[]> {
  const { models, config } = fleet.app;
  const sealer = createSealer(config.ENCRYPTION_KEYS);
  const mails = await models.mails.find(everything, { state: 'queued' });
  return mails.map(
    ({ _id: mailId, tenantId, content = '' }) => openContent(sealer, { tenantId, mailId }, content).to,
  );
}
