/** A chart in its panel, with the numbers of what the pointer is over. */
import { type ComponentProps, useState } from 'react';
import { Chart } from './chart.tsx';
import { Panel } from './panel.tsx';

interface Props extends Omit<ComponentProps<typeof Panel>, 'children'> {
  readonly chart: Omit<ComponentProps<typeof Chart>, 'title' | 'onPoint'>;
  sayOf(index: number): string | undefined;
}

export function Pointed({ chart, sayOf, title, hint = '', ...panel }: Props) {
  const [index, setIndex] = useState<number>();
  const said = index === undefined ? undefined : sayOf(index);
  return (
    <Panel title={title} hint={said ?? hint} {...panel}>
      <Chart title={title} onPoint={setIndex} {...chart} />
    </Panel>
  );
}
