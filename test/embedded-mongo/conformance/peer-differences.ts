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
  'update-codes':
    'other codes for $[] (2) and $pop (14) on what is no array, an empty name in a path (56), $rename to itself (2)',
  'set-order':
    'adds the fields of $set in the given order; since 5.0 MongoDB adds them in the order of their names',
  'find-and-modify-no-op':
    'findAndModify whose update changes nothing answers n: 0 and updatedExisting: false',
  'unknown-fields': 'ignores a field of a command that it does not know; MongoDB refuses it (40415)',
  'admin-only': 'answers listDatabases on any database; MongoDB on admin only (13)',
  'negative-numbers': 'other codes for a negative skip and batch size (51024)',
  'expression-code': 'another code for an unknown expression in a filter (168)',
  'empty-project': 'takes an empty $project as one that keeps everything; MongoDB refuses it (51272)',
  'id-type': 'another code for an _id that cannot be one (53)',
  'unacknowledged-replies': 'answers writes of w: 0, so that the answers on a connection shift',
  transactions:
    'takes writes in a transaction as if there were none, and then does not know commitTransaction',
  'read-concern': 'takes any read concern',
  'change-streams': 'refuses $changeStream with another code (40573)',
  'collection-options': 'accepts and ignores collation, capped, view, validator and time series in create',
  'geospatial-hashed': 'has geospatial and hashed indexes and queries, which the engine leaves out',
  'write-concern-nodes':
    'accepts a write concern of more nodes than there are, and modes that nobody defined',
  'batch-limit': 'takes 25,000 operations in a message, though its hello says 100,000',
  'parallel-arrays': 'lets two arrays into one compound index; MongoDB refuses (171)',
  'index-codes':
    'another code for sparse with partialFilterExpression (67); takes a partial index on _id (197)',
  'index-build-duplicate': 'a unique index over duplicates is refused with code 1 instead of 11000',
  'parallel-upserts':
    'several parallel upserts of one new _id may report an insert, though one document is there',
  'document-size-code': 'another code for an update that makes a document too large (10334, 17419)',
  'text-phrase-and-word':
    'a phrase beside a word asks for both; MongoDB asks for the phrase and scores by both',
  'text-only-negation': 'a search of negations alone finds documents; MongoDB finds none',
  'text-accents': 'does not fold accents, and knows neither $caseSensitive nor $diacriticSensitive',
  'text-listing': 'lists a text index without its versions and languages as MongoDB lists them',
  'text-codes': 'another code for a second text index (67, 85); takes $text behind the first stage (17313)',
  explain: "explain has PostgreSQL's shape",
  'meta-projection': 'a projection of nothing but $meta keeps only _id beside it; MongoDB keeps every field',
  'bucket-order': '$bucket answers unsorted now and then',
  'merge-pipeline': 'does not know a pipeline in whenMatched of $merge',
  'empty-array-order': 'sorts an empty array as null; MongoDB sorts it before null',
  'unique-descending-missing': 'a descending unique index lets several documents in that lack the field',
  deadlocks:
    'parallel inserts and upserts under a unique index now and then fail with "deadlock detected" instead of 11000',
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
