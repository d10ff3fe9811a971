/** A call may last half a day. What is longer is no length of a call, and would be billed as one. */
export const longestCallSec = 7 * 86_400;
