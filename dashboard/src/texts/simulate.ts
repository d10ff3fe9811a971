export const simulate = {
  action: 'Simulate a call',
  hint: "The sandbox places one. Nobody's phone rings, and nothing is billed.",
  done: 'A simulated call is on its way. It shows up among the live calls.',
  orClick: 'To see one without a phone, simulate one.',
  orCommand: 'To see one without a phone, place a simulated call:',
  command: 'npm run call',
} as const;
