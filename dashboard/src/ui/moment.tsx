import { exact, moment } from './format.ts';

/** A moment as one says it, with the exact one on hover. */
export function Moment({ at, zone }: { at: string; zone: string | undefined }) {
  return (
    <time dateTime={at} title={exact(at, zone)} className="whitespace-nowrap">
      {moment(at, zone)}
    </time>
  );
}
