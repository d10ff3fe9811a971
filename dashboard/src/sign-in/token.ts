/** What stands behind the # of a link in a mail, as #token=… or bare: browsers send it to nobody. */
export function tokenOfLink(hash = location.hash): string | undefined {
  const text = hash.replace(/^#/, '');
  return new URLSearchParams(text).get('token') ?? (text === '' ? undefined : text);
}
