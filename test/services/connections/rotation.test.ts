/** A new key of ENCRYPTION_KEYS: connections open with it, and no two have one secret of Bland, at any moment. */
import { describe, expect, test } from 'vitest';
import type { KeyRing } from '../../../src/core/crypto/keys.ts';
import { scopeFromJob } from '../../../src/core/tenancy.ts';
import { testApp } from '../../helpers/app.ts';
import { newBlandConnection, newConnection, newSecret } from '../../helpers/connections.ts';
import { randomKey } from '../../helpers/keys.ts';
import { database } from '../../helpers/mongo.ts';
import { breath, privacyHouse } from '../privacy/support/visits.ts';
import { connectionsHouse } from './house.ts';

const house = await testApp();
const mongo = await database();
const [k1, k2] = [randomKey('k1'), randomKey('k2')];
type Ring = [KeyRing[0], ...KeyRing[0][]];

async function under(...keys: Ring) {
  const { privacy, models, audit } = await privacyHouse(mongo, { keys });
  const config = { ...house.app.config, ENCRYPTION_KEYS: keys };
  return { privacy, models, ...connectionsHouse(house, { models, audit, config, everyMs: 60_000 }) };
}

describe('after a rotation', () => {
  test('all is open under the new key alone, and what is unique stays so', async () => {
    const old = await under(k1);
    const [one, two] = [newSecret(), newSecret()];
    const bland = await old.connect(newBlandConnection({ webhookSecret: one }));
    await old.connections.addSecret(old.caller, bland.id, two);
    const twilio = newConnection();
    const { id: twilioId } = await old.connect(twilio);

    // Not one is resealed yet: the fingerprint is still under the old key.
    const both = await under(k2, k1);
    const again = () => newBlandConnection({ webhookSecret: two });
    await expect(both.connect(again())).rejects.toMatchObject({ code: 'SECRET_TAKEN' });

    await both.privacy.sweeps.rotation(breath);
    const { oldKeys } = await both.privacy.rotationStatus();
    expect(oldKeys[0]?.neededBy).not.toContain('connections.credentialsSealed');
    expect(oldKeys[0]?.neededBy).not.toContain('connections.secretsSealed');

    const alone = await under(k2);
    expect((await alone.connections.byId(bland.id))?.signing.secrets).toEqual([one, two]);
    expect((await alone.connections.byId(twilioId))?.signing.secrets).toEqual([twilio.credentials.authToken]);
    await alone.connections.accountOf(twilioId);
    expect(alone.accounts[0]?.of.credentials).toEqual(twilio.credentials);
    await expect(alone.connect(again())).rejects.toMatchObject({ code: 'SECRET_TAKEN' });
    const scope = scopeFromJob({ tenantId: old.caller.tenantId });
    expect((await alone.models.connections.findById(scope, twilioId))?.fingerprints).toBeUndefined();
    for (const { connections } of [old, both, alone]) await connections.close();
  });
});
