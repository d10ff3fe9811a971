/** Keeps the overview true: asks for what is new in the journal, and switches faults. */
import { ask, cells, keepLooking, onSubmit, opens } from './dom.js';

const rows = document.querySelector('#journal tbody');
const faults = document.querySelector('#faults tbody');
const form = document.querySelector('#fault');
const only = document.querySelector('#only');
const search = document.querySelector('#search');
const mostRows = 500;
let last = 0;

function show(entry) {
  const answered = entry.status !== undefined;
  const row = cells(
    rows.insertRow(0),
    entry.at.slice(11, 23),
    entry.direction === 'in' ? 'in' : 'out',
    entry.vendor,
    entry.direction === 'in' ? `${entry.method} ${entry.url}` : `${entry.route} → ${entry.url}`,
    `${entry.subject ?? ''}${entry.attempt > 1 ? ` (attempt ${entry.attempt})` : ''}`,
    answered ? entry.status : entry.failure,
    entry.fault,
    entry.durationMs,
  );
  row.className = answered && entry.status < 400 ? 'good' : 'bad';
  row.cells[3].className = 'long';
  row.cells[4].className = 'long';
  row.cells[5].className = 'answer long';
  row.dataset.vendor = entry.vendor;
  opens(row, () => entry);
  sift(row);
  while (rows.rows.length > mostRows) rows.deleteRow(-1);
}

function sift(row) {
  row.hidden =
    (only.value !== '*' && row.dataset.vendor !== only.value) || !row.textContent.includes(search.value);
}

async function follow() {
  const { entries, lastId } = await ask(`journal?after=${last}&limit=${mostRows}`);
  if (lastId < last) {
    // Another sandbox, which counts from the beginning.
    last = 0;
    rows.replaceChildren();
    return follow();
  }
  for (const entry of entries) {
    show(entry);
    learnRoute(entry);
  }
  last = entries.at(-1)?.id ?? last;
  await showFaults();
}

async function showFaults() {
  const { rules } = await ask('faults');
  const known = JSON.stringify(rules);
  if (faults.dataset.known === known) return;
  faults.dataset.known = known;
  faults.replaceChildren();
  for (const { id, kind, struck, ...rule } of rules) {
    const row = cells(faults.insertRow(), kind, inWords(rule), `struck ${struck} times`);
    row.cells[1].className = 'long';
    const off = document.createElement('button');
    off.textContent = 'switch off';
    off.addEventListener('click', () => ask(`faults/${encodeURIComponent(id)}`, 'DELETE').then(showFaults));
    row.insertCell().append(off);
  }
}

function inWords({ vendor, direction, route, probability, subject, ...rest }) {
  const whose = vendor === '*' ? 'every vendor' : vendor;
  const words = [
    `${direction === 'in' ? 'answers' : 'webhooks'} of ${whose}`,
    route === '*' ? '' : route,
    subject === undefined ? '' : `about ${subject}`,
    probability === 1 ? '' : `${probability * 100}% of them`,
    ...Object.entries(rest).map(([name, value]) => `${name} ${value}`),
  ];
  return words.filter(Boolean).join(', ');
}

/** What a fault cannot be told is not asked for, and what a form does not show it does not send. */
function suitForm() {
  const { kind, direction } = form.elements;
  const forWebhooks = kind.selectedOptions[0]?.dataset.only === 'out';
  if (forWebhooks) direction.value = 'out';
  direction.options[0].disabled = forWebhooks;
  for (const label of form.querySelectorAll('[data-kinds], [data-direction]')) {
    const { kinds = kind.value, direction: only = direction.value } = label.dataset;
    const suits = kinds.split(' ').includes(kind.value) && only === direction.value;
    label.hidden = !suits;
    label.querySelector('input').disabled = !suits;
  }
}
form.addEventListener('change', suitForm);
suitForm();

const routes = new Set();
function learnRoute({ route }) {
  if (routes.has(route) || routes.size >= mostRows) return;
  routes.add(route);
  document.querySelector('#routes').append(new Option(route));
}

onSubmit(form, async (rule) => {
  await ask('faults', 'POST', rule);
  await showFaults();
});

for (const input of [only, search]) {
  input.addEventListener('input', () => {
    for (const row of rows.rows) sift(row);
  });
}
document.querySelector('#clear').addEventListener('click', async () => {
  await ask('journal', 'DELETE');
  rows.replaceChildren();
});
keepLooking(follow);
