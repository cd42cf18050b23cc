import type { DomainResult, Finding } from '../report/schema/report.ts';
import { activeOf } from '../report/suppress.ts';
import { aftermathText, changeText, isJudgedWhole, isOfChange, isUntouched } from './change.ts';
import { asked, details } from './details.ts';
import { grid } from './grid.ts';
import { deliveryWords, type MessageRow, messageHead, messageRows, sessionRows } from './message.ts';
import type { Paint, Palette } from './paint.ts';
import { postureText } from './posture.ts';
import { profileText } from './profile.ts';
import { recordLines } from './record.ts';
import type { RendererFactory, RenderOptions, RunEnd } from './renderer.ts';
import { type SectionRow, sectionRows } from './sections/index.ts';
import { display, displayDomain, safeLines } from './sink.ts';
import { skippedText, unansweredText } from './unanswered.ts';
import { saidWords } from './verdict.ts';
import { causeName, changeLines, listed, plural, providerWords, roleWords } from './words.ts';
import { block } from './wrap.ts';

const INDENT = '  ';
const DEEP = '         ';

type Style = RenderOptions;

/** What a person reads: who can forge, what each section says, each finding with its repair, the verdict. */
export const table: RendererFactory = (options) => {
  const style: Style = options;
  let first = true;
  return {
    start: () => '',
    result: (result) => {
      const gap = first ? '' : '\n';
      first = false;
      const text = resultText(result, style);
      return text === '' ? '' : safeLines(`${gap}${text}\n`);
    },
    end: (end) => (options.quiet ? '' : endText(end, style)),
  };
};

function resultText(result: DomainResult, style: Style): string {
  if (result.problem !== null)
    return `${style.paint.error(VERDICTS[result.verdict][0])}  ${display(result.domain)}: ${display(result.problem)}`;
  const shown = activeOf(result.findings).filter(
    (finding) => style.verbose || (finding.severity !== 'notice' && isOfChange(finding)),
  );
  const told = new Set<string>();
  const findings = shown.map((finding) => findingText(finding, style, told));
  if (style.quiet) return findings.join('\n');
  const open = result.inconclusive.length + result.skipped.length;
  if (isUntouched(result) && !style.verbose) return untouchedText(result, style);
  const isPlain = result.posture === null;
  return [
    headline(result, style),
    ...postureText(result, style),
    ...messageText(result, style),
    ...changeText(result, style, INDENT),
    ...sectionTable(sectionRows(result), style),
    ...(style.verbose || isPlain ? details : asked)(result, style.width, INDENT),
    ...(isPlain && findings.length + open === 0 ? [''] : []),
    ...findings.flatMap((text) => ['', text]),
    ...result.profiles.flatMap((one) => ['', ...profileText(one, style, INDENT)]),
    ...aftermathText(result, style, INDENT),
    ...unansweredText(result, style),
    ...skippedText(result, style),
    ...(findings.length + result.inconclusive.length + result.profiles.length > 0 ? [''] : []),
    verdictText(result, style),
  ].join('\n');
}

/** Of many domains a change touches few. */
function untouchedText(result: DomainResult, style: Style): string {
  const { paint } = style;
  const name = paint.bold(displayDomain(result.domain));
  const before = aftermathText(result, style, '      ').filter((line) => line !== '');
  const change = result.change!;
  const meaning = change.meaning.map((words) => `; ${display(words)}`).join('');
  const nothing = isJudgedWhole(change)
    ? 'nothing changes that mail rests on'
    : 'nothing of what was judged changes';
  const read = change.base.map((text) => block(display(text), style.width, DEEP, '      before  '));
  return [`${paint.good('PASS')}  ${name}: ${nothing}${meaning}`, ...read, ...before].join('\n');
}

function headline({ domain, posture, sections, message }: DomainResult, { paint, width }: Style): string {
  if (message !== null) return paint.bold(block(messageHead(message), width, INDENT, ''));
  const words = posture === null ? [] : [roleWords(posture, sections), providerWords(posture)];
  return [paint.bold(displayDomain(domain)), ...words.filter((word) => word !== '')].join(' · ');
}

const MESSAGE_COLORS: Record<MessageRow['state'], keyof Palette> = {
  pass: 'good',
  fail: 'error',
  other: 'notice',
};

/** What becomes of a message, and what each check says of it. */
function messageText({ message }: DomainResult, { paint, width, verbose }: Style): string[] {
  if (message === null) return [];
  const rows = messageRows(message).map(({ label, state, result, words }) => [
    label,
    paint[MESSAGE_COLORS[state]](result),
    words,
  ]);
  const delivery = block(deliveryWords(message), width, `${INDENT}          `, `${INDENT}delivery  `);
  return [
    delivery,
    ...grid(rows, width, INDENT),
    ...(verbose ? ['', ...grid(sessionRows(message), width, INDENT)] : []),
  ];
}

