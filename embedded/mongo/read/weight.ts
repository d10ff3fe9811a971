/**
 * Is a query one that may take long before its first document, or on a single one? Then it is a reading thread's from
 * the start, its checking and its constants included: the thread that answers does not even compile it.
 */
import type { Doc } from '../values/bson.ts';
import { regexParts } from '../values/compare.ts';
import { Rank, rankOf } from '../values/rank.ts';

/** More values than this take longer to plan than a slice has. */
const MANY = 1000;
/** So many values of one array are held against each element of an array in a document. */
const FEW = 50;
/** So many characters count as one more value. */
const CHARACTERS = 256;
/** A document may grow so many times by being named again and again, stage after stage. */
const MOST_GROWTH = 1000;

/**
 * All that this thread works on by itself: operators whose work, and whose result, is bounded by what they are given.
 * What loops, makes something of nothing or binds variables is not among them, nor is what nobody has thought of.
 */
const LIGHT = new Set(
  `$eq $ne $gt $gte $lt $lte $in $nin $and $or $nor $not $exists $type $mod $size $all $elemMatch $expr $comment
   $bitsAllSet $bitsAllClear $bitsAnySet $bitsAnyClear $regex $options $regexMatch $regexFind $slice $natural $meta
   $ref $id $db $each
   $match $project $addFields $set $unset $group $sort $limit $skip $count $sortByCount $replaceRoot $replaceWith
   $sum $avg $min $max $first $last $push $addToSet $mergeObjects
   $literal $cond $ifNull $switch $cmp $add $subtract $multiply $divide $abs $ceil $floor $round $trunc
   $concat $concatArrays $toLower $toUpper $strcasecmp $strLenCP $strLenBytes $substrCP $substrBytes $arrayElemAt
   $isArray $isNumber $getField $allElementsTrue $anyElementTrue $toString $toInt $toLong $toDouble $toBool $toDate
   $toObjectId $dateTrunc $dateToString $dateAdd $dateSubtract $dateDiff $year $month $week $dayOfMonth $dayOfWeek
   $dayOfYear $hour $minute $second $millisecond $isoWeek $isoWeekYear $isoDayOfWeek`.split(/\s+/),
);

/** Expressions whose pattern is an argument among others. */
const SEARCHES = new Set(['$regexMatch', '$regexFind']);

/** Goes through values as far as they are light, and counts on the way. */
class Scale {
  /** How often a field or a variable was named. */
  references = 0;
  private left: number;

  constructor(most: number) {
    this.left = most;
  }

  isTooMuch(value: unknown): boolean {
    this.left -= 1;
    if (typeof value === 'string') return this.isLong(value);
    const rank = rankOf(value);
    if (rank === Rank.regex) {
      const [pattern, options] = regexParts(value);
      return this.isLong(pattern) || mayBacktrack(pattern, options);
    }
    if (rank === Rank.array) {
      const values = value as unknown[];
      return values.length > this.left || values.some((each) => this.isTooMuch(each));
    }
    return rank === Rank.object ? this.isObjectTooMuch(value as Doc) : this.left < 0;
  }

  private isObjectTooMuch(doc: Doc): boolean {
    for (const name in doc) {
      const inner = doc[name];
      if (name.startsWith('$') && !LIGHT.has(name)) return true;
      if (name === '$regex' && mayBacktrack(patternOf(inner), String(doc.$options ?? ''))) return true;
      if (SEARCHES.has(name) && isPatternOpen(inner)) return true;
      if (this.isTooMuch(inner)) return true;
    }
    return this.left < 0;
  }

  private isLong(text: string): boolean {
    if (text.startsWith('$')) this.references += 1;
    this.left -= text.length / CHARACTERS;
    return this.left < 0;
  }
}

export function isHeavy(query: unknown): boolean {
  return new Scale(MANY).isTooMuch(query);
}

/** Each stage works on what those before it have made, which may be more than they were given. */
export function isHeavyPipeline(pipeline: readonly unknown[]): boolean {
  const scale = new Scale(MANY);
  let growth = 1;
  for (const stage of pipeline) {
    scale.references = 0;
    if (scale.isTooMuch(stage)) return true;
    growth *= Math.max(1, scale.references);
    if (growth > MOST_GROWTH) return true;
  }
  return false;
}

/** Of an update only what computes or searches weighs: values that are stored as they are may be large. */
export function isHeavyUpdate(update: Doc | readonly Doc[], arrayFilters: readonly Doc[] = []): boolean {
  if (Array.isArray(update)) return isHeavyPipeline(update as readonly Doc[]);
  if (isHeavy(arrayFilters)) return true;
  const { $pull, $pullAll, $addToSet } = update as Doc;
  return isHeavy($pull) || [$pullAll, $addToSet].some((each) => new Scale(FEW).isTooMuch(each));
}

/** A pattern that may take long, or that nobody knows yet because each document brings its own. */
function isPatternOpen(args: unknown): boolean {
  const { regex, options = '' } = rankOf(args) === Rank.object ? (args as Doc) : {};
  if (typeof regex === 'string') return regex.startsWith('$') || mayBacktrack(regex, String(options));
  // A regular expression itself is seen by whoever goes through the arguments.
  return rankOf(regex) !== Rank.regex;
}

function patternOf(regex: unknown): string {
  return rankOf(regex) === Rank.regex ? regexParts(regex)[0] : String(regex);
}

/**
 * May it take longer than a text is long? A repetition is tried from every place of the text, unless it is the only
 * one and the pattern begins at the beginning; groups and alternatives multiply what is tried.
 */
function mayBacktrack(pattern: string, options: string): boolean {
  if (/[^i]/.test(options)) return true;
  const bare = pattern.replace(/\\[\s\S]/g, '').replace(/\[[^\]]*\]/g, '');
  if (/[({|]/.test(bare)) return true;
  const repetitions = bare.match(/[*+?]/g)?.length ?? 0;
  return repetitions > (bare.startsWith('^') ? 1 : 0);
}
