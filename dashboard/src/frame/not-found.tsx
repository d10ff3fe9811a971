import { Link } from '@tanstack/react-router';
import { texts } from '../texts.ts';
import { Empty } from '../ui/empty.tsx';

export function NotFound() {
  return (
    <main>
      <Empty title={texts.errors.notFound}>
        <Link to="/live" className="font-medium text-accent underline">
          {texts.errors.home}
        </Link>
      </Empty>
    </main>
  );
}
