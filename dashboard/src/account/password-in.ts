/** As it was typed: a space at its edge belongs to a password. */
export function passwordIn(form: FormData, name = 'password'): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
