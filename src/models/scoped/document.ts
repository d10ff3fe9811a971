/** A caller's new document, with the tenant of the scope in it. */
import { isSystemScope, type Scope, ScopeError, tenantOf } from '../../core/tenancy.ts';
import { isPlain, type Plain, plainDocument } from './plain.ts';

export function scopedDocument(scope: Scope, document: unknown): Plain {
  const copy = plainDocument(document);
  if (!isPlain(copy)) throw new ScopeError('a document is an object of fields');
  if (isSystemScope(scope)) {
    if (typeof copy.tenantId === 'string') return copy;
    throw new ScopeError('a document that is inserted over all tenants needs its tenantId');
  }
  const tenantId = tenantOf(scope);
  if ('tenantId' in copy && copy.tenantId !== tenantId) {
    throw new ScopeError('the document names another tenant than the scope');
  }
  return { ...copy, tenantId };
}
