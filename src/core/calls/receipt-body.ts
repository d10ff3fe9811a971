/** A receipt's body is sealed for the connection it came over, and its owner. */
import type { SealContext } from '../crypto/index.ts';

export const bodyContext = (ownerId: string, connectionId: string): SealContext => ({
  tenantId: ownerId,
  field: 'receipt.body',
  connectionId,
});
