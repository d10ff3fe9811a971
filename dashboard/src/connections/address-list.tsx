/** Where the provider is told to find us. */
import type { Connection } from '../../../src/contract/connections.ts';
import { texts } from '../texts.ts';
import { CopyButton } from '../ui/copy.tsx';

const { hooks: words } = texts.connections;

export function AddressList({ connection: { hooks, provider } }: { connection: Connection }) {
  return (
    <>
      <p className="border-b border-line px-4 py-3 text-ink-2">{words.hint[provider]}</p>
      <ul>
        {Object.entries(hooks).map(([name, address]) => (
          <li
            key={name}
            className="flex items-center gap-3 border-b border-line py-1.5 pr-2 pl-4 last:border-b-0"
          >
            <div className="min-w-0 grow">
              <p className="text-sm font-medium text-ink-2">{words.of[name] ?? name}</p>
              <p className="font-mono text-sm break-all select-all">{address}</p>
            </div>
            <CopyButton iconOnly text={address} what={words.of[name] ?? name} />
          </li>
        ))}
      </ul>
    </>
  );
}
