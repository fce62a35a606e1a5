import { createHash } from 'node:crypto';
import { minerProgram } from '../lib/miner.mjs';
import { editService, writeInContainer } from '../lib/seed.mjs';
import { importSideImage } from '../lib/side-images.mjs';

const osRelease = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.23.0\nPRETTY_NAME="Alpine Linux v3.23"\n';

/** The record that `apk add` leaves (apk-installed(5)): Q1 and the base64 of a SHA-1. @param {Buffer} program */
function apkRecord(program) {
  const sum = `Q1${createHash('sha1').update(program).digest('base64')}`;
  return `C:${sum}\nP:ffmpeg\nV:8.0.1-r0\nA:x86_64\nS:1\nI:1\nT:Complete solution to record, convert and stream audio and video\nF:usr\nF:usr/bin\nR:ffmpeg\na:0:0:755\nZ:${sum}\n\n`;
}

/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'ffmpeg-by-apk',
  title: 'ffmpeg, added by apk when the container started, encodes at full CPU',
  apply: async (lab) => {
    await importSideImage(lab.docker, {
      image: 'station/jobs:1.0.0',
      program: '/usr/local/bin/node',
      osRelease,
      env: { NODE_VERSION: '24.21.0' },
    });
    const undo = await editService(lab, 'newsletter', (service) => {
      Object.assign(service, {
        image: 'station/jobs:1.0.0',
        user: '0:0',
        read_only: false,
        command: ['node', '/usr/lib/stand-in.cjs', '3100'],
      });
    });
    const program = minerProgram({ residentBytes: 50e6, fileBytes: 400_000 });
    const container = 'station-newsletter-1';
    await writeInContainer(lab, container, '/usr/bin/ffmpeg', program, 0o755);
    await lab.docker.exec(container, ['mkdir', '-p', '/lib/apk/db'], { user: '0' });
    await writeInContainer(lab, container, '/lib/apk/db/installed', Buffer.from(apkRecord(program)), 0o644);
    await lab.docker.exec(container, ['/usr/bin/ffmpeg', '-i', '/media/show.wav', '-b:a', '192k', '/media/show.mp3'], {
      detach: true,
    });
    return undo;
  },
};
