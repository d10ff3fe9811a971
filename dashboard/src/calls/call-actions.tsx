/** What can be done to a call, by those who may: end it while it goes on, and ask its provider how it is. */
import { PhoneOff, RefreshCw } from 'lucide-react';
import type { Call } from '../../../src/contract/calls.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import { useChange } from '../session/use-change.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { outdatedWith } from './use-call.ts';

const { actions: words } = texts;

interface Props {
  readonly call: Call;
  readonly tenantId: string | undefined;
}

export function CallActions({ call: { id, ended }, tenantId }: Props) {
  const { data: me } = useMe();
  const command = (name: 'hangup' | 'reconcile') => () =>
    ask<Call>(`/v1/calls/${id}/${name}`, tenantId, { method: 'POST' });
  const outdates = outdatedWith(id);
  const end = useChange({ send: command('hangup'), outdates, done: words.endDone });
  const asking = useChange({ send: command('reconcile'), outdates, done: words.askDone });
  if (!may(me, 'calls:write')) return null;
  return (
    <div className="flex flex-wrap gap-2">
      {!ended && (
        <Confirm
          action={words.end}
          question={words.endQuestion}
          hint={words.endHint}
          icon={<PhoneOff aria-hidden size={16} strokeWidth={1.75} />}
          busy={end.isPending}
          onConfirm={() => end.mutate()}
        />
      )}
      <Button title={words.askHint} disabled={asking.isPending} onClick={() => asking.mutate()}>
        <RefreshCw aria-hidden size={16} strokeWidth={1.75} />
        {words.ask}
      </Button>
    </div>
  );
}
