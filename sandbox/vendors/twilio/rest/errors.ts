/** What the API says when it refuses: a status, Twilio's own code, and where to read about it. */
export class RestError extends Error {
  readonly statusCode: number;
  readonly code: number;

  constructor(statusCode: number, code: number, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

export function notFound(path: string): RestError {
  return new RestError(404, 20404, `The requested resource ${path.replace(/\?.*$/s, '')} was not found`);
}

export function errorBody({ statusCode: status, code, message }: RestError) {
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
}
