/** What the parts of the overview share: asking the sandbox, rows, and the dialog that shows a thing whole. */

const dialog = document.querySelector('#entry');
dialog.querySelector('button').addEventListener('click', () => dialog.close());

export async function ask(path, method = 'GET', body = undefined) {
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

export function cells(row, ...texts) {
  for (const text of texts) row.insertCell().textContent = text ?? '';
  return row;
}

/** A row that shows the whole of what it stands for; `whole` may have to ask for it. */
export function opens(row, whole) {
  row.tabIndex = 0;
  const open = async () => {
    dialog.querySelector('pre').textContent = JSON.stringify(await whole(), null, 2);
    dialog.showModal();
  };
  row.addEventListener('click', open);
  row.addEventListener('keydown', (event) => event.key === 'Enter' && open());
}

/** A form's fields as JSON has them, without those that are empty. */
export function fieldsOf(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) {
    const { type } = form.elements[name];
    if (value !== '') fields[name] = type === 'number' ? Number(value) : type === 'checkbox' ? true : value;
  }
  return fields;
}

/** Does what a form is for, and says in its output what was wrong. */
export function onSubmit(form, task) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const output = form.querySelector('output');
    try {
      await task(fieldsOf(form));
      output.textContent = '';
    } catch (error) {
      output.textContent = error.message;
    }
  });
}

/** Again and again, also after an answer that did not come: the sandbox may be started anew. */
export async function keepLooking(look, everyMs = 1000) {
  try {
    await look();
  } catch (error) {
    console.warn(error);
  } finally {
    setTimeout(keepLooking, everyMs, look, everyMs);
  }
}
