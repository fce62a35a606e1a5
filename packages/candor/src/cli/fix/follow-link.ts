import { lstatSync, realpathSync } from 'node:fs';

/** Folders in which links are the custom: Debian's `sites-enabled` leads to `sites-available`. */
const linkedPlaces = ['/etc/nginx/'];

/**
 * The file behind a link of the configuration: only for one in a place where links are the custom, made by root, and
 * leading to a file of the same place. Anything else is the path itself, and a link is refused later.
 */
export function followLink(path: string): string {
  const place = linkedPlaces.find((one) => path.startsWith(one));
  if (place === undefined) return path;
  try {
    if (!lstatSync(path).isSymbolicLink() || lstatSync(path).uid !== 0) return path;
    const real = realpathSync(path);
    return real.startsWith(place) ? real : path;
  } catch {
    // A dangling link is met again, with its reason, by the reading itself.
    return path;
  }
}
