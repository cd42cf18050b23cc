import { failedAnswer, questionKey } from './answer.ts';
import type { AnyAnswer, Resolver } from './types.ts';

/** A run's DNS, kept: every question that left the process, and what came back. */
export interface Recording {
  mailcheckRecording: 1;
  /** When it was made (ISO 8601): the `now` of its replays, so that dates are judged alike. */
  now: string;
  answers: AnyAnswer[];
}

/** Passes questions on and keeps the answers. */
export function recorded(inner: Resolver): { resolver: Resolver; answers: () => AnyAnswer[] } {
  const answers = new Map<string, AnyAnswer>();
  return {
    answers: () => [...answers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer),
    resolver: {
      async ask(name, type, at) {
        const answer = await inner.ask(name, type, at);
        answers.set(questionKey(name, type, at), answer);
        return answer;
      },
    },
  };
}

/** Answers from a recording alone. A question that it does not hold has failed: it was never answered. */
export function replayed(recording: Recording): Resolver {
  const answers = new Map(
    recording.answers.map((answer) => [questionKey(answer.name, answer.type, answer.at), answer]),
  );
  const failure = {
    reason: 'not-recorded',
    detail: 'the recording holds no answer to this question',
  } as const;
  return {
    async ask(name, type, at) {
      const answer = answers.get(questionKey(name, type, at));
      return (answer ?? failedAnswer({ name, type }, failure, { server: 'recording' })) as never;
    },
  };
}
