import { readFileSync } from 'node:fs';

/**
 * A secret: the content of the file that `<name>_FILE` names, else the variable itself. Files come first, because the
 * environment of a process is read by everything that runs in it and shows in `docker inspect`.
 */
export function secret(name: string): string {
  const path = process.env[`${name}_FILE`];
  const value = path ? readFileSync(path, 'utf8').trim() : process.env[name];
  if (!value) throw new Error(`${name} is not set: give ${name}_FILE, the path of a file that holds it`);
  return value;
}
