/** Where nobody has called yet: a simulated call by one click, or the command that places one. */
import { texts } from '../texts.ts';
import { Empty } from '../ui/empty.tsx';
import { SimulateButton, useMaySimulate } from './simulate-button.tsx';

interface Props {
  readonly tenantId: string | undefined;
  readonly title: string;
  readonly hint: string;
}

export function NoCallsYet({ tenantId, title, hint }: Props) {
  const maySimulate = useMaySimulate(tenantId);
  const { orClick, orCommand, command } = texts.simulate;
  if (maySimulate === undefined) return <Empty title={title} hint={hint} />;
  return (
    <Empty
      title={title}
      hint={`${hint} ${maySimulate ? orClick : orCommand}`}
      {...(!maySimulate && { command })}
    >
      <SimulateButton isMain tenantId={tenantId} />
    </Empty>
  );
}
