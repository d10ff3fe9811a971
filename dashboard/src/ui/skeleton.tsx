/** Where something will stand, in the size it will have. */
export function Skeleton({ rows }: { rows: number }) {
  return (
    <div aria-hidden className="flex flex-col">
      {Array.from({ length: rows }, (_, row) => `row ${row}`).map((row) => (
        <div key={row} className="flex h-12 items-center gap-4 border-b border-line px-5">
          <div className="h-4 w-16 rounded bg-sunken" />
          <div className="h-4 w-28 rounded bg-sunken" />
          <div className="h-4 grow rounded bg-sunken" />
        </div>
      ))}
    </div>
  );
}
