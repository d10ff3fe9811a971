import { serverKind } from '../../helpers/mongo.ts';

/**
 * Where the peer (FerretDB on DocumentDB) answers otherwise than MongoDB's documentation says. MongoDB decides;
 * each entry is one assertion that is not made on the peer.
 */
const differences = {
  'duplicate-key-details': 'error 11000 comes without keyPattern and keyValue; the message names the index',
  'replacement-without-change':
    'counts a replacement by an equal document as modified; MongoDB counts no-op writes as matched only',
} as const;

export type Difference = keyof typeof differences;

/** Whether the server under test is the peer, whose known difference this is. */
export function differs(id: Difference): boolean {
  return serverKind() === 'ferretdb' && id in differences;
}

/**
 * Makes an assertion that the peer is known to fail. There it must fail, so that the list says only what is
 * true; a difference that shows only now and then takes differs() instead.
 */
export async function unlessPeer(id: Difference, assertion: () => unknown): Promise<void> {
  if (!differs(id)) {
    await assertion();
    return;
  }
  let failed = false;
  try {
    await assertion();
  } catch {
    failed = true;
  }
  if (!failed) throw new Error(`The peer does not differ any more: ${id} (${differences[id]})`);
}
