/** Plays scenarios from the overview, and shows what becomes of the calls. */
import { ask, cells, keepLooking, onSubmit, opens } from './dom.js';

const rows = document.querySelector('#calls tbody');
const traffic = document.querySelector('#traffic');
const mostRows = 50;
/** By call, so that a row keeps its place and its focus while it changes. */
const shown = new Map();

const { scenarios } = await ask('scenarios');
for (const { id, about } of scenarios) {
  const option = new Option(id, id);
  option.title = about;
  document.querySelector('#play select[name=scenario]').append(option);
}

onSubmit(document.querySelector('#play'), async ({ url, secret, account, ...wish }) => {
  await ask('calls', 'POST', { ...wish, target: { url, secret, account } });
  await look();
});

onSubmit(traffic, async ({ callsPerDay, url }) => {
  const { on } = await ask('traffic');
  if (on) await ask('traffic', 'DELETE');
  else await ask('traffic', 'PUT', { callsPerDay, target: { url } });
  await look();
});

async function look() {
  const [{ calls }, state] = await Promise.all([ask(`calls?limit=${mostRows}`), ask('traffic')]);
  showTraffic(state);
  for (const call of calls) showCall(call);
  while (rows.rows.length > mostRows) rows.deleteRow(-1);
}

function showCall({ id, scenario, provider, from, to, state, met, durationMs, turns, webhooks, placedAt }) {
  const row = shown.get(id) ?? newRow(id);
  const verdict = met === undefined ? '' : met ? 'as expected' : 'not as expected';
  const length = `${Math.round(durationMs / 1000)} s`;
  const who = `${from} → ${to}`;
  const texts = [placedAt.slice(11, 19), scenario, provider, who, state, verdict, length, turns, webhooks];
  for (const [index, text] of texts.entries()) row.cells[index].textContent = text;
  if (met !== undefined) row.className = met ? 'good' : 'bad';
}

function newRow(id) {
  const row = cells(rows.insertRow(0), ...Array(9).fill(''));
  row.cells[5].className = 'answer';
  opens(row, () => ask(`calls/${encodeURIComponent(id)}`));
  shown.set(id, row);
  return row;
}

function showTraffic({ on, callsPerHour, placed, underWay, time, notPlaced, problem }) {
  traffic.querySelector('button').textContent = on ? 'stop' : 'let people call';
  traffic.querySelector('[data-state]').textContent = on
    ? `at ${new Date(time).toTimeString().slice(0, 5)} of its day: ${callsPerHour} calls an hour, ${placed} placed, ${underWay} under way${
        notPlaced > 0 ? `; ${notPlaced} could not be placed: ${problem}` : ''
      }`
    : 'nobody calls by themselves';
}

keepLooking(look);
