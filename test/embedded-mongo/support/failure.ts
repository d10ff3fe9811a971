import { MongoServerError } from './driver.ts';

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
  throw new Error(`Expected the server to refuse, but it answered ${JSON.stringify(answer)}`);
}

/** The code of the server's refusal. */
export async function codeOf(action: PromiseLike<unknown>): Promise<unknown> {
  return (await failure(action)).code;
}
