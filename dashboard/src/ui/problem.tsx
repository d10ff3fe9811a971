import { ApiError } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';

/** What went wrong, in the API's own words, and what can be done. */
export function Problem({ error, again }: { error: Error; again?: () => void }) {
  const { requestId, details = [] } = error instanceof ApiError ? error : {};
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-lg bg-fail-soft px-4 py-3 text-fail">
      <p>{error.message}</p>
      {details.map(({ path, message }) => (
        <p key={path} className="text-sm">
          {path}: {message}
        </p>
      ))}
      {again && requestId && <p className="font-mono text-sm">{texts.errors.request(requestId)}</p>}
      {again && <Button onClick={again}>{texts.errors.again}</Button>}
    </div>
  );
}
