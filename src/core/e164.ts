/** Phone numbers in the form of E.164: a plus, the code of the country, and digits alone. */
export const e164 = /^\+[1-9]\d{7,14}$/;

/** Undefined where it is no such number: a name, an address of SIP, `anonymous`. Not every provider writes the plus. */
export function asE164(text: string): string | undefined {
  const number = text.startsWith('+') ? text : `+${text}`;
  return e164.test(number) ? number : undefined;
}
