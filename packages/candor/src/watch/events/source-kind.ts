/** What the lines of a source are, which says how they become events; `event` = observations of the watcher itself, as JSON. */
export type SourceKind =
  | { readonly kind: 'nginx-access' | 'nginx-error' | 'auth' | 'audit' | 'event' | 'text' }
  /** Docker's json-file log of one container; `role` says what runs in it. */
  | { readonly kind: 'container'; readonly container: string; readonly role: 'nodejs' | 'mongodb' | 'nginx' | 'other' };

/** A source of lines: its name in the store, and what it is. */
export interface Source {
  /** `nginx:/var/log/nginx/access.log`, `docker:site-app-1`, `journal:sshd`. */
  readonly name: string;
  readonly what: SourceKind;
}
