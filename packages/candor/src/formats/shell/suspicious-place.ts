const WRITABLE_PLACES = /^\/(?:tmp|var\/tmp|dev|dev\/shm|dev\/mqueue|run\/shm|run\/lock|var\/run)\//;
const DEVICE_FILES = /^\/dev\/(?:null|zero|full|random|urandom|tty\w*|std\w+|fd\/\d+|pts\/\d+|tcp\/|udp\/)/;
const HIDDEN_FILE = /\/\.[^/.][^/]*$/;

/** A folder that anyone may write to, where no installed program lives (`hier(7)`). */
export function isWritablePlace(path: string): boolean {
  return WRITABLE_PLACES.test(path) && !DEVICE_FILES.test(path);
}

/**
 * A file directly under `/` whose name is a random mix of letters (`/AfUxImqu`, `/XHHEw7Gp`), as droppers choose them;
 * `/entrypoint.sh`, `/init` and `/server` are not.
 */
export function isRandomRootFile(path: string): boolean {
  const match = /^\/([A-Za-z0-9]{4,16})$/.exec(path);
  const name = match?.[1] ?? '';
  return /[a-z][A-Z]|[A-Z]{2,}[a-z]|[A-Za-z]\d+[A-Za-z]/.test(name) && /[A-Z]/.test(name);
}

/** A place from which nothing should be started. */
export function isSuspiciousPlace(path: string): boolean {
  return (
    isWritablePlace(path) ||
    isRandomRootFile(path) ||
    (HIDDEN_FILE.test(path) && /^\/(?:root|home|etc|usr|var|opt)\//.test(path))
  );
}
