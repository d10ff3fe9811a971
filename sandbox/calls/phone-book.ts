/** Whose number is whose. */
import type { Person, PhoneBook } from './types.ts';

/** Somebody polite, for every number that nobody has. */
const stranger: Person = {
  name: 'a stranger',
  steps: [
    { do: 'say', text: 'Hello?' },
    { do: 'wait' },
    { do: 'say', text: 'Yes, that is fine with me. Thank you.' },
    { do: 'wait' },
    { do: 'say', text: 'Goodbye.' },
    { do: 'hang up' },
  ],
};

export function createPhoneBook(): PhoneBook {
  const people = new Map<string, Person>();
  return {
    set: (number, person) => void people.set(number, person),
    delete: (number) => void people.delete(number),
    find: (number) => people.get(number) ?? stranger,
  };
}
