/**
 * Where the peer (FerretDB 2.7 on DocumentDB 1.0) answers differently from MongoDB's documentation. A difference
 * in a pipeline that one of these patterns finds is not counted against us.
 */
export interface Fault {
  pattern: RegExp;
  rule: string;
}

export const faults: Fault[] = [
  {
    pattern: /\$dateTrunc/,
    rule: 'the beginning of the unit; the peer is off by days for days and weeks, and by hours with a time zone',
  },
  {
    pattern: /\$date(Add|Subtract).*"timezone"/,
    rule: 'a day is added on the clock of the time zone, across daylight-saving changes too; the peer adds 24 hours',
  },
  {
    pattern: /\$regex(Find|Match)/,
    rule: 'null as input is no match; the peer refuses null that an expression gives',
  },
  { pattern: /\$(max|first)N/, rule: 'the operators on arrays refuse null and missing; the peer gives null' },
  {
    pattern: /\$avg/,
    rule: 'with a decimal among the numbers a decimal, else a double; the peer gives doubles, or the type of a single number',
  },
  {
    pattern: /\$sum/,
    rule: 'doubles are added with compensation and keep their digits beside decimals',
  },
  {
    pattern: /"(local|foreign)Field":"(arr|docs\.x)"/,
    rule: 'equal numbers of different types meet in a join; the peer misses them in arrays',
  },
  {
    pattern: /\$count.*\$/,
    rule: 'no documents give no count; the peer goes on with a document that says 0',
  },
  { pattern: /\$mod/, rule: 'the remainder of an int and a double is a double; the peer gives an int' },
  { pattern: /\$zip/, rule: 'what stands among the inputs is evaluated, also where it is constant' },
  {
    pattern: /\$(setUnion|setEquals|setIsSubset)/,
    rule: 'equal numbers of different types are one element of a set',
  },
  {
    pattern: /\$(add|ifNull|indexOfArray)/,
    rule: 'what comes after the argument that decides ($add: a null, $ifNull: a value) is not evaluated',
  },
  { pattern: /\$(round|trunc)/, rule: 'a double is rounded by its exact value: 2.675 to two places is 2.67' },
  { pattern: /\$to(String|Lower|Upper)/, rule: 'all digits of a double, and a lower-case exponent' },
  { pattern: /\$mergeObjects/, rule: 'an array as the only argument is merged element by element' },
  {
    pattern: /\$arrayElemAt/,
    rule: 'no element at an index gives no field; the peer gives null for constants',
  },
  {
    pattern: /"(_id|\$sortByCount)":"\$\w+\.\w+"/,
    rule: 'a missing value groups as null; the peer makes a group without _id of a dotted path',
  },
  {
    pattern: /"\$(push|first|max|min)":[^}]*"window"/,
    rule: '$push of a missing value adds nothing; the peer adds null in windows',
  },
  {
    pattern:
      /\$(unionWith|unwind|group|replaceWith|count|sortByCount|facet|unset|project).*\$(setWindowFields|fill)/,
    rule: 'no rule: documents that sort the same have no order among each other',
  },
];
