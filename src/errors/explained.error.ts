/**
 * An error whose message says to the person who runs the program what is wrong, and what to do. The message is shown without a
 * stack, and holds no secret.
 */
export class ExplainedError extends Error {
  constructor(
    message: string,
    /** The exit status of a command: 2 if it was refused or used wrongly, 1 if it failed. */
    readonly exitCode: 1 | 2 = 2,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What is shown of an error, and the exit status of the command that failed with it. */
export type Explanation = Pick<ExplainedError, 'message' | 'exitCode'>;

/** Returns what to show of an error instead of its stack; null if the error is a bug, whose stack is needed. */
export function explanationOf(error: unknown): Explanation | null {
  if (error instanceof ExplainedError) return error;
  return error instanceof Error && isOfFiles(error) ? { message: error.message, exitCode: 1 } : null;
}

/** Node's messages about files are sentences with the path. Only those about a full disk may have no path. */
const isOfFiles = ({ code = '', syscall, path }: NodeJS.ErrnoException): boolean =>
  syscall !== undefined && (path !== undefined || ['ENOSPC', 'EDQUOT'].includes(code));
