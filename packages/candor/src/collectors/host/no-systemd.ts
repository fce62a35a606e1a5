/** What systemd's tools say where another init runs (systemctl(1), timedatectl(1)): there is nothing to ask, and nothing failed. */
export const noSystemd =
  /System has not been booted with systemd|Failed to connect to (?:system scope )?bus|Failed to create bus connection/i;
