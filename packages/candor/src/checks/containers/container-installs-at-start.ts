import { defineCheck, fail } from '../../core/check.js';
import { seen } from '../../core/example.js';
import { containers } from '../../facts/containers.js';
import { exampleContainer } from '../../facts/examples.js';
import { evidenceOf, judgeContainers, passFor, subjectOf } from '../shared/judge-containers.js';
import { blindContainers, noEngine } from './container-examples.js';

const installs =
  /\b(?:apk\s+(?:--\S+\s+)*add|apt(?:-get)?\s+(?:-\S+\s+)*install|dnf\s+install|yum\s+install|pip3?\s+install|npm\s+(?:install|i|ci)\b|pnpm\s+(?:install|i|add)\b|yarn\s+(?:install|add)\b|bun\s+(?:install|add)\b)/;
const pipesToShell = /\b(?:curl|wget)\b[^|;&]{0,500}\|\s*(?:sudo\s+)?(?:ba|da|z)?sh\b/;

/** CTR-26: programs fetched at each start (Dec-2025 case: `apk add --no-cache ffmpeg || true; npm run start`). */
export const containerInstallsAtStart = defineCheck({
  id: 'CTR-26',
  title: 'A container installs programs each time it starts',
  questions: ['Q7'],
  severity: 'medium',
  required: false,
  needs: { containers },
  decide: (facts) =>
    judgeContainers(facts.containers, (container) => {
      const command = container.command.join(' ').slice(0, 4_096);
      const pipe = pipesToShell.exec(command);
      const hit = pipe ?? installs.exec(command);
      if (!hit) return passFor(container, 'its command installs nothing');
      return fail(evidenceOf(container), {
        subject: subjectOf(container),
        what: `${container.name} runs "${hit[0].slice(0, 80)}" at each start`,
        location: container.name,
        severity: pipe ? 'high' : 'medium',
      });
    }),
  whyItMatters:
    'What runs is then not what you tested, each restart trusts a download anew, and new programs in the layer hide those of an intruder.',
  verifyByHand: "docker inspect -f '{{.Name}} {{.Path}} {{.Args}}' $(docker ps -q)",
  remediation: {
    text: 'Install in a Dockerfile and build an image: `FROM node:24-alpine`, `RUN apk add --no-cache ffmpeg`, `COPY . .`, `RUN npm ci`.',
    commands: ['docker compose build', 'docker compose up -d'],
  },
  references: ['docs.docker.com/build/building/best-practices', 'CIS Docker 4.3'],
  examples: {
    pass: [
      { title: 'a start command', facts: { containers: seen([exampleContainer()]) } },
      {
        title: 'npm run start, and a health check by curl',
        facts: {
          containers: seen([
            exampleContainer({ command: ['sh', '-c', 'curl -fsS http://mongo:27017 || true; npm run start'] }),
          ]),
        },
      },
      noEngine,
    ],
    fail: [
      {
        title: 'apk add',
        facts: {
          containers: seen([
            exampleContainer({ command: ['sh', '-c', 'apk add --no-cache ffmpeg || true; npm run start'] }),
          ]),
        },
      },
      {
        title: 'npm ci',
        facts: { containers: seen([exampleContainer({ command: ['sh', '-c', 'npm ci && npm start'] })]) },
      },
      {
        title: 'a download into a shell',
        facts: {
          containers: seen([exampleContainer({ command: ['sh', '-c', 'curl -s https://example.org/x | bash'] })]),
        },
      },
    ],
    blind: blindContainers,
  },
});
