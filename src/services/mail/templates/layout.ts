/** How every mail looks. Mail programs know tables and styles on each element, and little else; nothing is loaded. */
import type { Block, Letter } from './letter.ts';

export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const signature = 'Trunkline sends this because of your account. You cannot answer to this address.';

export function render({ subject, preview, body }: Letter): Rendered {
  return { subject, text: textOf(body), html: htmlOf(subject, preview, body) };
}

function textOf(body: readonly Block[]): string {
  return `${[...body.map(blockAsText), `--\n${signature}`].join('\n\n')}\n`;
}

function blockAsText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
    case 'note':
      return block.text;
    case 'button':
      return `${block.label}:\n${block.link}`;
    case 'facts':
      return block.rows.map(([name, value]) => `${name}: ${value}`).join('\n');
  }
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const ink = '#14181d';
const quiet = '#5d6772';
const accent = '#0b6e69';

function htmlOf(subject: string, preview: string, body: readonly Block[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${escaped(subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f6f7f8">
<div style="display:none;max-height:0;overflow:hidden">${escaped(preview)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f6f7f8">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
<tr><td style="${font};font-size:15px;font-weight:600;color:${accent};padding:0 4px 16px">Trunkline</td></tr>
<tr><td style="background:#ffffff;border:1px solid #e3e6ea;border-radius:12px;padding:32px 32px 16px">
<h1 style="${font};font-size:20px;line-height:28px;font-weight:600;color:${ink};margin:0 0 16px">${escaped(subject)}</h1>
${body.map(blockAsHtml).join('\n')}
</td></tr>
<tr><td style="${font};font-size:12px;line-height:18px;color:${quiet};padding:16px 4px">${escaped(signature)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function blockAsHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p style="${font};font-size:15px;line-height:23px;color:${ink};margin:0 0 16px">${escaped(block.text)}</p>`;
    case 'note':
      return `<p style="${font};font-size:13px;line-height:20px;color:${quiet};margin:0 0 16px">${escaped(block.text)}</p>`;
    case 'button':
      return buttonAsHtml(block.label, block.link);
    case 'facts':
      return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 16px">
${block.rows.map(([name, value]) => factAsHtml(name, value)).join('\n')}
</table>`;
  }
}

/** The link stands beneath it as well: some programs draw no button, and some readers want to see where it leads. */
function buttonAsHtml(label: string, link: string): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 16px">
<tr><td style="background:${accent};border-radius:8px"><a href="${escaped(link)}" style="${font};display:inline-block;font-size:15px;font-weight:600;color:#ffffff;text-decoration:none;padding:12px 24px">${escaped(label)}</a></td></tr>
</table>
<p style="${font};font-size:12px;line-height:18px;color:${quiet};margin:0 0 16px;word-break:break-all">${escaped(link)}</p>`;
}

function factAsHtml(name: string, value: string): string {
  const cell = `${font};font-size:14px;line-height:22px`;
  return `<tr><td style="${cell};color:${quiet};padding:0 16px 0 0">${escaped(name)}</td><td style="${cell};color:${ink}">${escaped(value)}</td></tr>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
