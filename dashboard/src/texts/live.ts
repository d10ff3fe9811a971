const live = {
  title: 'Live',
  light: {
    connecting: 'Connecting',
    current: 'Up to date',
    behind: 'Catching up',
    offline: 'Connection lost, trying again',
  },
  ageHint: 'Since something was last heard from the server',
  tiles: {
    now: 'Calls now',
    today: 'Today',
    lastDay: 'Last 24 hours',
    answered: 'Answered',
    failed: 'Failed or lost',
    average: 'Average length',
    putAside: 'Webhooks stuck',
    jobs: 'Jobs waiting',
  },
  countedTo: (most: string) => `${most}+`,
  /** Where there is nothing to count. */
  nothing: '–',
  of: (limit: string) => `of ${limit}`,
  filters: { label: 'Show', all: 'All', talking: 'In call', ringing: 'Ringing', ended: 'Just ended' },
  find: 'Find a call, number, agent',
  keys: '↑ ↓ move · Enter open · ? help',
  waiting: 'Waiting for answer',
  columns: { state: 'State', time: 'Time', other: 'Other party', agent: 'Agent', last: 'Last said' },
  table: 'Calls that go on',
  none: 'No calls at the moment',
  noneHint: 'A call shows up here the moment it rings.',
  nothingFits: 'No call fits this filter',
  showAll: 'Show all',
  more: 'More calls go on than are shown here.',
} as const;

const help = {
  title: 'Keys',
  close: 'Close',
  keys: [
    ['↑ ↓', 'Move between calls'],
    ['Enter', 'Open a call'],
    ['Esc', 'Close what is open'],
    ['/', 'Find'],
    ['?', 'Show this'],
  ],
} as const;

const drawer = {
  label: 'Call',
  close: 'Close',
  page: 'Open the page of this call',
} as const;

export const liveTexts = { live, help, drawer };
