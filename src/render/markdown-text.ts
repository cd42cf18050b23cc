/** Text in Markdown that stays text: on GitHub and GitLab mentions, references, links and HTML are all made of more than letters. */

/** Text in a code span; shown text has one line, and what could end span or table cell is written as an escape. */
export function code(text: string): string {
  const safe = text.replace(/[`|]/g, (char) => `\\x${char.charCodeAt(0).toString(16)}`);
  return safe.trim() === '' ? '(empty)' : `\`${safe}\``;
}

/** A sentence: words as they are, everything else (names, terms, addresses) in code spans. */
export function prose(text: string): string {
  const tokens: Token[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const token = tokenOf(word);
    const last = tokens.at(-1);
    if (token.isCode && last?.isCode && last.after === '' && token.before === '')
      tokens[tokens.length - 1] = { ...token, before: last.before, core: `${last.core} ${token.core}` };
    else tokens.push(token);
  }
  return tokens
    .map(({ before, core, after, isCode }) => `${before}${isCode ? code(core) : core}${after}`)
    .join(' ');
}

interface Token {
  before: string;
  core: string;
  after: string;
  isCode: boolean;
}

const OPENING = '“‘("';
const CLOSING = '”’)",.;:!?…';
const PLAIN =
  /^(?:\p{L}+(?:[’'-]\p{L}+)*|\p{L}{1,5}\d{1,3}|\d{1,3}(?:,\d{3})*(?:\.\d{1,3})?|\d{1,6}|[–—·+%]|)$/u;
/** What forges link: the name of a commit, and what begins an address. */
const LINKED = /^(?:[0-9a-f]{7,40}|www)$/i;

function tokenOf(word: string): Token {
  let [start, end] = [0, word.length];
  while (start < end && OPENING.includes(word[start]!)) start++;
  while (end > start && CLOSING.includes(word[end - 1]!)) end--;
  const core = word.slice(start, end);
  const isCode = !PLAIN.test(core) || LINKED.test(core);
  return { before: word.slice(0, start), core, after: word.slice(end), isCode };
}
