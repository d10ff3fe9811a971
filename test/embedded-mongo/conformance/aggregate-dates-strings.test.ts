import { describe, expect, it } from 'vitest';
import { database } from '../../helpers/mongo.ts';
import { evaluated } from '../support/evaluate.ts';
import { type Difference, unlessPeer } from './peer-differences.ts';

const mongo = await database();
type Case = [name: string, expression: unknown, expected: unknown, peer?: Difference];
const at = new Date('2026-03-29T00:30:45.678Z');

describe('dates and time zones', () => {
  const cases: Case[] = [
    ['$year', { $year: '$at' }, 2026],
    ['$month', { $month: '$at' }, 3],
    ['$dayOfMonth in a zone ahead', { $dayOfMonth: { date: '$at', timezone: '+02:00' } }, 29],
    ['$dayOfMonth in a zone behind', { $dayOfMonth: { date: '$at', timezone: 'America/New_York' } }, 28],
    ['$hour before summer time', { $hour: { date: '$at', timezone: 'Europe/Zurich' } }, 1],
    [
      '$hour after summer time',
      { $hour: { date: { $add: ['$at', 3_600_000] }, timezone: 'Europe/Zurich' } },
      3,
    ],
    [
      '$minute, $second, $millisecond',
      [{ $minute: '$at' }, { $second: '$at' }, { $millisecond: '$at' }],
      [30, 45, 678],
    ],
    ['$dayOfWeek', { $dayOfWeek: '$at' }, 1],
    ['$dayOfYear', { $dayOfYear: '$at' }, 88],
    ['$isoWeek and $isoWeekYear', [{ $isoWeek: '$at' }, { $isoDayOfWeek: '$at' }], [13, 7]],
    [
      '$dateToString',
      { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M:%S.%L' } },
      '2026-03-29 00:30:45.678',
    ],
    [
      '$dateToString in a zone',
      { $dateToString: { date: '$at', format: '%Y-%m-%dT%H:%M%z', timezone: 'Europe/Zurich' } },
      '2026-03-29T01:30+0100',
    ],
    ['$dateToString without format', { $dateToString: { date: '$at' } }, '2026-03-29T00:30:45.678Z'],
    ['$dateToString of nothing', { $dateToString: { date: '$nothing', onNull: 'none' } }, 'none'],
    ['$dateFromString', { $dateFromString: { dateString: '2026-03-29T02:30:45.678+02:00' } }, at],
    [
      '$dateFromString in a zone',
      { $dateFromString: { dateString: '2026-07-01', timezone: 'Europe/Zurich' } },
      new Date('2026-06-30T22:00:00Z'),
    ],
    ['$dateFromString of no date', { $dateFromString: { dateString: 'x', onError: 'bad' } }, 'bad'],
    [
      '$dateFromParts',
      { $dateFromParts: { year: 2026, month: 3, day: 29, hour: 3, timezone: 'Europe/Zurich' } },
      new Date('2026-03-29T01:00:00Z'),
    ],
    [
      '$dateToParts',
      { $dateToParts: { date: '$at', timezone: 'Europe/Zurich' } },
      { year: 2026, month: 3, day: 29, hour: 1, minute: 30, second: 45, millisecond: 678 },
    ],
    [
      '$dateAdd over the change of time',
      { $dateAdd: { startDate: '$at', unit: 'day', amount: 1, timezone: 'Europe/Zurich' } },
      new Date('2026-03-29T23:30:45.678Z'),
    ],
    [
      '$dateAdd of months',
      { $dateAdd: { startDate: new Date('2026-01-31'), unit: 'month', amount: 1 } },
      new Date('2026-02-28'),
    ],
    [
      '$dateSubtract',
      { $dateSubtract: { startDate: '$at', unit: 'hour', amount: 2 } },
      new Date('2026-03-28T22:30:45.678Z'),
    ],
    [
      '$dateDiff in days',
      { $dateDiff: { startDate: new Date('2026-03-28T23:00:00Z'), endDate: '$at', unit: 'day' } },
      1,
    ],
    [
      '$dateDiff in days of a zone',
      {
        $dateDiff: {
          startDate: new Date('2026-03-28T23:00:00Z'),
          endDate: '$at',
          unit: 'day',
          timezone: 'Europe/Zurich',
        },
      },
      0,
    ],
    [
      '$dateDiff in hours',
      { $dateDiff: { startDate: new Date('2026-03-28T22:59:00Z'), endDate: '$at', unit: 'hour' } },
      2,
    ],
    [
      '$dateTrunc to the hour',
      { $dateTrunc: { date: '$at', unit: 'hour' } },
      new Date('2026-03-29T00:00:00Z'),
    ],
    ['$dateTrunc to the day', { $dateTrunc: { date: '$at', unit: 'day' } }, new Date('2026-03-29T00:00:00Z')],
    [
      '$dateTrunc to the day of a zone',
      { $dateTrunc: { date: '$at', unit: 'day', timezone: 'Europe/Zurich' } },
      new Date('2026-03-28T23:00:00Z'),
    ],
    ['$dateTrunc to the month', { $dateTrunc: { date: '$at', unit: 'month' } }, new Date('2026-03-01')],
    [
      '$dateTrunc to 15 minutes',
      { $dateTrunc: { date: '$at', unit: 'minute', binSize: 15 } },
      new Date('2026-03-29T00:30:00Z'),
    ],
    [
      '$dateTrunc to the week',
      { $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } },
      new Date('2026-03-23'),
    ],
    ['dates minus dates', { $subtract: ['$at', new Date('2026-03-29')] }, 1_845_678],
    ['dates minus milliseconds', { $subtract: ['$at', 678] }, new Date('2026-03-29T00:30:45Z')],
  ];
  it.each(cases)('%s', async (_, expression, expected, peer) => {
    const value = await evaluated(mongo.collection(), expression, { at });
    await unlessPeer(peer, () => expect(value).toEqual(expected));
  });
});

