import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { newId } from '../../src/core/ids.ts';
import {
  isSystemScope,
  type Scope,
  ScopeError,
  type SystemScope,
  scopeFromAuthentication,
  scopeFromConnection,
  scopeFromJob,
  scopeFromNumber,
  systemScope,
  type TenantScope,
  tenantOf,
} from '../../src/core/tenancy.ts';

const tenantId = newId('ten');
const scope = scopeFromAuthentication({ tenantId });

function systemWithLog() {
  const lines: unknown[][] = [];
  const system = systemScope('a sweep over lost deliveries', {
    info: (...line: unknown[]) => lines.push(line),
  });
  return { system, lines };
}

describe('the scope of a tenant', () => {
  it.each([
    ['authentication', scopeFromAuthentication],
    ['a job', scopeFromJob],
    ['a connection', scopeFromConnection],
    ['a number', scopeFromNumber],
  ])('comes from %s', (_, scopeFrom) => {
    const scope = scopeFrom({ tenantId });
    expect(tenantOf(scope)).toBe(tenantId);
    expect(isSystemScope(scope)).toBe(false);
  });

  it.each(['', 'a', newId('usr'), `${tenantId}0`])('needs the id of a tenant: %j', (wrong) => {
    expect(() => scopeFromJob({ tenantId: wrong })).toThrow(ScopeError);
  });

  it('stays what it was made for', () => {
    const claims = { tenantId };
    const scope = scopeFromAuthentication(claims);
    claims.tenantId = newId('ten');
    expect(tenantOf(scope)).toBe(tenantId);
    expect(() => Object.assign(scope, { tenantId: claims.tenantId })).toThrow(TypeError);
  });

  it('does not tell its tenant to whoever looks into it', () => {
    expect(JSON.stringify(scope)).toBe('{}');
    expect(inspect(scope, { showHidden: true, depth: null })).not.toContain(tenantId);
    expect(Reflect.ownKeys(scope)).toEqual([]);
  });
});

describe('nothing else is a scope', () => {
  const { system } = systemWithLog();

  it.each<[string, unknown]>([
    ['what went through JSON', JSON.parse(JSON.stringify(scope))],
    ['a structured clone', structuredClone(scope)],
    ['a copy', { ...scope }],
    ['what inherits from one', Object.create(scope)],
    ['a proxy of one', new Proxy(scope, {})],
    ['another of its constructor', new (scope.constructor as new () => unknown)()],
    ['an object that says so', { tenantId, brand: true }],
    ['a copy of a system scope', { ...system }],
    ['a text', tenantId],
    ['nothing', undefined],
    ['null', null],
  ])('%s', (_, forged) => {
    expect(() => tenantOf(forged as TenantScope)).toThrow(ScopeError);
    expect(() => isSystemScope(forged as Scope)).toThrow(ScopeError);
  });

  it('not even to the compiler', () => {
    // @ts-expect-error an object of the same look
    expect(() => tenantOf({ brand: undefined })).toThrow(ScopeError);
    // @ts-expect-error a copy
    expect(() => tenantOf({ ...scope })).toThrow(ScopeError);
    // @ts-expect-error a system scope where one tenant is needed
    expect(() => tenantOf(system)).toThrow(ScopeError);
    // @ts-expect-error a tenant's scope is no system scope
    const widened: SystemScope = scope;
    expect(isSystemScope(widened)).toBe(false);
    const either: Scope[] = [scope, system];
    expect(either.map(isSystemScope)).toEqual([false, true]);
  });
});

describe('the scope over all tenants', () => {
  it('is logged with its reason', () => {
    const { system, lines } = systemWithLog();
    expect(isSystemScope(system)).toBe(true);
    expect(lines).toEqual([[{ reason: 'a sweep over lost deliveries' }, expect.any(String)]]);
  });

  it('needs a reason', () => {
    expect(() => systemScope(' ', { info: () => undefined })).toThrow(ScopeError);
  });
});
