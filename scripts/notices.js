// The licences of the packages whose code dist/ holds: nearly all of them ask to be kept with every copy, and a bundle drops
// them. The file is for people; nothing loads it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-]|$)/i;
const NO_TEXT = /\.(?:json|js|ts)$/i;

/** What comes with a package under a licence of its own. */
const DATA = {
  tldts:
    'Holds the Public Suffix List (https://publicsuffix.org/list/), which is under the Mozilla Public License 2.0\n(https://mozilla.org/MPL/2.0/).',
};

/** The terms of a package that names the MIT licence, and who wrote it, but brings no file. */
const mit = (author) => `Copyright (c) ${author}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * One block a package, by name and version.
 * @param metafiles of esbuild, for everything that is written to dist/
 * @param root what their paths start from
 */
export function noticesOf(metafiles, root) {
  const blocks = new Map();
  for (const folder of foldersIn(metafiles)) {
    const { title, text } = noticeOf(path.resolve(root, folder));
    blocks.set(title, text);
  }
  const sorted = [...blocks].sort(([one], [other]) => (one < other ? -1 : 1));
  return `This program holds code of these packages, under the licences that follow.\n${sorted
    .map(([title, text]) => `\n${'='.repeat(80)}\n${title}\n\n${text}\n`)
    .join('')}`;
}

/** The folders of the packages of which some octets are left, also of those that lie in another's. */
function foldersIn(metafiles) {
  const outputs = metafiles.flatMap((metafile) => Object.values(metafile.outputs));
  const files = outputs.flatMap(({ inputs }) =>
    Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0),
  );
  return new Set(files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
}

function noticeOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const files = readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file) && !NO_TEXT.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8'));
  if (texts.length === 0 && license === 'MIT' && author) texts.push(mit(author.name ?? author));
  if (texts.length === 0)
    throw new Error(`${name} ${version} is bundled, and no text of its licence is known`);
  const all = [...(DATA[name] === undefined ? [] : [DATA[name]]), ...texts];
  return { title: `${name} ${version} (${license})`, text: all.map(plain).join('\n\n') };
}

function plain(text) {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trim();
}
