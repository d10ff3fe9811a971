/** A believable day of a business's telephone: how many call at which hour, and what becomes of them. */

/** By the hour from midnight on; the busiest is 1. */
const hours = [
  0.03, 0.02, 0.02, 0.02, 0.03, 0.06, 0.15, 0.4, 0.8, 1, 0.98, 0.85, 0.6, 0.65, 0.85, 0.92, 0.88, 0.7, 0.45,
  0.3, 0.2, 0.13, 0.08, 0.05,
] as const;

const wholeDay = hours.reduce((sum, each) => sum + each, 0);

/** How busy it is, against the busiest hour; from hour to hour it changes evenly. */
export function busyness(at: Date): number {
  const hour = at.getHours();
  const passed = (at.getMinutes() + at.getSeconds() / 60) / 60;
  return level(hour) * (1 - passed) + level(hour + 1) * passed;
}

function level(hour: number): number {
  return hours[hour % hours.length] ?? 0;
}

/** In the busiest hour of a day with so many calls. */
export function perBusiestHour(callsPerDay: number): number {
  return callsPerDay / wholeDay;
}

/** Of a hundred calls, more or less. What is not named comes once. */
export const mix: Readonly<Record<string, number>> = {
  'happy-path': 26,
  voicemail: 12,
  'no-answer': 11,
  transfer: 9,
  'second-gather': 9,
  'early-hang-up': 7,
  'two-languages': 6,
  busy: 5,
  'angry-caller': 5,
  rejected: 3,
};
