/** What can be done with a number: whoever owns its connection says whose it is, whoever has it says who answers. */
import type { PhoneLine } from '../../../src/contract/numbers.ts';
import { ask } from '../session/ask.ts';
import { may, useMe } from '../session/me.ts';
import type { RequestOptions } from '../session/request.ts';
import { useChange } from '../session/use-change.ts';
import type { Whose } from '../session/whose.ts';
import { texts } from '../texts.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { FormDialog, textIn } from '../ui/form-dialog.tsx';
import { answeringIn, NumberFields } from './number-fields.tsx';
import { NumberHistoryButton } from './number-history.tsx';
import { TenantChoice } from './tenant-choice.tsx';

const { numbers: words } = texts;
const outdates = [['numbers'], ['number-history']];

interface Props {
  readonly line: PhoneLine;
  readonly whose: Whose;
  readonly zone: string | undefined;
}

export function NumberActions({ line, whose, zone }: Props) {
  const { data: me } = useMe();
  const { id, number, tenantId: holder, rev } = line;
  const path = `/v1/numbers/${id}`;
  const { mutate, isPending } = useChange<RequestOptions & { to?: string; done: string }, unknown>({
    send: ({ to = '', done: _, ...options }) => ask(`${path}${to}`, whose.tenantId, options),
    outdates,
    done: ({ done }) => done,
  });
  const mayWrite = may(me, 'numbers:write');
  const mayGive = mayWrite && line.connectionId !== null;
  return (
    <div className="-ml-3 flex flex-wrap">
      {mayWrite && holder !== null && (
        <FormDialog
          action={words.change}
          kind="quiet"
          title={words.changeTitle(number)}
          submit={words.save}
          done={words.saved}
          outdates={outdates}
          send={(form) => ask(path, holder, { method: 'PATCH', body: { rev, ...answeringIn(form) } })}
        >
          <NumberFields line={line} />
        </FormDialog>
      )}
      {mayGive && whose.isPlatform && (
        <FormDialog
          action={holder === null ? words.assign : words.move}
          kind="quiet"
          title={words.moveTitle(number)}
          submit={words.assign}
          done={words.assigned}
          outdates={outdates}
          send={(form) => {
            const body = { rev, tenantId: textIn(form, 'tenantId') };
            return ask(`${path}/assign`, whose.tenantId, { method: 'POST', body });
          }}
        >
          <p className="text-ink-2">{words.moveHint}</p>
          <TenantChoice except={holder} />
        </FormDialog>
      )}
      {mayGive && !whose.isPlatform && holder === null && (
        <Button
          kind="quiet"
          disabled={isPending}
          onClick={() => mutate({ to: '/assign', method: 'POST', body: { rev }, done: words.assigned })}
        >
          {words.assign}
        </Button>
      )}
      <NumberHistoryButton line={line} tenantId={whose.tenantId} zone={zone} />
      {mayGive && holder !== null && (
        <Confirm
          kind="quiet"
          action={words.release}
          question={words.releaseTitle(number)}
          hint={words.releaseHint}
          busy={isPending}
          onConfirm={() => mutate({ to: '/release', method: 'POST', body: { rev }, done: words.released })}
        />
      )}
      {mayGive && holder === null && (
        <Confirm
          kind="quiet"
          action={words.remove}
          question={words.removeTitle(number)}
          hint={words.removeHint}
          busy={isPending}
          onConfirm={() => mutate({ method: 'DELETE', done: words.removed })}
        />
      )}
    </div>
  );
}
