/** Pages made of text: whatever is put into a template is escaped, but for what is HTML already. */

class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | undefined | Html | readonly Html[];

export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(texts.map((text, index) => text + written(parts[index])).join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(written).join('');
  return String(part).replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** A whole page of the sandbox. */
export function page(
  title: string,
  body: Html,
  { scripts = [] }: { scripts?: readonly string[] } = {},
): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_sandbox/page.css">
${scripts.map(
  (name) => html`<script type="module" src="/_sandbox/${name}"></script>
`,
)}
</head>
<body>
<header><a href="/">sandbox</a> <span>${title}</span></header>
<main>${body}</main>
</body>
</html>
`.text;
}
