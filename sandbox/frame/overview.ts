/** The one page at the sandbox's own address: what went over the wire, what shall go wrong, where each vendor is. */
import { type FaultKind, faultKinds, forAnswers } from './faults.ts';
import { html } from './html.ts';
import type { Vendor } from './index.ts';

const onlyOut = (kind: FaultKind) => (forAnswers.includes(kind) ? html`` : html` data-only="out"`);

export function overview(vendors: readonly Vendor[]) {
  const names = ['*', ...vendors.map(({ name }) => name)];
  return html`
<section>
<h2>Vendors</h2>
<ul class="vendors">
${vendors.map(
  ({ name, title, pages = [] }) => html`<li><b>${title}</b> <code>/${name}</code>
${pages.map((each) => html` · <a href="/_sandbox/${name}${each.path}">${each.title}</a>`)}</li>
`,
)}</ul>
</section>
<section>
<h2>Calls</h2>
<form id="play">
<label>scenario <select name="scenario"></select></label>
<label>provider <select name="provider"><option value="">its first</option><option>bland</option><option>twilio</option></select></label>
<label>from <input name="from" size="13" placeholder="somebody"></label>
<label>to <input name="to" size="13" placeholder="the newest number"></label>
<label>webhooks to <input name="url" type="url" size="32" placeholder="where the number says"></label>
<label>account <input name="account" size="14" placeholder="the number's"></label>
<label>secret <input name="secret" size="14" placeholder="the account's"></label>
<button>place the call</button> <output></output>
</form>
<form id="traffic">
<label>calls a day <input name="callsPerDay" type="number" min="1" value="600"></label>
<label>webhooks to <input name="url" type="url" size="32" placeholder="where the numbers say"></label>
<button>let people call</button> <span data-state>nobody calls by themselves</span> <output></output>
</form>
<div class="scroll"><table id="calls">
<thead><tr><th>placed</th><th>scenario</th><th>provider</th><th>who calls whom</th><th>state</th><th>outcome</th><th>length</th><th>turns</th><th>webhooks</th></tr></thead>
<tbody></tbody>
</table></div>
</section>
<section>
<h2>Faults</h2>
<form id="fault">
<label>what <select name="kind">${faultKinds.map((kind) => html`<option${onlyOut(kind)}>${kind}</option>`)}</select></label>
<label>vendor <select name="vendor">${names.map((name) => html`<option>${name}</option>`)}</select></label>
<label>of <select name="direction"><option value="in">its answers</option><option value="out">its webhooks</option></select></label>
<label>route <input name="route" value="*" size="24" list="routes"><datalist id="routes"></datalist></label>
<label>how often <input name="probability" type="number" min="0" max="1" step="any" value="1"></label>
<label>about <input name="subject" size="14" placeholder="any call or mail"></label>
<label>times <input name="times" type="number" min="1" placeholder="no end"></label>
<label data-direction="out">attempts <input name="attempts" type="number" min="1" placeholder="all"></label>
<label data-kinds="duplicate">copies <input name="copies" type="number" min="1" placeholder="1"></label>
<label data-kinds="status">status <input name="status" type="number" min="100" max="599" placeholder="503"></label>
<label data-kinds="rate-limit">Retry-After (s) <input name="retryAfterSec" type="number" min="0" placeholder="1"></label>
<label data-kinds="delay slow-answer">delay (ms) <input name="delayMs" type="number" min="0" placeholder="1000"></label>
<button>switch on</button> <output></output>
</form>
<div class="scroll"><table id="faults"><tbody></tbody></table></div>
</section>
<section>
<h2>Journal</h2>
<p><label>vendor <select id="only">${names.map((name) => html`<option>${name}</option>`)}</select></label>
<label>contains <input id="search" type="search" placeholder="a call's id, a path"></label>
<button id="clear">clear</button></p>
<div class="scroll"><table id="journal">
<thead><tr><th>time</th><th>way</th><th>vendor</th><th>request</th><th>about</th><th>answer</th><th>fault</th><th>ms</th></tr></thead>
<tbody></tbody>
</table></div>
</section>
<dialog id="entry"><button>close</button><pre></pre></dialog>
`;
}
