/** Keeps the overview true: asks for what is new in the journal, and switches faults. */

const rows = document.querySelector('#journal tbody');
const faults = document.querySelector('#faults tbody');
const form = document.querySelector('#fault');
const dialog = document.querySelector('#entry');
const only = document.querySelector('#only');
const search = document.querySelector('#search');
const mostRows = 500;
let last = 0;

async function ask(path, method = 'GET', body = undefined) {
  const response = await fetch(`/_sandbox/${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = response.status === 204 ? {} : await response.json();
  if (!response.ok) throw new Error(answer.message ?? String(response.status));
  return answer;
}

function cells(row, ...texts) {
  for (const text of texts) row.insertCell().textContent = text ?? '';
  return row;
}

function show(entry) {
  const answered = entry.status !== undefined;
  const row = cells(
    rows.insertRow(0),
    entry.at.slice(11, 23),
    entry.direction === 'in' ? '→' : '←',
    entry.vendor,
    entry.direction === 'in' ? `${entry.method} ${entry.url}` : `${entry.route} → ${entry.url}`,
    `${entry.subject ?? ''}${entry.attempt > 1 ? ` (attempt ${entry.attempt})` : ''}`,
    answered ? entry.status : entry.failure,
    entry.fault,
    entry.durationMs,
  );
  row.className = answered && entry.status < 400 ? 'good' : 'bad';
  row.cells[5].className = 'answer';
  row.tabIndex = 0;
  row.dataset.vendor = entry.vendor;
  const open = () => {
    dialog.querySelector('pre').textContent = JSON.stringify(entry, null, 2);
    dialog.showModal();
  };
  row.addEventListener('click', open);
  row.addEventListener('keydown', (event) => event.key === 'Enter' && open());
  sift(row);
  while (rows.rows.length > mostRows) rows.deleteRow(-1);
}

function sift(row) {
  row.hidden =
    (only.value !== '*' && row.dataset.vendor !== only.value) || !row.textContent.includes(search.value);
}

async function follow() {
  try {
    const { entries } = await ask(`journal?after=${last}&limit=${mostRows}`);
    for (const entry of entries) show(entry);
    last = entries.at(-1)?.id ?? last;
    await showFaults();
  } finally {
    setTimeout(follow, 1000);
  }
}

async function showFaults() {
  const { rules } = await ask('faults');
  const known = JSON.stringify(rules);
  if (faults.dataset.known === known) return;
  faults.dataset.known = known;
  faults.replaceChildren();
  for (const { id, kind, struck, ...rest } of rules) {
    const row = cells(faults.insertRow(), kind, JSON.stringify(rest), `struck ${struck} times`);
    const off = document.createElement('button');
    off.textContent = 'switch off';
    off.addEventListener('click', () => ask(`faults/${encodeURIComponent(id)}`, 'DELETE').then(showFaults));
    row.insertCell().append(off);
  }
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const rule = {};
  for (const [name, value] of new FormData(form)) {
    if (value !== '') rule[name] = form.elements[name].type === 'number' ? Number(value) : value;
  }
  const output = form.querySelector('output');
  try {
    await ask('faults', 'POST', rule);
    output.textContent = '';
    await showFaults();
  } catch (error) {
    output.textContent = error.message;
  }
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
dialog.querySelector('button').addEventListener('click', () => dialog.close());
follow();
