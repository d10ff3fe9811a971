/** A file that the API makes, for those who are signed in: a link alone would not say who asks. */
import { texts } from '../texts.ts';
import { ApiError } from './request.ts';
import { accessToken } from './session.ts';

export async function download(path: string, name: string, tenantId: string | undefined): Promise<void> {
  const token = await accessToken();
  const response = await fetch(path, {
    headers: {
      'x-trunkline-client': 'dashboard',
      authorization: `Bearer ${token}`,
      ...(tenantId !== undefined && { 'x-tenant-id': tenantId }),
    },
  }).catch(() => {
    throw new ApiError(0, { error: texts.errors.network, code: 'NETWORK' });
  });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => ({})));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
