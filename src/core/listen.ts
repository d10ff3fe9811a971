/** A port that cannot be opened is explained in one sentence that names the variable which changes it. */

export interface Wish {
  host: string;
  port: number;
  /** The variable that the port comes from. */
  variable: string;
}

export async function explained<T>(wish: Wish, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw explain(error as NodeJS.ErrnoException, wish);
  }
}

function explain(cause: NodeJS.ErrnoException, { host, port, variable }: Wish): Error {
  const address = `${host}:${port}`;
  switch (cause.code) {
    case 'EADDRINUSE':
      return new Error(`${address} is in use by another process: end it, or set ${variable} to a free port`, {
        cause,
      });
    case 'EACCES':
      return new Error(`this user may not open ${address}: set ${variable} to a port from 1024 on`, {
        cause,
      });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new Error(`HOST is ${host}, which is no address of this machine`, { cause });
    default:
      return cause;
  }
}
