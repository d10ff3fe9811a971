// Lists of a million calls: filters, pages, search: bench/README.md says how.
import type { BenchOptions, Case } from './harness.ts';
import { openArchive } from './lists/archive.ts';
import { filtersCase, keysCase, pagesCase, wordsCase } from './lists/cases.ts';

export default async function lists(options: BenchOptions): Promise<Case[]> {
  const archive = await openArchive(options);
  return [
    keysCase(archive),
    filtersCase(archive),
    pagesCase(archive),
    wordsCase(archive, 'rare'),
    wordsCase(archive, 'common'),
  ];
}
