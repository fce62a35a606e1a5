import { describe, expect, it } from 'vitest';
import { nameSubject } from './name-subject.js';
import { shellWord } from './shell-word.js';

describe('nameSubject', () => {
  it.each([
    ['docker logs CONTAINER', 'container:site-app-1', 'docker logs site-app-1'],
    ['docker diff CONTAINER; docker logs CONTAINER', 'container:a.b', 'docker diff a.b; docker logs a.b'],
    ['docker export CONTAINER > evidence-CONTAINER.tar', 'container:x', 'docker export x > evidence-x.tar'],
    ['docker logs CONTAINER', "container:$(id)'", "docker logs '$(id)'\\'''"],
    ['docker logs CONTAINER', 'container:$&', "docker logs '$&'"],
    ['docker logs CONTAINER', 'host', 'docker logs CONTAINER'],
    ['docker logs CONTAINER', 'project:site', 'docker logs CONTAINER'],
    ['docker ps', 'container:x', 'docker ps'],
    ['echo CONTAINERS', 'container:x', 'echo CONTAINERS'],
  ])('%s of %s', (command, subject, expected) => {
    expect(nameSubject(command, subject)).toBe(expected);
  });
});

describe('shellWord', () => {
  it.each([
    ['/usr/bin/x', '/usr/bin/x'],
    ['a b', "'a b'"],
    ["it's", "'it'\\''s'"],
    ['-rf', "'-rf'"],
    ['a\nrm -rf /', "'a'?'rm -rf /'"],
    ['\u001b[2J', "?'[2J'"],
    ['$(id)', "'$(id)'"],
    ['', "''"],
  ])('%j', (text, expected) => {
    expect(shellWord(text)).toBe(expected);
  });
});
