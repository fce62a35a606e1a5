/** Absolute paths that a shell command names, those that it only writes to (`> /var/log/x`) left out. */
export function commandPaths(text: string): string[] {
  const commands = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .slice(0, 1 << 20);
  const written = commands.replace(/>{1,2}\s{0,10}&?[^\s;|&<>()]{1,1000}/g, ' ');
  const found = written.matchAll(/(?:^|[\s"'`=(;&|!@+:-])(\/[^\s;"'`|&<>(){}$,*?\\]{1,1000})/gm);
  return [...new Set([...found].flatMap((match) => match[1] ?? []))].filter(
    (path) => !/^\/(?:dev|proc|sys)\//.test(path),
  );
}

/** Commands of a unit that root runs (systemd.service(5)); none when it names another user or `DynamicUser`. */
export function unitCommands(text: string): string[] {
  if (
    /^\s{0,20}User\s{0,20}=\s{0,20}(?!root\s*$|0\s*$)\S/m.test(text) ||
    /^\s{0,20}DynamicUser\s{0,20}=\s{0,20}(?:yes|true|1)/m.test(text)
  )
    return [];
  const lines = text.matchAll(
    /^\s{0,20}Exec(?:Start|StartPre|StartPost|Stop|StopPost|Reload|Condition)\s{0,20}=(.{1,4000})$/gm,
  );
  return [...lines].flatMap((match) => match[1] ?? []);
}
