/** Rows of a file are counted while it comes, wherever its pieces are cut and whatever its cells hold. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowCount } from '../../../dashboard/src/ui/csv-rows.ts';
import { csvRow } from '../../../src/core/csv.ts';

const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', 'é', '☎') });

test('each row once, and never the header', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 3 })),
      fc.array(fc.nat(200)),
      (rows, cuts) => {
        const file = Buffer.from([['id', 'summary'], ...rows].map(csvRow).join(''));
        const count = createRowCount();
        const places = [0, ...cuts.filter((cut) => cut < file.length).sort((a, b) => a - b), file.length];
        const counted = places.slice(1).map((end, index) => count(file.subarray(places[index], end)));
        expect(counted.at(-1)).toBe(rows.length);
        expect(counted).toEqual([...counted].sort((a, b) => a - b));
      },
    ),
  );
});
