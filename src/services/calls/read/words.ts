/** What somebody searches for in what was said: every word of it, the rarest first, for that one leads to the calls. */
import { ValidationError } from '../../../core/errors.ts';
import type { TenantScope } from '../../../core/tenancy.ts';
import { wordsOf } from '../../../core/words.ts';
import type { Calls } from '../../../models/calls.ts';

/** More do not leave fewer calls. */
const mostWords = 8;
/** The older the call that is so many before the newest with a word, the rarer it is. */
const sample = 200;

export function createSearchedWords(calls: Pick<Calls, 'find'>) {
  async function agoOf(scope: TenantScope, word: string): Promise<number> {
    const [found] = await calls.find(
      scope,
      { words: word },
      { select: ['startedAt'], sort: { startedAt: -1, _id: -1 }, skip: sample, limit: 1 },
    );
    return found?.startedAt.getTime() ?? Number.NEGATIVE_INFINITY;
  }

  return async (scope: TenantScope, text: string | undefined): Promise<string[]> => {
    if (text === undefined) return [];
    const words = wordsOf(text).slice(0, mostWords);
    if (words.length === 0) {
      throw new ValidationError('There is no word in what is searched for.', [
        { path: 'query.q', message: 'expected at least one word of letters or digits' },
      ]);
    }
    if (words.length === 1) return words;
    const rated = await Promise.all(words.map(async (word) => ({ word, ago: await agoOf(scope, word) })));
    return rated.sort((one, other) => (one.ago < other.ago ? -1 : 1)).map(({ word }) => word);
  };
}
