/**
 * A child logger that is made when it is first used. What it is to say about who is looked through for secrets when it
 * is made, and that costs more than all else about a request of which nothing is logged through it.
 */
interface Parent {
  child(bindings: object, options?: object): object;
}

export function lateChild<Log extends Parent>(parent: Log, bindings: object, options?: object): Log {
  let made: object | undefined;
  const child = () => {
    made ??= parent.child(bindings, options);
    return made;
  };
  return new Proxy(parent, {
    get(_, name) {
      // Fastify asks of each whether it can log, and never uses most of them.
      if (made !== undefined || typeof Reflect.get(parent, name) !== 'function') return own(child(), name);
      return (...args: unknown[]) => own(child(), name)(...args);
    },
    set: (_, name, value) => Reflect.set(child(), name, value),
  });
}

function own(log: object, name: string | symbol) {
  const value = Reflect.get(log, name);
  return typeof value === 'function' ? value.bind(log) : value;
}
