import { everyRule } from '../gate/rules/index.ts';
import type { AnyRule } from '../rules/rule.ts';
import type { Entry } from './entry.ts';

/** The rules that a log's results name, each once, with what a reader of an alert needs. */
export function sarifRules(entries: readonly Entry[]) {
  const known = new Map(everyRule().map((rule) => [rule.id, rule]));
  const first = new Map(entries.toReversed().map((entry) => [entry.rule, entry]));
  return [...first.values()]
    .toSorted((a, b) => (a.rule < b.rule ? -1 : 1))
    .map((entry) => ruleOf(entry, known.get(entry.rule as AnyRule['id'])));
}

const LEVELS = { error: 'error', warning: 'warning', notice: 'note' } as const;

function ruleOf({ rule, title, why, page, level }: Entry, known: AnyRule | undefined) {
  const meaning = known === undefined ? why : `${known.why} ${known.fix}`;
  const sources = known === undefined || known.spec.length === 0 ? [] : [known.spec.join(', ')];
  const explained = `mailcheck explain ${known === undefined ? rule.split('/')[0] : rule}`;
  return {
    id: rule,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    // Our own texts: Markdown is safe here. The address is of a page in this project, so it is no absolute helpUri.
    help: {
      text: [meaning, ...sources, `See ${page}, or run: ${explained}`].join('\n'),
      markdown: [meaning, ...sources, `See \`${page}\`, or run \`${explained}\`.`].join('\n\n'),
    },
    defaultConfiguration: { level: LEVELS[known?.severity ?? level] },
    properties: { tags: ['dns', 'e-mail', ...(known === undefined ? ['profile'] : [known.basis])] },
  };
}
