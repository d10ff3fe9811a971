import { ApiError } from '../session/request.ts';
import { texts } from '../texts.ts';
import { Button } from './button.tsx';

/** What went wrong, in the API's own words, and what can be done. */
export function Problem({ error, again }: { error: Error; again?: () => void }) {
  const { requestId, details = [], status } = error instanceof ApiError ? error : {};
  // Who may not do something may not do it the second time.
  const canHelp = again !== undefined && status !== 403;
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-lg bg-fail-soft px-4 py-3 text-fail">
      <p>{error.message}</p>
      {details.map(({ path, message }) => (
        <p key={path} className="text-sm">
          {path.replace(/^body\./, '')}: {message}
        </p>
      ))}
      {again && requestId && <p className="font-mono text-sm">{texts.errors.request(requestId)}</p>}
      {canHelp && <Button onClick={again}>{texts.errors.again}</Button>}
    </div>
  );
}
