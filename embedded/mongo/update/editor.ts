/** Writing into a document without touching the caller's: what lies on a written path is copied, once. */
import { MongoError } from '../errors.ts';
import { fieldOf, isDoc, missing } from '../match/path.ts';
import type { Doc } from '../values/bson.ts';
import { shellForm } from '../values/shell.ts';
import { isNumeric, type Path } from './paths.ts';

const maxPadding = 1_500_000;

type Container = Doc | unknown[];

/** How far a path leads: `rest` is what does not exist below `container`, whose last existing name is `name`. */
export interface Found {
  container: unknown;
  name: string;
  depth: number;
  value: unknown;
}

export class Editor {
  private readonly original: Doc;
  private root: Doc;
  private readonly copies = new Set<unknown>();

  constructor(doc: Doc) {
    this.original = doc;
    this.root = doc;
  }

  get doc(): Doc {
    return this.root;
  }

  get changed(): boolean {
    return this.root !== this.original;
  }

  find(path: Path): Found {
    let container: unknown = this.root;
    for (const [depth, name] of path.entries()) {
      const value = childOf(container, name);
      if (value === missing || depth === path.length - 1) return { container, name, depth, value };
      container = value;
    }
    return { container, name: '', depth: 0, value: missing };
  }

  /** Sets a value, creating the documents on the way and filling arrays up with nulls. */
  set(path: Path, value: unknown): void {
    let container = this.own();
    for (const [depth, name] of path.entries()) {
      const last = depth === path.length - 1;
      const old = childOf(container, name);
      if (last) put(container, name, value);
      else if (old !== missing && !isContainer(old)) throw notViable(path, depth + 1, old);
      else {
        const next = old === missing ? this.fresh({}) : this.copy(old as Container);
        if (next !== old) put(container, name, next);
        container = next;
      }
      if (Array.isArray(container) && !last && !isNumeric(path[depth + 1] as string)) {
        throw notViable(path, depth + 1, container);
      }
    }
  }

  /** Removes a field; an array's element becomes null. */
  unset(path: Path): void {
    let container: Container = this.own();
    for (const name of path.slice(0, -1)) {
      const next = this.copy(childOf(container, name) as Container);
      put(container, name, next);
      container = next;
    }
    const name = path.at(-1) as string;
    if (Array.isArray(container)) container[Number(name)] = null;
    else delete container[name];
  }

  private own(): Container {
    if (this.root === this.original) this.root = this.copy(this.root) as Doc;
    return this.root;
  }

  private copy(container: Container): Container {
    if (this.copies.has(container)) return container;
    return this.fresh(Array.isArray(container) ? [...container] : { ...container });
  }

  private fresh(container: Container): Container {
    this.copies.add(container);
    return container;
  }
}

function isContainer(value: unknown): value is Container {
  return Array.isArray(value) || isDoc(value);
}

function childOf(container: unknown, name: string): unknown {
  if (Array.isArray(container)) {
    const index = isNumeric(name) ? Number(name) : -1;
    return index >= 0 && index < container.length ? container[index] : missing;
  }
  return isDoc(container) ? fieldOf(container, name) : missing;
}

function put(container: Container, name: string, value: unknown): void {
  if (Array.isArray(container)) {
    const index = Number(name);
    if (index - container.length > maxPadding) {
      throw new MongoError(15891, `can't backfill more than ${maxPadding} elements`);
    }
    while (container.length < index) container.push(null);
    container[index] = value;
  } else if (name === '__proto__') {
    Object.defineProperty(container, name, { value, enumerable: true, writable: true, configurable: true });
  } else container[name] = value;
}

function notViable(path: Path, at: number, value: unknown): MongoError {
  return new MongoError(
    28,
    `Cannot create field '${path[at]}' in element {${path[at - 1]}: ${shellForm(value)}}`,
  );
}

/** Refuses a path that could not be created even if its operator created paths. */
export function checkViable(path: Path, { container, name, depth }: Found): void {
  if (isDoc(container) || (Array.isArray(container) && isNumeric(name))) return;
  const element = `{${path[depth - 1]}: ${shellForm(container)}}`;
  throw new MongoError(
    28,
    `Cannot use the part (${name}) of (${path.join('.')}) to traverse the element (${element})`,
  );
}
