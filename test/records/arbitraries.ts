import fc from 'fast-check';
import type { Fault, Parsed } from '../../src/records/parsed.ts';

/** Octets as a latin-1 string: what a TXT record can hold. */
export const octets = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

export function oneFrom(words: readonly string[]): fc.Arbitrary<string> {
  return fc.constantFrom(...words);
}

/** Texts that are nearly records: pieces of the protocol, slips and noise, in any order. */
export function nearly(pieces: readonly string[]): fc.Arbitrary<string> {
  const noise = fc.string({ minLength: 1, maxLength: 4 });
  const piece = fc.oneof({ weight: 12, arbitrary: oneFrom(pieces) }, { weight: 1, arbitrary: noise });
  return fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(''));
}

/** What is wrong with the faults themselves; `undefined` where they keep their promise. */
export function brokenFaults({ text, faults }: Parsed<unknown>): string | undefined {
  for (const { code, span, message, hint } of faults) {
    if (!/^[a-z0-9-]+$/.test(code)) return `code ${code}`;
    if (!(span.start >= 0 && span.start <= span.end && span.end <= text.length)) return `span of ${code}`;
    if (!/^\S.*[^.\s]$/s.test(message) || (hint !== undefined && !/^\S.*[^.\s]$/s.test(hint)))
      return `words of ${code}`;
  }
  const starts = faults.map(({ span }) => span.start);
  return starts.every((start, index) => index === 0 || starts[index - 1]! <= start) ? undefined : 'order';
}

export function applied(text: string, { span, replacement }: Fault): string {
  return text.slice(0, span.start) + replacement + text.slice(span.end);
}

/** The replacements that leave more mistakes than they cure. */
export function harmfulReplacements<T>(text: string, parse: (text: string) => Parsed<T>): Fault[] {
  const { faults } = parse(text);
  return faults.filter(
    (fault) => fault.replacement !== undefined && parse(applied(text, fault)).faults.length > faults.length,
  );
}

/** Milliseconds of the best of a few runs: what the work costs, not what the machine was doing. */
export function bestTime(run: () => unknown, enough = 20): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 && best > enough; round++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** JSON of the corpora holds Unicode; on the wire it is UTF-8. */
export function wire(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
