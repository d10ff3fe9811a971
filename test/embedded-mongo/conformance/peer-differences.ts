import { serverKind } from '../../helpers/mongo.ts';

/**
 * Where the peer (FerretDB on DocumentDB) answers otherwise than MongoDB's documentation says. MongoDB decides;
 * each entry is one assertion that is not made on the peer.
 */
const differences = {
  'duplicate-key-details': 'error 11000 comes without keyPattern and keyValue; the message names the index',
  'replacement-without-change':
    'counts a replacement by an equal document as modified; MongoDB counts no-op writes as matched only',
  'find-and-modify-duplicate': 'findAndModify answers a duplicate key with code 1 instead of 11000',
  'projection-codes':
    'other codes for an inclusion in an exclusion (31253) and for an empty name in a path (15998)',
  'pull-regex': '$pull with a regular expression takes nothing away; MongoDB takes what it matches',
  'update-codes': 'other codes for $[] (2) and $pop (14) on what is no array',
  'set-order':
    'adds the fields of $set in the given order; since 5.0 MongoDB adds them in the order of their names',
  'find-and-modify-no-op':
    'findAndModify whose update changes nothing answers n: 0 and updatedExisting: false',
} as const;

export type Difference = keyof typeof differences;

/** Whether the server under test is the peer, whose known difference this is. */
export function differs(id: Difference): boolean {
  return serverKind() === 'ferretdb' && id in differences;
}

/**
 * Makes an assertion that the peer is known to fail. There it must fail, so that the list says only what is
 * true; a difference that shows only now and then takes differs() instead. Without an id it is made everywhere.
 */
export async function unlessPeer(id: Difference | undefined, assertion: () => unknown): Promise<void> {
  if (!id || !differs(id)) {
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
