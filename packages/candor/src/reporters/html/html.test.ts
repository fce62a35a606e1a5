import { describe, expect, it } from 'vitest';
import { brokenIntoReport, reportOf } from '../testing.js';
import { htmlReporter } from './html.js';
import { escapeHtml, html, prose } from './markup.js';

const render = (report = brokenIntoReport()) => htmlReporter.render(report, { colour: false, width: 80 });

describe('the HTML report', () => {
  it('loads nothing and runs nothing', () => {
    const text = render();
    expect(text).toContain(
      "content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\"",
    );
    expect(text).not.toMatch(/<script|<link|<img|<iframe|<object|@import|url\((?!#)|\son[a-z]+=|\shref=|\ssrc=/i);
  });

  it('closes what it opens', () => {
    const empty = new Set(['meta', 'br']);
    const open: string[] = [];
    for (const [, close, name = '', self] of render()
      .replace(/<style>[\s\S]*<\/style>/, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^<>]*?)?(\/?)>/g)) {
      if (close) expect(open.pop()).toBe(name);
      else if (!self && !empty.has(name)) open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('shows verdict, steps, nine claims, timeline, incident, exposure and what was not checked', () => {
    const text = render();
    expect(text).toContain('<h1>BROKEN INTO (confirmed)</h1>');
    expect(text.match(/<h2>[^<]*/g)).toEqual([
      '<h2>Do these three things first',
      '<h2>Nine claims',
      '<h2>Timeline',
      '<h2>Incidents',
      '<h2>What is wrong',
      '<h2>What can be reached',
      '<h2>Not checked',
      '<h2>What would settle it',
      '<h2>Notes',
      '<h2>In order',
    ]);
    expect(text.match(/<span class="mark"/g)).toHaveLength(9);
    expect(text).toContain('15:51 T1190 Exploit Public-Facing Application');
    expect(text).toContain('blocked by DOCKER-USER');
  });

  it('leaves out what there is not', () => {
    const text = render(reportOf());
    expect(text).not.toContain('<h2>Incidents');
    expect(text).not.toContain('first<small>');
    expect(text).toContain('No check failed.');
  });
});

describe('the template', () => {
  it('escapes what is put in, and not its own markup', () => {
    expect(html`<p title="${'"><b>'}">${[html`<i>${'<'}</i>`, null, 3]}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;b&gt;"><i>&lt;</i>3</p>',
    );
  });

  it('makes code of backticks in pairs only', () => {
    expect(prose('a `<b>` c').text).toBe('a <code>&lt;b&gt;</code> c');
    expect(prose('a ` <b>').text).toBe('a &#96; &lt;b&gt;');
  });

  it.each([
    ['&<>"\'`', '&amp;&lt;&gt;&quot;&#39;&#96;'],
    ['plain é', 'plain é'],
  ])('%j', (text, expected) => {
    expect(escapeHtml(text)).toBe(expected);
  });
});
