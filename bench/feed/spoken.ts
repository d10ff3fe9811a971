/** What Trunkline says over the live feed when Bland sends its messages, so that something else can say the same. */
import { allTold, type House } from '../calls/house.ts';
import { messagesOf, type Signed } from '../calls/messages.ts';
import { send } from '../calls/sender.ts';
import { start, trunkline } from '../server/processes.ts';
import { gather } from './crowd.ts';

/** The events of one message, each as it goes over the wire: a name and what there is to say. */
export type Said = readonly string[];

/** Of ten messages of one call, from its first word to the record of it. */
export async function spokenBy(house: House): Promise<readonly Said[]> {
  const { url, stop } = await start(trunkline, house.environment);
  try {
    const said: string[] = [];
    const listener = await gather(url, house.apiKey, 1, (event) => void said.push(event));
    const spoken: Said[] = [];
    for (const message of messagesOf(10, house)) {
      listener.begin();
      await listener.allHeard(await tell(house, url, message));
      spoken.push(said.splice(0));
    }
    await listener.close();
    return spoken;
  } finally {
    await stop();
  }
}

/** Resolves with how many events that made. */
export async function tell(house: House, url: string, message: Signed): Promise<number> {
  const before = await house.events();
  await send(url, house.hookPath, [message], 1);
  await allTold(house);
  return (await house.events()) - before;
}
