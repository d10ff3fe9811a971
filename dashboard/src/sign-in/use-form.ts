/** A form that is sent: once at a time, and what was refused is shown. */
import { type FormEvent, useState } from 'react';

export function useForm(send: (values: Record<string, string>) => Promise<void>) {
  const [problem, setProblem] = useState<Error>();
  const [busy, setBusy] = useState(false);
  async function onSubmit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const values = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value)]);
    setBusy(true);
    setProblem(undefined);
    try {
      await send(Object.fromEntries(values));
    } catch (error) {
      setProblem(error instanceof Error ? error : new Error(String(error)));
    } finally {
      setBusy(false);
    }
  }
  return { problem, busy, onSubmit };
}
