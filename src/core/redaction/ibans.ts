/** International bank account numbers: a country, its length, and a remainder of 1 when divided by 97. */
import type { Detector, Finding } from './finding.ts';

const lengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 ' +
    'FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 ' +
    'LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 ' +
    'RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const beginning = /[A-Z]{2}[ -]?\d[ -]?\d/g;

export const findIbans: Detector = (text) => {
  const found: Finding[] = [];
  for (const { index } of text.matchAll(beginning)) {
    if (index < (found.at(-1)?.end ?? 0)) continue;
    const end = endOf(text, index, lengths.get(text.slice(index, index + 2)));
    if (end !== undefined) found.push({ type: 'iban', start: index, end });
  }
  return found;
};

/** `length`: of characters that count; one space or hyphen may stand between any two of them. */
function endOf(text: string, start: number, length = 0): number | undefined {
  let characters = '';
  let at = start;
  for (; characters.length < length; at += 1) {
    const character = text.charAt(at);
    if (/[A-Za-z0-9]/.test(character)) characters += character.toUpperCase();
    else if (!/[ \u00a0-]/.test(character) || !/[A-Za-z0-9]/.test(text.charAt(at + 1))) return undefined;
  }
  return length > 0 && isValid(characters) ? at : undefined;
}

function isValid(iban: string): boolean {
  const moved = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const character of moved) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
