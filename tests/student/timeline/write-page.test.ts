/** The timeline as a file: its name, its link, and that nothing in its data can get out of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  pack,
  type PackedRecording,
  type Recording,
  unpack,
} from '../../../grader/runs/replay/recording';
import { pageHtml } from '../../../grader/student/timeline/page-html';
import {
  linkTo,
  pageLines,
  safeName,
  writeTimeline,
} from '../../../grader/student/timeline/write-page';

const HOSTILE = '</script><!--<script>\u2028\u2029 ]]> "quoted" &amp;';

const RECORDING: Recording = {
  title: 'a <b>title</b>',
  stage: '2C',
  servers: 1,
  puppets: [],
  events: [{ kind: 'log', server: 0, text: HOSTILE, at: 5, order: 0 }],
  links: [{ at: 3, order: 0, from: 0, to: 0, isCut: true }],
  leftOut: 0,
  until: 9,
};

test.each([
  ['2C/figure-8, seed 3', '2C-figure-8-seed-3'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a:b|c*?"<>', 'a-b-c'],
  ['NUL', 'run-NUL'],
  ['com1.x', 'run-com1.x'],
  ['…', 'run-'],
])('the file of %j is called %j', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

test('a path is a link on a terminal, and a plain path where nobody presses it', () => {
  const file = path.join('/somewhere', 'kit', '.raft-lab', 'a b.html');
  const from = path.join('/somewhere', 'kit');
  const shown = path.join('.raft-lab', 'a b.html');
  expect(linkTo(file, false, from)).toBe(shown);
  const link = linkTo(file, true, from);
  // eslint-disable-next-line no-control-regex -- what a link is made of
  expect(link).toMatch(/^\u001b\]8;;file:\/\/.*a%20b\.html\u001b\\.*\u001b\]8;;\u001b\\$/);
  expect(link).toContain(shown);
});

test('the page carries the recording whole, and nothing in it ends the element or opens a comment', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'raft-page-'));
  try {
    const file = await writeTimeline(path.join(folder, 'new'), 'x', pack(RECORDING), {
      replay: HOSTILE,
      place: `labs/raft/${HOSTILE}:3`,
      codeFrame: HOSTILE,
    });
    const html = readFileSync(file, 'utf8');
    const [, json = ''] = /id="recording">(.*?)<\/script>/s.exec(html) ?? [];
    expect(unpack(JSON.parse(json) as PackedRecording)).toEqual(RECORDING);
    const [, code = ''] = /id="in-code">(.*?)<\/script>/s.exec(html) ?? [];
    const inCode = { place: `labs/raft/${HOSTILE}:3`, codeFrame: HOSTILE };
    expect(JSON.parse(code)).toEqual(inCode);
    expect(html).not.toMatch(/[\u2028\u2029]/);
    expect(html).not.toContain('<!--');
    expect(html).not.toContain('<b>');
    expect(html.match(/<script/g)).toHaveLength(4);
    expect(html.match(/<\/script/g)).toHaveLength(4);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the policy lets in the code of the page and nothing else, and names whom it may talk to', () => {
  const bundle = { script: 'void 0', style: 'p{}' };
  const alone = pageHtml({ title: 't', bundle });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(alone)?.[1] ?? '';
  expect(policy.split(/; /)).toEqual([
    'default-src &#39;none&#39;',
    expect.stringMatching(/^script-src &#39;sha256-[\w+/=]+&#39;$/),
    expect.stringMatching(/^style-src &#39;sha256-[\w+/=]+&#39;$/),
    'img-src data:',
    'connect-src &#39;none&#39;',
    'base-uri &#39;none&#39;',
    'form-action &#39;none&#39;',
  ]);
  expect(pageHtml({ title: 't', bundle, connect: "'self'" })).toContain(
    'connect-src &#39;self&#39;',
  );
});

test('the line below a failure leads to the page, or says why there is none', async () => {
  const kit = mkdtempSync(path.join(os.tmpdir(), 'raft-page-'));
  try {
    const shown = path.join('.raft-lab', '2C-figure-8-seed-3-small.html');
    const lines = await pageLines(kit, '2C/figure-8 seed 3 small', pack(RECORDING));
    expect(lines).toEqual([{ label: 'Page', text: shown }]);
    expect(readFileSync(path.join(kit, shown), 'utf8')).toContain('id="recording"');
    rmSync(path.join(kit, '.raft-lab'), { recursive: true });
    writeFileSync(path.join(kit, '.raft-lab'), 'a file');
    const [none] = await pageLines(kit, 'x', pack(RECORDING));
    expect(none?.text).toMatch(
      /^The timeline page could not be written \(E\w+\)\. Can you write to the folder \.raft-lab/,
    );
  } finally {
    rmSync(kit, { recursive: true, force: true });
  }
});