const STATES: Record<SectionRow['state'], { word: string; color: keyof Palette }> = {
  ok: { word: 'ok', color: 'good' },
  error: { word: 'ERROR', color: 'error' },
  warning: { word: 'warning', color: 'warning' },
  notice: { word: 'notice', color: 'notice' },
  '?': { word: '?', color: 'notice' },
  '–': { word: 'skipped', color: 'notice' },
  unused: { word: 'unused', color: 'notice' },
};

const LEAST_WIDTHS = [5, 7];

function sectionTable(rows: readonly SectionRow[], { width, paint }: Style): string[] {
  const cells = rows.map(({ label, state, words }) => [
    label,
    paint[STATES[state].color](STATES[state].word),
    words,
  ]);
  return grid(cells, width, INDENT, LEAST_WIDTHS);
}

/** `told`: changes that an earlier finding proposes already, so that one record is not written out for each of its faults. */
function findingText(finding: Finding, style: Style, told: Set<string>): string {
  const { severity, rule, subject, message, why, fix, question, state } = finding;
  const { paint, width, verbose } = style;
  const word = paint[severity](severity === 'error' ? 'ERROR' : severity);
  const pad = ' '.repeat(DEEP.length - severity.length);
  const room = width === undefined ? undefined : width - DEEP.length;
  const lines = [
    `${word}${pad}${state === null ? '' : `${state} · `}${paint.bold(rule)} · ${display(subject.name)} ${subject.type}`,
    block(display(message), width, DEEP),
    ...recordLines(finding, room).map((line) => `${DEEP}${line}`.trimEnd()),
  ];
  if (verbose) lines.push(paint.dim(block(why, width, `${DEEP}     `, `${DEEP}why  `)));
  lines.push(block(fix, width, `${DEEP}     `, `${DEEP}fix  `));
  const changes = changeLines(finding, room).map((line) => `${DEEP}${line}`);
  const isTold = changes.length > 0 && told.has(changes.join('\n'));
  told.add(changes.join('\n'));
  lines.push(...(isTold ? [`${DEEP}publish  the record proposed above`] : changes));
  if (question !== null && !isTold)
    lines.push(block(display(question), width, `${DEEP}     `, `${DEEP}ask  `));
  return lines.join('\n');
}

function verdictText(result: DomainResult, { paint, verbose, width }: Style): string {
  const { verdict } = result;
  const findings = activeOf(result.findings).filter(isOfChange);
  const hasNotices = findings.some(({ severity }) => severity === 'notice');
  const hidden = hasNotices && !verbose ? ' (-v shows notices)' : '';
  const found = saidWords(result, hidden);
  const [worst] = findings;
  const explain = worst && worst.severity !== 'notice' ? ` · mailcheck explain ${worst.rule}` : '';
  const [word, color] = VERDICTS[verdict];
  const label = `${word}  `;
  const text = block(`${found}${explain}`, width, ' '.repeat(label.length), label);
  return text.replace(word, (one) => (paint[color] as Paint)(one));
}

const VERDICTS: Record<DomainResult['verdict'], [string, keyof Palette]> = {
  pass: ['PASS', 'good'],
  fail: ['FAIL', 'error'],
  inconclusive: ['INCONCLUSIVE', 'notice'],
  invalid: ['INVALID', 'error'],
};

function endText({ run, summary, exitCode }: RunEnd, { paint, many }: Style): string {
  const asked = run.offline
    ? 'asked nobody'
    : `asked ${listed(run.servers, 2)}: ${plural(run.queries, 'query').replace('querys', 'queries')}`;
  const took = `${(run.durationMs / 1000).toFixed(1)} s`;
  const judged = OF_MESSAGES.includes(run.command) ? 'message' : 'domain';
  const total = many
    ? `${plural(summary.domains, judged)}: ${plural(summary.errors, 'error')}, ${plural(summary.warnings, 'warning')}${summary.suppressed === 0 ? '' : `, ${summary.suppressed} suppressed`}, ${summary.inconclusive} inconclusive, ${summary.invalid} invalid\n`
    : '';
  const shared = summary.causes.map(
    ({ domains, reason, ...cause }) =>
      `${plural(domains, 'domain')}: ${causeName(cause)}: ${display(reason)}\n`,
  );
  return `${many ? '\n' : ''}${total}${shared.join('')}${paint.dim(`${asked}, ${took} · exit ${exitCode}`)}\n`;
}

const OF_MESSAGES = ['message', 'receive'];
