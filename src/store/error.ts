/** A store or a run that cannot be used as asked. The message is one sentence: what is wrong, what to do. */
export class StoreError extends Error {
  override name = "StoreError";
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file may not grow any further",
  ENOTDIR: "a part of its path is a file",
  EEXIST: "it is a file",
  ENOENT: "it does not exist",
  EIO: "the disk reports an error",
};

/** Why the system refused, in words. */
export function why(error: unknown): string {
  const { code = "", message = String(error) } = error as NodeJS.ErrnoException;
  return WHY[code] ?? message;
}

/** Whether an error comes from the system, not from us. */
export function isSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
