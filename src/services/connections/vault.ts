/** What of a connection lies sealed: its credentials, and the secrets by which its provider signs. */
import { createKeyedHash, createSealedField, createSealer } from '../../core/crypto/index.ts';
import type { KeyRing } from '../../core/crypto/keys.ts';
import type { StoredConnection } from '../../models/connections.ts';
import type { Credentials } from '../../providers/telephony/telephony.ts';

/** What the two fields are sealed for, and fingerprints are made for. They never change; privacy has them as well. */
const credentialsField = 'connection.credentials';
const secretsField = 'connection.secrets';

type Owner = Pick<StoredConnection, '_id' | 'tenantId'>;
type SealedSecrets = Pick<StoredConnection, 'secretsSealed' | 'fingerprints'>;

/** As they are stored, once opened. */
interface Secrets {
  readonly provider: StoredConnection['provider'];
  readonly values: readonly string[];
}

export interface Vault {
  sealCredentials(owner: Owner, credentials: Credentials): string;
  openCredentials(connection: Owner & Pick<StoredConnection, 'credentialsSealed'>): Credentials;
  sealSecrets(owner: Owner, secrets: Secrets): SealedSecrets;
  openSecrets(connection: Owner & Pick<StoredConnection, 'secretsSealed'>): readonly string[];
  /** What a fingerprint of that secret may be, under any of the keys. */
  fingerprintsOf(secret: string): string[];
}

export function createVault(ring: KeyRing): Vault {
  const sealer = createSealer(ring);
  const credentials = createSealedField(sealer, credentialsField);
  const secrets = createSealedField(sealer, secretsField);
  const fingerprint = createKeyedHash(ring, secretsField);
  return {
    sealCredentials: (owner, content) => credentials.seal(owner, JSON.stringify(content)),
    openCredentials: (owner) => JSON.parse(credentials.open(owner, owner.credentialsSealed)),
    sealSecrets(owner, { provider, values }) {
      return {
        secretsSealed: secrets.seal(owner, JSON.stringify({ provider, values })),
        // Twilio's need not be unique: each of its messages names its account.
        ...(provider === 'bland' && { fingerprints: values.map((value) => fingerprint.hash(value)) }),
      };
    },
    openSecrets: (owner) => (JSON.parse(secrets.open(owner, owner.secretsSealed)) as Secrets).values,
    fingerprintsOf: (secret) => fingerprint.hashes(secret),
  };
}
