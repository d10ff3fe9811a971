/** E-mail addresses, from each @ to both sides. */
import type { Detector, Finding } from './finding.ts';

const ofName = /[\p{L}\p{N}._%+'-]/u;
/** At least one dot, and letters behind it; whatever clings to it goes with it. */
const domain = /(?:[\p{L}\p{N}-]{1,63}\.){1,8}[\p{L}\p{N}-]{2,63}/uy;

export const findEmails: Detector = (text) => {
  const found: Finding[] = [];
  let free = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > free && ofName.test(text.charAt(start - 1))) start -= 1;
    domain.lastIndex = at + 1;
    if (start === at || !domain.test(text)) continue;
    free = domain.lastIndex;
    found.push({ type: 'email', start, end: free });
  }
  return found;
};
