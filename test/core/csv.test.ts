import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRow } from '../../src/core/csv.ts';

test.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "so"', '"say ""so"""'],
  ['two\r\nlines', '"two\r\nlines"'],
  [null, ''],
  [undefined, ''],
  [0, '0'],
  [false, 'false'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+cmd', "'+cmd"],
  ['-2+3', "'-2+3"],
  ['\tx', "'\tx"],
  ['+14155550142', '+14155550142'],
  ['+1 ••• ••• 0142', '+1 ••• ••• 0142'],
  ['-0.0085', '-0.0085'],
  ['+1415=cmd', "'+1415=cmd"],
])('%s is written as %s', (cell, written) => {
  expect(csvRow([cell])).toBe(`${written}\r\n`);
});

test('whatever is in it, a cell is a cell, and none begins a formula', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 5 }),
      (cells) => {
        const ended = csvRow(cells).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?:,|\r\n)/g);
        const found = [...ended].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '');
        expect(found).toHaveLength(cells.length);
        for (const [index, cell] of cells.entries()) {
          expect([cell, `'${cell}`]).toContain(found[index]);
          expect(found[index]).not.toMatch(/^[=@\t\r]/);
        }
      },
    ),
  );
});
