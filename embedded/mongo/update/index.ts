/** Updates: operators, replacements and pipelines, and the document that an upsert begins with. */
export { compileUpdate, isReplacement, type UpdateOptions } from './update.ts';
export { upsertDocument } from './upsert.ts';
