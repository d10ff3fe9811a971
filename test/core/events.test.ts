import { expect, test } from 'vitest';
import { type EventType, eventTypes, socketNameOf } from '../../src/core/events.ts';

test('every event has a name of its own on a socket, which is its type with a colon', () => {
  const names = (Object.keys(eventTypes) as EventType[]).map(socketNameOf);
  expect(names).toContain('call:incoming');
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+:[a-z]+$/);
});
