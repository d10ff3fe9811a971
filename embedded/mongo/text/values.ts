import { MongoError } from '../errors.ts';
import type { Doc } from '../values/bson.ts';
import { Rank, rankOf } from '../values/rank.ts';
import type { Language } from './languages.ts';
import { findLanguage, languageNamed } from './languages.ts';

export interface TextOptions {
  /** The path '$**' stands for every field that holds a string. */
  readonly fields: readonly { readonly path: string; readonly weight: number }[];
  readonly language: string;
  readonly languageField: string;
}

/** One string that a text index covers. */
export interface TextValue {
  readonly text: string;
  readonly language: Language;
  readonly weight: number;
}

/** All strings of a document that the index covers, an array's elements one by one. */
export function textValues(doc: Doc, options: TextOptions): TextValue[] {
  const walk = new Walk(options);
  walk.object(doc, '', languageNamed(options.language));
  return walk.found;
}

class Walk {
  readonly found: TextValue[] = [];
  private readonly weights = new Map<string, number>();
  /** The paths that lead to a field of the index. */
  private readonly ways = new Set<string>();
  private readonly everywhere: number | undefined;
  private readonly languageField: string;

  constructor(options: TextOptions) {
    this.languageField = options.languageField;
    for (const { path, weight } of options.fields) {
      this.weights.set(path, weight);
      for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1))
        this.ways.add(path.slice(0, dot));
    }
    this.everywhere = this.weights.get('$**');
  }

  /** A document at any depth may name its own language. */
  object(doc: Doc, parent: string, inherited: Language): void {
    const language = this.languageOf(doc) ?? inherited;
    for (const name of Object.keys(doc)) {
      if (this.everywhere !== undefined && name === this.languageField) continue;
      this.value(doc[name], parent === '' ? name : `${parent}.${name}`, language, false);
    }
  }

  private value(value: unknown, path: string, language: Language, inArray: boolean): void {
    if (typeof value === 'string') {
      const weight = this.weights.get(path) ?? this.everywhere;
      if (weight !== undefined) this.found.push({ text: value, language, weight });
    } else if (Array.isArray(value)) {
      // An array within an array is no list of values, as everywhere in MongoDB.
      if (this.everywhere === undefined && (inArray || !(this.weights.has(path) || this.ways.has(path))))
        return;
      for (const element of value) this.value(element, path, language, true);
    } else if ((this.everywhere !== undefined || this.ways.has(path)) && rankOf(value) === Rank.object) {
      this.object(value as Doc, path, language);
    }
  }

  private languageOf(doc: Doc): Language | undefined {
    if (!Object.hasOwn(doc, this.languageField)) return undefined;
    const name = doc[this.languageField];
    if (typeof name !== 'string') {
      throw new MongoError(17261, 'found language override field in document with non-string type');
    }
    const language = findLanguage(name);
    if (!language) throw new MongoError(17262, `language override unsupported: ${name}`);
    return language;
  }
}
