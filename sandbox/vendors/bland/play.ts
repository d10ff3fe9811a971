/** What a simulated call is made of besides the two people: set for a phone number before it is called. */
import { z } from 'zod';
import { agentSchema, personSchema } from '../../scenarios/people.ts';

/** What an analysis would have found out: there is no model here that could. */
const factsSchema = z.strictObject({
  summary: z.string().optional(),
  disposition_tag: z.string().optional(),
  analysis: z.record(z.string(), z.unknown()).optional(),
  variables: z.record(z.string(), z.unknown()).optional(),
  /** By name. */
  citations: z.record(z.string(), z.unknown()).optional(),
  /** By key; brings the follow-up about dispositions. */
  dispositions: z.record(z.string(), z.unknown()).optional(),
  /** By the question's text. */
  answers: z.record(z.string(), z.unknown()).optional(),
});

export type Facts = z.infer<typeof factsSchema>;

/** Persons and agents are written as in scenarios. */
export const playSchema = z.strictObject({
  person: personSchema.optional(),
  agent: agentSchema.optional(),
  facts: factsSchema.optional(),
});

export type Play = z.infer<typeof playSchema>;
