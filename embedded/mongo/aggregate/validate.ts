/** Refuses a wrong pipeline before anything is read: its places first, then every stage is compiled once. */
import type { Doc } from '../values/bson.ts';
import { newScope } from './expressions/operators.ts';
import { isDoc, refuse, typeName } from './expressions/values.ts';
import { compilePipeline, stageName } from './pipeline.ts';
import type { Collections } from './stages/types.ts';

const none: Collections = { find: () => [] };

function hasText(filter: unknown): boolean {
  if (!isDoc(filter)) return false;
  return Object.entries(filter).some(
    ([name, value]) => name === '$text' || (Array.isArray(value) && (value as unknown[]).some(hasText)),
  );
}

export function validatePipeline(pipeline: unknown, variables: Doc = {}): void {
  if (!Array.isArray(pipeline)) refuse(14, `'pipeline' must be an array, found ${typeName(pipeline)}`);
  const stages = pipeline as Doc[];
  const kept: Doc[] = [];
  stages.forEach((stage, i) => {
    const name = stageName(stage);
    if (name === '$merge' || name === '$out') {
      if (i < stages.length - 1) refuse(40601, `${name} can only be the final stage in the pipeline`);
      checkTarget(name, stage[name]);
    } else if (name === '$match' && hasText(stage.$match)) {
      if (i > 0) refuse(17313, '$match with $text is only allowed as the first pipeline stage');
    } else kept.push(stage);
  });
  const scope = newScope(new Date(), variables, () => undefined);
  compilePipeline(kept, { collections: none, compilePipeline, scope });
}

function checkTarget(name: '$merge' | '$out', spec: unknown): void {
  const wrong = !(typeof spec === 'string' && spec !== '') && !isDoc(spec);
  if (wrong)
    refuse(
      name === '$out' ? 16990 : 51182,
      `${name} only supports a string or object argument, but found ${typeName(spec)}`,
    );
  if (name === '$merge' && isDoc(spec) && !Object.hasOwn(spec, 'into'))
    refuse(40414, "BSON field '$merge.into' is missing but a required field");
}
