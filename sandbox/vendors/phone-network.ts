/** The one phone network of a sandbox, whichever vendors' calls go over it: a person has the same number for all. */
import { createPhoneNetwork } from '../calls/index.ts';
import type { PhoneNetwork } from '../calls/types.ts';
import type { Sandbox } from '../frame/index.ts';
import { createSpeech } from '../speech/index.ts';

const networks = new WeakMap<Sandbox, PhoneNetwork>();

export function phoneNetworkOf(sandbox: Sandbox): PhoneNetwork {
  const known = networks.get(sandbox);
  if (known !== undefined) return known;
  const speech = createSpeech();
  const network = createPhoneNetwork({ speech, clock: sandbox.clock });
  networks.set(sandbox, network);
  sandbox.onClose(async () => {
    await network.close();
    await speech.close();
  });
  return network;
}
