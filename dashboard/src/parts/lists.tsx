/** Lists, as long as they wait, where they failed, empty, and with more to come. */
import type { Pages } from '../session/use-pages.ts';
import { Button } from '../ui/button.tsx';
import { Card } from '../ui/card.tsx';
import { Empty } from '../ui/empty.tsx';
import { List } from '../ui/list.tsx';
import { PageByPage } from '../ui/page-by-page.tsx';
import { Part } from './part.tsx';

const nothing = () => undefined;
const whole: Pages<string> = {
  list: ['Ada', 'Grace'],
  error: null,
  isLoading: false,
  isWhole: true,
  more: nothing,
  again: nothing,
};
const broken = new Error('The server cannot be reached.');
const states: Readonly<Record<string, Pages<string>>> = {
  whole,
  'with more to come': { ...whole, isWhole: false },
  'while more is loaded': { ...whole, isWhole: false, isLoading: true },
  'where more failed': { ...whole, isWhole: false, error: broken },
  empty: { ...whole, list: [] },
  failed: { ...whole, list: undefined, error: broken },
  'not there yet': { ...whole, list: undefined },
};

export function Lists() {
  return (
    <>
      <Part name="Card">
        <Card title="A card" action={<Button kind="quiet">Change</Button>}>
          What is in it.
        </Card>
        <Card flush title="A flush card">
          What is in it.
        </Card>
      </Part>
      {Object.entries(states).map(([state, pages]) => (
        <Part key={state} name={`List, ${state}`}>
          <div className="max-h-72 grow overflow-hidden">
            <List
              label={`People, ${state}`}
              pages={pages}
              columns={[
                { title: 'Name', cell: (name) => name },
                { title: 'Letters', hideOnPhone: true, cell: (name) => name.length },
              ]}
              empty={<Empty title="Nobody is here" />}
              keyOf={(name) => name}
            />
          </div>
        </Part>
      ))}
      {Object.entries(states).map(([state, pages]) => (
        <Part key={state} name={`PageByPage, ${state}`}>
          <PageByPage pages={pages} rows={2} empty="Nobody is here">
            {(list) => <p>{list.join(', ')}</p>}
          </PageByPage>
        </Part>
      ))}
    </>
  );
}