describe('strings', () => {
  const cases: Case[] = [
    ['$concat', { $concat: ['$s', '-', 'x'] }, 'Grüße 😀-x'],
    ['$concat with null', { $concat: ['$s', '$nothing'] }, null],
    ['$toUpper and $toLower of ASCII', [{ $toUpper: 'abc' }, { $toLower: 'ABC' }], ['ABC', 'abc']],
    ['$strLenCP and $strLenBytes', [{ $strLenCP: '$s' }, { $strLenBytes: '$s' }], [7, 12]],
    ['$substrCP', { $substrCP: ['$s', 2, 3] }, 'üße'],
    ['$substrBytes', { $substrBytes: ['abcdef', 1, 3] }, 'bcd'],
    ['$indexOfCP', [{ $indexOfCP: ['$s', 'ße'] }, { $indexOfCP: ['$s', 'x'] }], [3, -1]],
    ['$split', { $split: ['a,b,,c', ','] }, ['a', 'b', '', 'c']],
    [
      '$trim, $ltrim, $rtrim',
      [{ $trim: { input: ' a ' } }, { $ltrim: { input: 'xxa', chars: 'x' } }, { $rtrim: { input: 'a  ' } }],
      ['a', 'a', 'a'],
    ],
    [
      '$replaceOne and $replaceAll',
      [
        { $replaceOne: { input: 'aa', find: 'a', replacement: 'b' } },
        { $replaceAll: { input: 'aa', find: 'a', replacement: 'b' } },
      ],
      ['ba', 'bb'],
    ],
    ['$regexMatch', { $regexMatch: { input: '$s', regex: 'GRÜ', options: 'i' } }, true],
    [
      '$regexFind',
      { $regexFind: { input: 'a12b', regex: /([0-9])([0-9])/ } },
      { match: '12', idx: 1, captures: ['1', '2'] },
    ],
    [
      '$regexFindAll',
      { $regexFindAll: { input: 'a1b2', regex: '[0-9]' } },
      [
        { match: '1', idx: 1, captures: [] },
        { match: '2', idx: 3, captures: [] },
      ],
    ],
    ['$strcasecmp', [{ $strcasecmp: ['a', 'A'] }, { $strcasecmp: ['a', 'b'] }], [0, -1]],
    ['$cmp of strings is by bytes', { $cmp: ['a', 'B'] }, 1],
  ];
  it.each(cases)('%s', async (_, expression, expected, peer) => {
    const value = await evaluated(mongo.collection(), expression, { s: 'Grüße 😀' });
    await unlessPeer(peer, () => expect(value).toEqual(expected));
  });
});
