/** Updates: operators, replacements and pipelines, and the document that an upsert begins with. */
export { checkStorable, compileUpdate, isReplacement, type Update, type UpdateOptions } from './update.ts';
export { upsertDocument } from './upsert.ts';
