import { cannotTell, defineCheck, fail, type Outcome, pass } from '../../core/check.js';
import { exampleRef, seen, unseen } from '../../core/example.js';
import { type ContainerExec, containerExec } from '../../facts/container-exec.js';

/** Setuid programs that Debian and Alpine images bring (shadow, util-linux, mount, busybox-suid, openssh). */
const usual =
  /\/(?:su|sudo|mount|umount|passwd|chsh|chfn|chage|expiry|newgrp|gpasswd|ping6?|unix_chkpwd|bbsuid|ssh-keysign|ssh-agent|wall|dotlockfile|fusermount3?|pkexec|dbus-daemon-launch-helper)$/;

function isSearch({ command }: ContainerExec): boolean {
  return command.some((word) => word.includes('find')) && command.some((word) => /-perm\b|-[46]000/.test(word));
}

function judge(answer: ContainerExec): Outcome {
  const subject = `container:${answer.container}`;
  const paths = answer.output.split('\n').filter((line) => line.startsWith('/'));
  const odd = paths.filter((path) => !usual.test(path.trim()));
  if (odd.length === 0) return pass([answer.ref], { subject, what: `${paths.length} setuid files, all usual` });
  return fail([answer.ref], {
    subject,
    what: `${odd.slice(0, 5).join(', ')} runs with its owner's rights`,
    location: `${answer.container}:${odd[0]}`,
  });
}

/** IMG-09: setuid files that base images do not bring. */
export const unusualSetuidFile = defineCheck({
  id: 'IMG-09',
  title: 'An image has unusual setuid files',
  questions: ['Q7'],
  severity: 'low',
  required: false,
  needs: { containerExec },
  decide: ({ containerExec: answers }) => {
    const searches = answers.value.filter(isSearch);
    if (searches.length > 0) return searches.map(judge);
    return cannotTell('not-collected', 'setuid files were not searched for', {
      settle: 'docker exec CONTAINER find / -xdev -perm -4000 -type f',
    });
  },
  whyItMatters: 'Each one is a way from the user of the app to root in the container.',
  verifyByHand: 'docker exec CONTAINER find / -xdev -perm -4000 -type f',
  remediation: { text: 'Strip the bit in the last stage (chmod a-s), or set no-new-privileges.' },
  references: ['CIS Docker 4.8'],
  examples: {
    pass: [{ title: 'the usual ones', facts: { containerExec: seen([search('/bin/su\n/usr/bin/passwd\n')]) } }],
    fail: [{ title: 'a shell', facts: { containerExec: seen([search('/bin/su\n/var/tmp/.sh\n')]) } }],
    blind: [
      { title: 'nothing could be run', facts: { containerExec: unseen() } },
      { title: 'other commands only', facts: { containerExec: seen([{ ...search(''), command: ['id'] }]) } },
    ],
  },
});

function search(output: string): ContainerExec {
  return {
    container: 'site-app-1',
    command: ['find', '/', '-xdev', '-perm', '-4000'],
    exitCode: 0,
    output,
    uid: null,
    ref: exampleRef('container.exec'),
  };
}
