/**
 * POST /v1/calls/{id}/analyze. Nothing here understands a conversation: answers are those that were given along with
 * the call's play, what the call's own record tells, and null, as Bland says of what cannot be answered.
 */
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { jsonBody } from '../../frame/index.ts';
import { accountOf } from './accounts.ts';
import { failure, success } from './answers.ts';
import type { BlandCall, Store } from './store.ts';

const schema = z.object(
  {
    goal: z.string('goal must be a string.').min(1, 'goal is required.'),
    questions: z
      .array(z.array(z.string()).length(2, 'Each question must be an array of a text and a type.'))
      .min(1, 'questions is required.'),
  },
  'The body must be a JSON object.',
);

export function mountAnalyze(api: FastifyInstance, store: Store): void {
  api.post<{ Params: { id: string } }>('/v1/calls/:id/analyze', (request, reply) => {
    const parsed = schema.safeParse(jsonBody(request));
    if (!parsed.success) {
      return failure(
        reply,
        400,
        'Invalid parameters',
        parsed.error.issues.map(({ message }) => message),
      );
    }
    const call = store.callOf(accountOf(request), request.params.id);
    if (call === undefined) return failure(reply, 404, 'Call not found.');
    const { questions } = parsed.data;
    return success(reply, {
      message: 'Successfully analyzed call',
      answers: questions.map(([text = '', type = '']) => answer(call, text, type)),
      credits_used: 0.003 + 0.0015 * questions.length,
    });
  });
}

function answer({ facts, answeredBy }: BlandCall, text: string, type: string): unknown {
  if (facts.answers !== undefined && text in facts.answers) return facts.answers[text] ?? null;
  return /human/i.test(type) && /voicemail/i.test(type) ? (answeredBy ?? null) : null;
}
