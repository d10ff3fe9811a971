import { inspect } from 'node:util';
import { type Doc, MongoServerError } from './driver.ts';

export type ServerError = InstanceType<typeof MongoServerError>;

/** The error that the server answered with; anything else (success, a client-side error) fails the test. */
export async function failure(action: PromiseLike<unknown>): Promise<ServerError> {
  let answer: unknown;
  try {
    answer = await action;
  } catch (error) {
    if (error instanceof MongoServerError) return error;
    throw error;
  }
  throw new Error(`Expected the server to refuse, but it answered ${inspect(answer, { depth: 1 })}`);
}

/** The server's answer, or its refusal as one: for what servers may answer in two ways. */
export async function answerOf(command: Promise<Doc>): Promise<Doc> {
  return command.catch((error: unknown) => {
    if (error instanceof MongoServerError) return { ok: 0, code: error.code };
    throw error;
  });
}

/** The code of the server's refusal. */
export async function codeOf(action: PromiseLike<unknown>): Promise<unknown> {
  return (await failure(action)).code;
}
